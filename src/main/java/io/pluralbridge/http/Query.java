package io.pluralbridge.http;

import io.pluralbridge.instruction.Fault;
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

  /** As names are, and with no digit that could be one of a card number or a secret. */
  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z][A-Za-z_.-]{0,29}");

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
   * Returns normally when every parameter has one of these names. Any other is refused, as its
   * sender believes that it counts: it may be how much was meant, or that nothing was to be done.
   *
   * @param query null when there is no question mark
   * @throws HttpRefusal when one has another name, which is shown where it looks like one
   */
  static void checkNames(@Nullable String query, Set<String> names) throws HttpRefusal {
    for (String part : query == null ? new String[0] : query.split("&", -1)) {
      String name = decoded("query", part.split("=", 2)[0]);
      if (!names.contains(name) && !part.isEmpty()) {
        String shown = HARMLESS.matcher(name).matches() ? name : "there is a parameter that";
        String right =
            names.isEmpty()
                ? "nothing is read behind the question mark of this address, no amount either;"
                    + " write what is to count into the body"
                : "what may stand here: " + String.join(", ", new TreeSet<>(names));
        throw wrong("query", shown + " is not read here; " + right);
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
