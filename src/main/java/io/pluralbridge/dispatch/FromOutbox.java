package io.pluralbridge.dispatch;

import io.pluralbridge.journal.outbox.Outbox;
import io.pluralbridge.journal.store.Signal;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deliveries of an {@link Outbox} as exchanges: a route that ends well has delivered, one that
 * fails is tried again later. So a route only says how it is addressed and where it goes.
 */
public final class FromOutbox<T extends Outbox.Row> implements Due {

  private static final Logger log = LoggerFactory.getLogger(FromOutbox.class);

  private final Outbox<T> outbox;
  private final Class<T> type;
  private final @Nullable Consumer<Signal> wakes;
  private final BiFunction<Integer, IntFunction<List<T>>, List<T>> limits;

  /** What is delivered as soon as there is something new in the journal. */
  public FromOutbox(Outbox<T> outbox, Class<T> type) {
    this(outbox, type, null, (max, claim) -> claim.apply(max));
  }

  /**
   * What is delivered as somebody allows.
   *
   * @param wakes has a signal raised when there is something new; null for the journal's own
   * @param limits claims up to so many, or as few as are allowed now
   */
  public FromOutbox(
      Outbox<T> outbox,
      Class<T> type,
      @Nullable Consumer<Signal> wakes,
      BiFunction<Integer, IntFunction<List<T>>, List<T>> limits) {
    this.outbox = outbox;
    this.type = type;
    this.wakes = wakes;
    this.limits = limits;
  }

  @Override
  public List<T> claim(int max) {
    return limits.apply(max, outbox::claim);
  }

  @Override
  public boolean wakes(Signal signal) {
    if (wakes != null) {
      wakes.accept(signal);
    }
    return wakes != null;
  }

  @Override
  public boolean isPausedByFailure() {
    return false;
  }

  @Override
  public boolean reportsFailures() {
    return true;
  }

  @Override
  public void release(Object piece, @Nullable Throwable failure) {
    T row = type.cast(piece);
    try {
      if (failure == null) {
        outbox.delivered(row);
      } else {
        outbox.failed(row, failure instanceof Exception e ? e : new IllegalStateException(failure));
      }
    } catch (RuntimeException e) {
      log.warn(
          "It cannot be written down what was delivered, so it is delivered again: {}",
          e.toString());
    }
  }
}
