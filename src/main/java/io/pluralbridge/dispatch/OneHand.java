package io.pluralbridge.dispatch;

import io.pluralbridge.journal.Locks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Work of which each piece is in one hand at a time, among all nodes. A hand that dies lets go.
 *
 * @param <C> what may have to be done
 * @param <W> what has to be done
 */
public final class OneHand<C, W> implements Due {

  private final Pieces<C, W> pieces;
  private final Map<Object, Locks.Held> inHand =
      Collections.synchronizedMap(new IdentityHashMap<>());

  /** What the pieces are. */
  public interface Pieces<C, W> {

    /** What may have to be done. Looks only. */
    List<C> waiting() throws Exception;

    /** Takes it in hand; empty when another has it. */
    Optional<Locks.Held> lock(C candidate);

    /** What has to be done, now that nobody else can do it; empty when somebody has done it. */
    Optional<W> take(C candidate) throws Exception;
  }

  public OneHand(Pieces<C, W> pieces) {
    this.pieces = pieces;
  }

  @Override
  public List<?> claim(int max) throws Exception {
    List<W> taken = new ArrayList<>();
    Iterator<C> waiting = pieces.waiting().iterator();
    while (taken.size() < max && waiting.hasNext()) {
      C candidate = waiting.next();
      Optional<Locks.Held> lock = pieces.lock(candidate);
      if (lock.isPresent()) {
        take(candidate, lock.get()).ifPresent(taken::add);
      }
    }
    return taken;
  }

  private Optional<W> take(C candidate, Locks.Held lock) throws Exception {
    Optional<W> work = Optional.empty();
    try {
      work = pieces.take(candidate);
      work.ifPresent(piece -> inHand.put(piece, lock));
    } finally {
      if (work.isEmpty()) {
        lock.close();
      }
    }
    return work;
  }

  @Override
  public void release(Object piece) {
    Locks.Held lock = inHand.remove(piece);
    if (lock != null) {
      lock.close();
    }
  }
}
