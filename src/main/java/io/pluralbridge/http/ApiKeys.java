package io.pluralbridge.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who may give instructions. Each key has a name, which stands in the history of what came by it.
 *
 * <p>Only digests are kept, and every one is compared in full with what was presented, whichever
 * fits: how long that takes tells nothing.
 */
public final class ApiKeys {

  /** Of a key that is more than play. */
  public static final int LEAST_CHARACTERS = 20;

  private static final Pattern NAMED = Pattern.compile("([A-Za-z][A-Za-z0-9._-]{0,39})\\s*=(.*)");
  private static final Pattern DIGEST = Pattern.compile("(?i)sha256:([0-9a-f]{64})");

  private static final Pattern PADDING = Pattern.compile("[\\s=]*");

  /** What a header can carry as it is. */
  private static final Pattern CARRIED = Pattern.compile("[!-~]+");

  /** Inside of a key one more seems to begin. */
  private static final Pattern ONE_MORE = Pattern.compile(".*[;|&].*=.*");

  private static final Pattern IN_QUOTES = Pattern.compile("\".*\"|'.*'");

  /** Everybody reads it in docs/http.md. */
  private static final String EXAMPLE = "choose-a-long-secret";

  private static final String SHA256 = "sha256";
  private static final String BEARER = "Bearer ";

  private final Map<String, byte[]> digests;

  private ApiKeys(Map<String, byte[]> digests) {
    this.digests = digests;
  }

  /**
   * Reads them from the settings.
   *
   * @param setting {@code name=key} or {@code name=sha256:digest}, one after the other with commas;
   *     empty when nobody may come in
   * @param least how many characters a key has; where that is {@link #LEAST_CHARACTERS} or more,
   *     money is at stake
   * @throws IllegalArgumentException saying everything that is wrong, without any key
   */
  public static ApiKeys parse(String setting, int least) {
    Map<String, byte[]> digests = new LinkedHashMap<>();
    if (setting.isBlank()) {
      return new ApiKeys(digests);
    }
    List<String> problems = new ArrayList<>();
    Set<String> small = new TreeSet<>();
    String[] parts = setting.split(",", -1);
    for (int i = 0; i < parts.length; i++) {
      Matcher named = NAMED.matcher(parts[i].strip());
      // What is but padding behind the sign is no key: then what seems the name is one, in Base64.
      if (!named.matches()
          || named.group(1).equalsIgnoreCase(SHA256)
          || PADDING.matcher(named.group(2)).matches()) {
        problems.add(
            "part "
                + (i + 1)
                + " of "
                + parts.length
                + " is not name=key, the name beginning with a letter and made of letters, digits,"
                + " . _ and -. Parts have commas between, so a key cannot hold one");
        continue;
      }
      String name = named.group(1);
      if (!small.add(name.toLowerCase(Locale.ROOT))) {
        problems.add("the name " + name + " comes twice");
        continue;
      }
      String key = named.group(2).strip();
      String fault = fault(key, least);
      if (fault.isEmpty()) {
        add(digests, name, key, problems);
      } else {
        problems.add("the key of " + name + " " + fault);
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    return new ApiKeys(digests);
  }

  /** What is wrong with a key, empty when nothing is. */
  private static String fault(String key, int least) {
    if (key.regionMatches(true, 0, SHA256, 0, SHA256.length())) {
      return DIGEST.matcher(key).matches()
          ? ""
          : "begins with sha256 and is not sha256: and 64 hexadecimal digits";
    }
    if (key.isEmpty()) {
      return "is empty";
    }
    if (key.indexOf(';') >= 0 || ONE_MORE.matcher(key).matches()) {
      return "holds a ; or seems to be several keys: those have commas between, as in"
          + " shop=KEY,erp=KEY";
    }
    if (IN_QUOTES.matcher(key).matches()) {
      return "stands in quotes, which would be part of it";
    }
    if (!CARRIED.matcher(key).matches()) {
      return "holds a space or something else than letters, digits and signs of ASCII, which no"
          + " header carries";
    }
    if (key.length() < least) {
      return "has fewer than "
          + least
          + " characters and can be guessed; make one with: openssl rand -hex 20";
    }
    if (least >= LEAST_CHARACTERS && key.equals(EXAMPLE)) {
      return "is the example of docs/http.md, which everybody knows";
    }
    return "";
  }

  private static void add(
      Map<String, byte[]> digests, String name, String key, List<String> problems) {
    Matcher digest = DIGEST.matcher(key);
    byte[] sha256 = digest.matches() ? HexFormat.of().parseHex(digest.group(1)) : sha256(key);
    digests.forEach(
        (other, known) -> {
          if (MessageDigest.isEqual(known, sha256)) {
            problems.add(name + " and " + other + " have the same key");
          }
        });
    digests.put(name, sha256);
  }

  /** The name of the key that was presented; empty when it is none of ours. */
  public Optional<String> nameOf(String presented) {
    byte[] sha256 = sha256(presented);
    Optional<String> name = Optional.empty();
    for (Map.Entry<String, byte[]> known : digests.entrySet()) {
      if (MessageDigest.isEqual(known.getValue(), sha256)) {
        name = Optional.of(known.getKey());
      }
    }
    return name;
  }

  /**
   * The keys that a request presents, each once; none when it presents none, or not as a header has
   * one. Of two that differ, nobody knows whose request it is.
   *
   * @param authorization every header of that name, of which there is to be one at most
   * @param apiKey every {@code X-API-Key}, of which there is to be one at most
   */
  static Set<String> presented(List<String> authorization, List<String> apiKey) {
    if (authorization.size() > 1 || apiKey.size() > 1) {
      return Set.of();
    }
    Set<String> keys = new LinkedHashSet<>(apiKey);
    for (String value : authorization) {
      if (!value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
        return Set.of();
      }
      keys.add(value.substring(BEARER.length()).strip());
    }
    return keys;
  }

  /** True when nobody may come in. */
  public boolean isEmpty() {
    return digests.isEmpty();
  }

  private static byte[] sha256(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is missing from this JVM", e);
    }
  }
}
