package io.pluralbridge.files;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of a capture file once it has been read to its end.
 *
 * @param sha256 of its bytes, in lower case hexadecimal
 * @param rows how many rows it has, good and bad, without header and blank lines
 * @param sums minor units by currency, over every row whose amount and currency can be read
 * @param bad how many rows are refused
 * @param cardNumber true when there is a card number anywhere in it or in its control totals, so
 *     that neither must be kept as it is
 * @param refusals why the file as a whole is refused; empty when it is not
 */
public record CheckedFile(
    String sha256,
    long rows,
    SortedMap<String, Long> sums,
    long bad,
    boolean cardNumber,
    List<FileError> refusals) {

  public CheckedFile {
    sums = Collections.unmodifiableSortedMap(new TreeMap<>(sums));
    refusals = List.copyOf(refusals);
  }

  /** True when the file as a whole is refused. */
  public boolean isRefused() {
    return !refusals.isEmpty();
  }
}
