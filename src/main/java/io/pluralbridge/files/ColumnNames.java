package io.pluralbridge.files;

import io.pluralbridge.payment.Spelling;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells a column that is only carried through from one that was meant to be read. A column {@code
 * Action} or {@code acton} that is passed over makes a capture of every line that says CANCEL in
 * it.
 */
final class ColumnNames {

  /** What else the amount is called. Beside an amount nobody can say which is right. */
  private static final Pattern LIKE_AMOUNT =
      Pattern.compile(
          "(captured?|to|the)*(amount|amt)(to|captured?)*"
              + "(in)?(inr|rupees?|rs|paise|paisa|minor|minorunits?|[0-9])?");

  /** Columns that by their name say of a line that it is to do something other than capture. */
  private static final Pattern LIKE_ACTION =
      Pattern.compile("(is|to)?(cancel|void|refund|reverse|hold|skip|donotcapture|nocapture)");

  /** A line is a capture unless its action says otherwise. These say otherwise elsewhere. */
  private static final Set<String> OTHER_ACTIONS =
      Set.of(
          "CANCEL",
          "CANCELED",
          "CANCELLED",
          "VOID",
          "VOIDED",
          "REFUND",
          "REFUNDED",
          "REVERSE",
          "REVERSED",
          "REVERSAL",
          "RELEASE",
          "RELEASED",
          "STORNO",
          "DO NOT CAPTURE");

  private static final int LONGEST_ACTION = 14;

  private ColumnNames() {}

  /**
   * The column that one stands for whose name is none that we read; empty when it may be carried.
   *
   * @param names of all columns
   */
  static Optional<String> meant(
      String name, Collection<String> names, List<String> required, List<String> optional) {
    if (required.contains(name) || optional.contains(name)) {
      return Optional.empty();
    }
    for (String known : required) {
      // Where it is missing, that is what is said.
      if (names.contains(known) && Spelling.isSame(name, known)) {
        return Optional.of(known);
      }
    }
    String plain = Spelling.plain(name);
    if (names.contains(Header.AMOUNT) && LIKE_AMOUNT.matcher(plain).matches()) {
      return Optional.of(Header.AMOUNT);
    }
    if (LIKE_ACTION.matcher(plain).matches()) {
      return Optional.of(Header.ACTION);
    }
    return optional.stream()
        .filter(
            known ->
                Spelling.isSame(name, known) || (!names.contains(known) && isSlip(name, known)))
        .findFirst();
  }

  /** A plural is a word of its own, and no slip. */
  private static boolean isSlip(String name, String known) {
    return Spelling.isNear(name, known) && !Spelling.isSame(name, known + "s");
  }

  /** True when a field says that its line is to do something other than capture. */
  static boolean saysOtherAction(String field) {
    String word = field.strip();
    return !word.isEmpty()
        && word.length() <= LONGEST_ACTION
        && OTHER_ACTIONS.contains(word.toUpperCase(Locale.ROOT));
  }
}
