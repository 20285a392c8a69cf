package io.pluralbridge.dispatch;

import io.pluralbridge.carddata.CardNumbers;
import io.pluralbridge.journal.store.Locks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work of which each piece is in one hand at a time, among all nodes. A hand that dies lets go. A
 * piece that fails is tried again later, behind those that never failed, and keeps none of them
 * waiting.
 *
 * @param <C> what may have to be done
 * @param <W> what has to be done
 */
public final class OneHand<C, W> implements Due {

  private static final Logger log = LoggerFactory.getLogger(OneHand.class);

  private final Pieces<C, W> pieces;
  private final Retries retries;
  private final Map<Object, InHand> inHand = Collections.synchronizedMap(new IdentityHashMap<>());

  private record InHand(String name, Locks.Held lock) {}

  /** What the pieces are. */
  public interface Pieces<C, W> {

    /** What may have to be done. Looks only. */
    List<C> waiting() throws Exception;

    /** What a piece is called, in logs too: the same in each look. */
    String name(C candidate);

    /** Takes it in hand; empty when another has it. */
    Optional<Locks.Held> lock(C candidate);

    /** What has to be done, now that nobody else can do it; empty when somebody has done it. */
    Optional<W> take(C candidate) throws Exception;
  }

  public OneHand(Pieces<C, W> pieces) {
    this(pieces, System::nanoTime);
  }

  OneHand(Pieces<C, W> pieces, LongSupplier nanos) {
    this.pieces = pieces;
    this.retries = new Retries(nanos);
  }

  @Override
  public List<?> claim(int max) throws Exception {
    List<W> taken = new ArrayList<>();
    Iterator<C> waiting =
        pieces.waiting().stream()
            .filter(candidate -> retries.isDue(pieces.name(candidate)))
            .sorted(Comparator.comparingInt(candidate -> retries.times(pieces.name(candidate))))
            .iterator();
    while (taken.size() < max && waiting.hasNext()) {
      C candidate = waiting.next();
      try {
        take(candidate).ifPresent(taken::add);
      } catch (Exception e) {
        retries.failed(pieces.name(candidate), inWords(e));
        log.warn("{} cannot be taken in hand, trying again later", pieces.name(candidate), e);
      }
    }
    return taken;
  }

  private Optional<W> take(C candidate) throws Exception {
    Optional<Locks.Held> free = pieces.lock(candidate);
    if (free.isEmpty()) {
      return Optional.empty();
    }
    String name = pieces.name(candidate);
    Optional<W> work = Optional.empty();
    try {
      work = pieces.take(candidate);
      work.ifPresent(piece -> inHand.put(piece, new InHand(name, free.get())));
      if (work.isEmpty()) {
        retries.failed(name, "");
      }
    } finally {
      if (work.isEmpty()) {
        free.get().close();
      }
    }
    return work;
  }

  @Override
  public boolean isPausedByFailure() {
    return false;
  }

  @Override
  public void release(Object piece, @Nullable Throwable failure) {
    InHand held = inHand.remove(piece);
    if (held != null) {
      if (failure == null) {
        retries.done(held.name());
      } else {
        retries.failed(held.name(), inWords(failure));
      }
      held.lock().close();
    }
  }

  /** The name of a file may be in it, and that may hold anything. */
  private static String inWords(Throwable failure) {
    return CardNumbers.mask(failure.getClass().getSimpleName() + ": " + failure.getMessage());
  }

  /** The pieces that fail again and again, and why, each in words. */
  public List<String> failing() {
    return retries.inWords();
  }
}
