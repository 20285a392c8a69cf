package io.pluralbridge.dispatch;

import io.pluralbridge.journal.Signal;
import java.time.Duration;
import java.util.List;

/** Something in the journal that waits to be done. */
public interface Due {

  /** Things become due by time, too; a signal cannot tell when. */
  Duration GLANCE = Duration.ofMillis(250);

  /**
   * Takes up to {@code max} of it, so that nobody else does. Empty when there is none.
   *
   * @throws Exception when that cannot be found out now
   */
  List<?> claim(int max) throws Exception;

  /**
   * Has the signal raised whenever there is something new.
   *
   * @return false when nobody does that for these in particular: then it is raised with all others
   */
  default boolean wakes(Signal signal) {
    return false;
  }

  /**
   * For how long there is no use in looking again, after a look that brought nothing and while no
   * signal is raised. More than {@link #GLANCE} is taken for that.
   */
  default Duration untilNextLook() {
    return GLANCE;
  }

  /** A piece that was claimed is done, or was left undone. */
  default void release(Object piece) {}

  /**
   * How long more may gather after a claim that left nothing due: what costs a commit each is
   * cheaper together. Nothing, unless it says otherwise.
   */
  default Duration gathers() {
    return Duration.ZERO;
  }
}
