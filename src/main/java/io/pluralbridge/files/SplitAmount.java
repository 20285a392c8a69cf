package io.pluralbridge.files;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds an amount that a comma in it has parted into two fields: {@code 1,100} without quotes is a
 * 1 and a 100.
 */
final class SplitAmount {

  /** The first part, perhaps with a currency in front. */
  private static final String FIRST = "(?:[^\\w.,-]{1,2}|[A-Za-z]{2,3}\\.?)?\\s?";

  private static final Pattern THOUSANDS = Pattern.compile(FIRST + "\\d{1,3}");
  private static final Pattern BEHIND_THOUSANDS = Pattern.compile("\\d{2,3}(?:\\.\\d{1,2})?");
  private static final Pattern UNITS = Pattern.compile(FIRST + "\\d{1,9}");
  private static final Pattern BEHIND_UNITS = Pattern.compile("\\d{2}");
  private static final Pattern THREE_DIGITS = Pattern.compile("\\d{3}(?:\\.\\d{1,2})?");
  private static final Pattern DECIMAL = Pattern.compile("[^.]*\\d\\.\\d{1,2}\\D{0,4}");

  /** Words in the names of columns that rightly hold short numbers. */
  private static final Set<String> NUMBERS =
      Set.of(
          "no",
          "nr",
          "num",
          "number",
          "id",
          "code",
          "qty",
          "quantity",
          "count",
          "items",
          "pieces",
          "line",
          "row",
          "seq",
          "sequence",
          "store",
          "shop",
          "branch",
          "terminal",
          "till",
          "pos",
          "month",
          "months",
          "day",
          "days",
          "tenure",
          "emi",
          "installment",
          "installments",
          "age",
          "percent",
          "rate",
          "tax",
          "priority",
          "version",
          "batch",
          "region",
          "hour",
          "minute");

  private static final Pattern WORDS = Pattern.compile("[^a-z]+");

  private SplitAmount() {}

  /**
   * What seems to be an amount in a row that has not as many fields as the header has columns; null
   * when nothing does.
   *
   * @param columns how many the header has
   */
  static @Nullable String inWrongNumber(List<String> fields, int columns) {
    for (int i = 0; i < fields.size(); i++) {
      String field = fields.get(i);
      if (DECIMAL.matcher(field).matches() && WrittenMoney.in(field) != null) {
        return told(field, "in a row whose number of fields is not that of the columns");
      }
      boolean hasNext = fields.size() > columns && i + 1 < fields.size();
      if (hasNext && isParted(field, fields.get(i + 1))) {
        return told(field + "," + fields.get(i + 1), "in a row with more fields than columns");
      }
    }
    return null;
  }

  private static boolean isParted(String first, String second) {
    return (THOUSANDS.matcher(first).matches() && BEHIND_THOUSANDS.matcher(second).matches())
        || (UNITS.matcher(first).matches() && BEHIND_UNITS.matcher(second).matches());
  }

  /**
   * The amount that an amount and the field behind it seem to be; null when they seem to be two, or
   * stand in quotes, each for itself.
   *
   * @param line the row as it came
   * @param column the name of the column behind the amount, which is none that we read
   */
  static @Nullable String between(String line, String amount, String behind, String column) {
    boolean isParted =
        (THOUSANDS.matcher(amount).matches() && THREE_DIGITS.matcher(behind).matches())
            || (UNITS.matcher(amount).matches() && BEHIND_UNITS.matcher(behind).matches());
    String both = amount + "," + behind;
    return isParted && line.contains(both) && !isOfNumbers(column)
        ? told(both, "where the second part stands under another column")
        : null;
  }

  private static boolean isOfNumbers(String column) {
    String words = column.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    return WORDS.splitAsStream(words).anyMatch(NUMBERS::contains);
  }

  private static String told(String amount, String where) {
    return Shown.value(amount)
        + " "
        + where
        + ": a comma parts fields, so that amounts are written without one, or notes with one put"
        + " into quotes";
  }
}
