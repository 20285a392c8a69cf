package io.pluralbridge.journal.store;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.ToLongFunction;

/** Rows in order of their line, read a page at a time, so that memory does not grow with them. */
public final class Paged<T> implements Iterator<T> {

  private static final int PAGE = 1000;

  /** Reads up to {@code limit} rows whose line is after {@code after}. */
  public interface Page<T> {
    List<T> read(long after, int limit);
  }

  private final Page<T> pages;
  private final ToLongFunction<T> line;
  private Iterator<T> page = List.<T>of().iterator();
  private long last = -1;
  private boolean more = true;

  public Paged(Page<T> pages, ToLongFunction<T> line) {
    this.pages = pages;
    this.line = line;
  }

  @Override
  public boolean hasNext() {
    if (!page.hasNext() && more) {
      List<T> rows = pages.read(last, PAGE);
      more = rows.size() == PAGE;
      page = rows.iterator();
    }
    return page.hasNext();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    T row = page.next();
    last = line.applyAsLong(row);
    return row;
  }
}
