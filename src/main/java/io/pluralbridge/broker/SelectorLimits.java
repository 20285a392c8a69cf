package io.pluralbridge.broker;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a selector of a client may be: short, with no pattern of many wildcards and no XPath. One
 * with many wildcards takes a time that grows with the text to their power (CVE-2026-75880, which
 * the version of Artemis in use has).
 */
final class SelectorLimits {

  /** What a client is told whose selector is refused. */
  static final String IN_WORDS =
      "a selector here has 1000 characters at most, LIKE with one wildcard at most, and no XPATH";

  private static final int LONGEST = 1000;
  private static final Pattern LIKE = Pattern.compile("\\bLIKE\\b");
  private static final Pattern WILDCARD = Pattern.compile("[%_]");
  private static final Pattern QUERY = Pattern.compile("\\b(XPATH|XQUERY)\\b");

  private SelectorLimits() {}

  /** True when a client may have it. */
  static boolean allow(String selector) {
    String words = selector.toUpperCase(Locale.ROOT);
    if (selector.length() > LONGEST || QUERY.matcher(words).find()) {
      return false;
    }
    return !LIKE.matcher(words).find() || wildcardsInText(selector) <= 1;
  }

  /** Names of properties have underscores, too, which match nothing. */
  private static long wildcardsInText(String selector) {
    String[] parts = selector.split("'", -1);
    long count = 0;
    for (int i = 1; i < parts.length; i += 2) {
      count += WILDCARD.matcher(parts[i]).results().count();
    }
    return count;
  }
}
