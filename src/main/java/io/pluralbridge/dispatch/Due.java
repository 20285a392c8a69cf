package io.pluralbridge.dispatch;

import java.util.List;

/** Something in the journal that waits to be done. */
public interface Due {

  /** Takes up to {@code max} of it, so that nobody else does. Empty when there is none. */
  List<?> claim(int max);
}
