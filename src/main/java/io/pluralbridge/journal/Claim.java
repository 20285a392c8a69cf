package io.pluralbridge.journal;

import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry that this node has taken up: to send it (SENT), or to ask about it (UNKNOWN).
 *
 * @param batchId the file that it came in, empty when in none
 * @param attempts how often it was sent, this time included
 * @param inquiries how many questions about it brought nothing
 * @param sentAt when it was sent last
 * @param takenUpAt when this node took it up: what it learns from a question is no older than that
 * @param ended true when Plural is known to be done with the call
 * @param otherwise what it is when asking shows no trace of it; null when it may then be sent again
 * @param noTraceSince when an order was first seen that shows no trace of its last call, and every
 *     look since agreed; null when none was
 * @param parkedAt when asking was given up for the time being; null when it was not
 * @param askedAnywayAt when it is asked about all the same, where this is a question of a caller
 *     who waits, and earlier than that; null when it is not
 */
public record Claim(
    long id,
    Command command,
    String batchId,
    EntryState state,
    int attempts,
    int inquiries,
    Instant sentAt,
    Instant takenUpAt,
    boolean ended,
    Outcome.@Nullable Declined otherwise,
    @Nullable Instant noTraceSince,
    @Nullable Instant parkedAt,
    @Nullable Instant askedAnywayAt) {

  /** One that is sent, or asked about in its turn. */
  public Claim(
      long id,
      Command command,
      String batchId,
      EntryState state,
      int attempts,
      int inquiries,
      Instant sentAt,
      Instant takenUpAt,
      boolean ended,
      Outcome.@Nullable Declined otherwise,
      @Nullable Instant noTraceSince,
      @Nullable Instant parkedAt) {
    this(
        id,
        command,
        batchId,
        state,
        attempts,
        inquiries,
        sentAt,
        takenUpAt,
        ended,
        otherwise,
        noTraceSince,
        parkedAt,
        null);
  }

  /** The same, where it would be asked about at that time anyway. */
  Claim before(Instant anyway) {
    return new Claim(
        id,
        command,
        batchId,
        state,
        attempts,
        inquiries,
        sentAt,
        takenUpAt,
        ended,
        otherwise,
        noTraceSince,
        parkedAt,
        anyway);
  }

  /** True when an earlier call of the same command may have reached Plural. */
  public boolean isRepeat() {
    return attempts > 1;
  }

  /** True when Plural refused the only call of this command, and was done with it. */
  public boolean isRefusedAtFirst() {
    return ended && otherwise != null;
  }
}
