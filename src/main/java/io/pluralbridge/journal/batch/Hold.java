package io.pluralbridge.journal.batch;

import java.time.Instant;

/**
 * A batch of which nothing is sent for a while.
 *
 * @param name the name of the file
 * @param until when it goes on by itself
 * @param reason why, in words
 */
public record Hold(String batchId, String name, Instant until, String reason) {

  /** Until when a batch is held, and why, for a person. */
  public String inWords() {
    return name + " is held until " + until + ": " + reason;
  }
}
