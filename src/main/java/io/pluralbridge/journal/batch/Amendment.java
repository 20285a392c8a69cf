package io.pluralbridge.journal.batch;

import java.util.List;

/**
 * A paper that follows a result file: lines that stood there without a final outcome, and have one.
 *
 * @param number 1 for the first of a batch
 * @param lines the lines it tells of, in order; empty until it is written
 */
public record Amendment(Batch batch, int number, List<Long> lines) {

  /** This amendment once it is written, of those lines. */
  public Amendment of(List<Long> written) {
    return new Amendment(batch, number, written);
  }
}
