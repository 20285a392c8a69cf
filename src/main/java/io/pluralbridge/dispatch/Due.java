package io.pluralbridge.dispatch;

import io.pluralbridge.journal.store.Signal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something in the journal that waits to be done. */
public interface Due {

  /** Things become due by time, too; a signal cannot tell when. */
  Duration GLANCE = Duration.ofMillis(250);

  /** Nobody notices whether it is told, asked or written so much sooner. */
  Duration BETWEEN_LOOKS = Duration.ofMillis(20);

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

  /**
   * How long after a look that brought nothing there is none, however often the signal is raised:
   * thousands of signals a second shall not cost a look into the journal each.
   */
  default Duration betweenLooks() {
    return BETWEEN_LOOKS;
  }

  /**
   * True when a route only waits for the journal once it leaves its thread. Then that hand is free
   * for the next piece, and need not wait for a commit.
   */
  default boolean isHandedOver() {
    return false;
  }

  /** How many pieces at most may be claimed before there is a free hand for them. */
  default int mostAhead() {
    return 0;
  }

  /**
   * False when a piece that was left undone is no sign of trouble for others: then these go on
   * without a pause.
   */
  default boolean isPausedByFailure() {
    return true;
  }

  /** True when {@link #release(Object, Throwable)} says by itself what failed. */
  default boolean reportsFailures() {
    return false;
  }

  /** A piece that was claimed is done, or was left undone. */
  default void release(Object piece) {}

  /**
   * The same, for work that minds how it ended.
   *
   * @param failure why it was left undone, null when it is done
   */
  default void release(Object piece, @Nullable Throwable failure) {
    release(piece);
  }
}
