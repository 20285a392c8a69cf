package io.pluralbridge.files;

import io.pluralbridge.payment.Spelling;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
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
          "(captured?|to|the|new|old|corrected|correct|final|net|gross|revised|adjusted|actual|real"
              + "|right|updated|approved|payable)*"
              + "(amount|amt)(to|captured?|new|final|corrected|revised)*"
              + "(in)?(inr|rupees?|rs|paise|paisa|minor|minorunits?|[0-9])?");

  private static final Pattern LIKE_CURRENCY =
      Pattern.compile("(captured?|amount|payment|transaction|txn)*(currency|ccy|curr)(code|iso)?");

  /** Columns that by their name say of a line that it is to do something other than capture. */
  private static final Pattern LIKE_ACTION =
      Pattern.compile(
          "(is|to|be|was|has|been|order|line|payment|please|on|do|not|no|dont|should|must)*"
              + "(cancel(l?ed|lation)?|void(ed)?|refund(ed)?|revers(ed?|al)|hold|held|skip(ped)?"
              + "|releas(ed?)|excluded?|deleted?|removed?|ignored?|blocked?|stop(ped)?|capture)"
              + "(capture|payment|order|line|flag|yn|it)*");

  /**
   * A line is a capture unless its action says otherwise. These say otherwise elsewhere; a longer
   * text that has such a word in it is a note.
   */
  private static final Pattern OTHER_ACTION =
      Pattern.compile(
          "\\W*((the|this|order|line|payment|capture|please|pls|to|be|is|was|has|been|put|on|not|do"
              + "|don'?t|no)\\W+)*"
              + "(cancel(l?ed|lation)?|void(ed)?|refund(ed)?|revers(ed?|al)|released?|storno|hold"
              + "|held|skip(ped)?|excluded?|deleted?|stop(ped)?"
              + "|(do\\W+not|don'?t|no|not)\\W+(to\\W+be\\W+)?(capture|pay|process|send|charge)d?)"
              + "(\\W+(the|this|order|line|payment|capture|please|pls|it))*\\W*",
          Pattern.CASE_INSENSITIVE);

  private static final int LONGEST_NAME = 60;
  private static final int LONGEST_ACTION = 40;

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
    if (plain.length() > LONGEST_NAME) {
      return Optional.empty();
    }
    if (names.contains(Header.AMOUNT) && LIKE_AMOUNT.matcher(plain).matches()) {
      return Optional.of(Header.AMOUNT);
    }
    if (names.contains(Header.CURRENCY) && LIKE_CURRENCY.matcher(plain).matches()) {
      return Optional.of(Header.CURRENCY);
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
    return !field.isEmpty()
        && field.length() <= LONGEST_ACTION
        && OTHER_ACTION.matcher(field).matches();
  }
}
