package io.pluralbridge.dispatch;

import java.util.List;

/**
 * Something in the journal that waits to be done.
 *
 * @param <T> one of it
 */
public interface Due<T> {

  /** Takes up to {@code max} of it, so that nobody else does. Empty when there is none. */
  List<? extends T> claim(int max);

  /** Told of each that was claimed once it has left the route, or could not even enter it. */
  default void over(T work) {}
}
