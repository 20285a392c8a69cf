package io.pluralbridge.journal.batch;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Two runs of lines, each in order, as one in order. */
final class Merged implements Iterator<LineOutcome> {

  private final Iterator<LineOutcome> left;
  private final Iterator<LineOutcome> right;
  private @Nullable LineOutcome nextLeft;
  private @Nullable LineOutcome nextRight;

  Merged(Iterator<LineOutcome> left, Iterator<LineOutcome> right) {
    this.left = left;
    this.right = right;
    this.nextLeft = advance(left);
    this.nextRight = advance(right);
  }

  private static @Nullable LineOutcome advance(Iterator<LineOutcome> run) {
    return run.hasNext() ? run.next() : null;
  }

  @Override
  public boolean hasNext() {
    return nextLeft != null || nextRight != null;
  }

  @Override
  public LineOutcome next() {
    LineOutcome l = nextLeft;
    LineOutcome r = nextRight;
    if (l != null && (r == null || l.line() <= r.line())) {
      nextLeft = advance(left);
      return l;
    }
    if (r != null) {
      nextRight = advance(right);
      return r;
    }
    throw new NoSuchElementException();
  }
}
