package io.pluralbridge.files;

import io.pluralbridge.carddata.CardNumbers;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file of commands that is ours now.
 *
 * @param csv where it lies while it is carried out
 * @param controlTotals the control totals that came with it, null when none did
 */
public record SpooledFile(
    String batchId, Path csv, @Nullable Path controlTotals, Instant receivedAt) {

  /** The name under which it came. */
  public String name() {
    return String.valueOf(csv.getFileName());
  }

  /** Without a card number that its sender put into the name. */
  @Override
  public String toString() {
    return "Delivery[batchId=" + batchId + ", csv=" + CardNumbers.mask(csv.toString()) + "]";
  }
}
