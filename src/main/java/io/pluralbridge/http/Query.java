package io.pluralbridge.http;

import io.pluralbridge.instruction.Fault;
import io.pluralbridge.payment.Spelling;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What stands behind the question mark. A header of the same name is something else. */
final class Query {

  private static final Pattern OF_MONEY =
      Pattern.compile(".*(amount|currency|preauth|capture|refund|partial).*|amt|value");

  private Query() {}

  /**
   * The value of a parameter, null when it is not there.
   *
   * @param query null when there is no question mark
   * @throws HttpRefusal when it comes twice or cannot be read
   */
  static @Nullable String parameter(@Nullable String query, String name) throws HttpRefusal {
    @Nullable String value = null;
    for (String part : query == null ? new String[0] : query.split("&", -1)) {
      String[] pair = part.split("=", 2);
      if (name.equals(decoded(name, pair[0]))) {
        if (value != null) {
          throw wrong(name, "it is given more than once");
        }
        value = pair.length == 1 ? "" : decoded(name, pair[1]);
      }
    }
    return value;
  }

  /**
   * Returns normally when every parameter has one of these names. Where none is read, those are
   * refused that tell of money: their sender believes that they count.
   *
   * @param query null when there is no question mark
   * @throws HttpRefusal when one has another name, which is not shown: it may be anything
   */
  static void checkNames(@Nullable String query, Set<String> names) throws HttpRefusal {
    for (String part : query == null ? new String[0] : query.split("&", -1)) {
      String name = decoded("query", part.split("=", 2)[0]);
      boolean isRead = names.contains(name) || part.isEmpty();
      if (!isRead && !names.isEmpty()) {
        throw wrong(
            "query",
            "there is a parameter that is not read here; what may stand here: "
                + String.join(", ", new TreeSet<>(names)));
      }
      if (!isRead && OF_MONEY.matcher(Spelling.plain(name)).matches()) {
        throw wrong("query", "no amount is read behind the question mark; write it into the body");
      }
    }
  }

  private static String decoded(String name, String text) throws HttpRefusal {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw wrong(name, "the query of the address has a % that is not followed by two digits");
    }
  }

  static HttpRefusal wrong(String name, String message) {
    return new HttpRefusal(
        Complaint.INVALID_REQUEST,
        name + ": " + message,
        List.of(new Fault(name, "PARAMETER_INVALID", message)),
        Map.of());
  }
}
