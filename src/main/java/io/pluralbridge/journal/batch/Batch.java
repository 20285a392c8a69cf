package io.pluralbridge.journal.batch;

import java.time.Instant;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One file of commands.
 *
 * @param name the name of the file
 * @param lines how many lines it has, bad ones included, blank ones and the header not
 * @param sums minor units by currency, of every line whose amount can be read
 * @param cardNumbers true when a line holds a card number, so that the file must not be kept as it
 *     came
 * @param finishedAt null until it is done
 * @param givenBy the name of the API key by which it came over HTTP; null for one that was dropped
 */
public record Batch(
    String id,
    String merchant,
    String name,
    String sha256,
    BatchMode mode,
    State state,
    long lines,
    SortedMap<String, Long> sums,
    boolean cardNumbers,
    Instant receivedAt,
    @Nullable Instant finishedAt,
    @Nullable String givenBy) {

  /** A file that was dropped. */
  public Batch(
      String id,
      String merchant,
      String name,
      String sha256,
      BatchMode mode,
      State state,
      long lines,
      SortedMap<String, Long> sums,
      boolean cardNumbers,
      Instant receivedAt,
      @Nullable Instant finishedAt) {
    this(
        id,
        merchant,
        name,
        sha256,
        mode,
        state,
        lines,
        sums,
        cardNumbers,
        receivedAt,
        finishedAt,
        null);
  }

  /** Where a file stands. */
  public enum State {
    /** Its lines are being written down. Nothing of it is sent yet. */
    READING,
    /**
     * All its lines are written down, and Plural is asked what orders of it are worth. Nothing of
     * it is sent yet.
     */
    LOOKING,
    /** All its lines are written down, and are being carried out. */
    OPEN,
    /** Nothing more of it is sent for a while; see {@link Hold}. What was sent is asked about. */
    HELD,
    /** The result file is written, and some lines of it wait for an entry that is parked. */
    REPORTED,
    /** Every line has its outcome, and the result file is written. */
    DONE,
    /** Refused whole. Nothing of it was or will be sent. */
    REFUSED
  }
}
