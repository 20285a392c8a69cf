package io.pluralbridge.files;

import io.pluralbridge.payment.Money;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Adds amounts up, currency by currency, and notices when one cannot be counted any more. */
final class Sums {

  private final Map<String, Long> sums = new HashMap<>();
  private final TreeSet<String> tooLarge = new TreeSet<>();

  void add(Money money) {
    String currency = money.currency().getCurrencyCode();
    try {
      sums.merge(currency, money.minorUnits(), Math::addExact);
    } catch (ArithmeticException e) {
      tooLarge.add(currency);
    }
  }

  /** Minor units by currency, without those that are too large. */
  SortedMap<String, Long> byCurrency() {
    SortedMap<String, Long> counted = new TreeMap<>(sums);
    counted.keySet().removeAll(tooLarge);
    return counted;
  }

  List<FileError> refusals() {
    List<FileError> refusals = new ArrayList<>();
    for (String currency : tooLarge) {
      refusals.add(
          FileError.ofFile(
              ErrorCode.SUM_TOO_LARGE,
              "the amounts in " + currency + " add up to more than " + Long.MAX_VALUE));
    }
    return refusals;
  }
}
