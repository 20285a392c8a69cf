package io.pluralbridge.http;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Control totals that stand in the address of a file: {@code ?rows=3&amount.INR=330000}. */
final class ControlTotalsInQuery {

  private static final String[] NAMES = {"rows", "amount.INR"};
  private static final Pattern FIGURE = Pattern.compile("[0-9]{1,18}");

  private ControlTotalsInQuery() {}

  /**
   * The control totals as a file of them would have them, null when there are none.
   *
   * @throws HttpRefusal when one is no figure, or comes twice
   */
  static @Nullable String read(@Nullable String query) throws HttpRefusal {
    StringBuilder totals = new StringBuilder();
    for (String name : NAMES) {
      String figure = Query.parameter(query, name);
      if (figure == null) {
        continue;
      }
      if (!FIGURE.matcher(figure).matches()) {
        throw Query.wrong(
            name, "it must be a whole number of up to 18 digits; money in minor units");
      }
      totals.append(name).append('=').append(figure).append('\n');
    }
    return totals.isEmpty() ? null : totals.toString();
  }
}
