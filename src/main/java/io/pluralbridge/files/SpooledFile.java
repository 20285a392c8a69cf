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
 * @param givenBy the name of the API key by which it came over HTTP; null for one that was dropped
 */
public record SpooledFile(
    String batchId,
    Path csv,
    @Nullable Path controlTotals,
    Instant receivedAt,
    @Nullable String givenBy) {

  /** A file that was dropped. */
  public SpooledFile(String batchId, Path csv, @Nullable Path controlTotals, Instant receivedAt) {
    this(batchId, csv, controlTotals, receivedAt, null);
  }

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
