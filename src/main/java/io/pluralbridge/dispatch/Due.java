package io.pluralbridge.dispatch;

import java.util.List;

/** Something in the journal that waits to be done. */
public interface Due {

  /**
   * Takes up to {@code max} of it, so that nobody else does. Empty when there is none.
   *
   * @throws Exception when that cannot be found out now
   */
  List<?> claim(int max) throws Exception;

  /** A piece that was claimed is done, or was left undone. */
  default void release(Object piece) {}
}
