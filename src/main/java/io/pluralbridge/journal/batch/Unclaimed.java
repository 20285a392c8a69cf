package io.pluralbridge.journal.batch;

import java.nio.file.Path;
import java.time.Instant;

/**
 * Something in the inbox that is not taken, and will not be as it lies there.
 *
 * @param file where it lies; its name may hold anything
 * @param name its name as it may be shown: never a card number, nothing that steers
 * @param code a stable code of the reason
 * @param message why it is not taken and what would be right
 * @param since when it was first seen as it is
 */
public record Unclaimed(Path file, String name, String code, String message, Instant since) {

  /** Without what may not be shown. */
  @Override
  public String toString() {
    return "Unclaimed[" + name + ", " + code + "]";
  }
}
