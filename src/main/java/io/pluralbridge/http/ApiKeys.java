package io.pluralbridge.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who may give instructions. Each key has a name, which stands in the history of what came by it.
 *
 * <p>Only digests are kept, and every one is compared in full with what was presented, whichever
 * fits: how long that takes tells nothing.
 */
public final class ApiKeys {

  private static final Pattern NAMED = Pattern.compile("([A-Za-z][A-Za-z0-9._-]{0,39})[=:](.*)");
  private static final Pattern DIGEST = Pattern.compile("(?i)sha256:([0-9a-f]{64})");

  private static final String BEARER = "Bearer ";

  private final Map<String, byte[]> digests;

  private ApiKeys(Map<String, byte[]> digests) {
    this.digests = digests;
  }

  /**
   * Reads them from the settings.
   *
   * @param setting {@code name=key} or {@code name=sha256:digest}, one after the other with commas;
   *     a key without a name is called after its place
   * @throws IllegalArgumentException saying what is wrong, without any key
   */
  public static ApiKeys parse(String setting) {
    Map<String, byte[]> digests = new LinkedHashMap<>();
    int place = 0;
    for (String part : setting.split(",", -1)) {
      String entry = part.strip();
      if (!entry.isEmpty()) {
        place++;
        add(digests, entry, place);
      }
    }
    return new ApiKeys(digests);
  }

  private static void add(Map<String, byte[]> digests, String entry, int place) {
    String name = "key-" + place;
    String key = entry;
    Matcher named = NAMED.matcher(entry);
    boolean isDigest = entry.regionMatches(true, 0, "sha256", 0, 6);
    // What follows the sign is no key when it is but the padding of Base64.
    if (!isDigest && named.matches() && !named.group(2).matches("=*")) {
      name = named.group(1);
      key = named.group(2).strip();
    }
    if (key.regionMatches(true, 0, "sha256", 0, 6) && !DIGEST.matcher(key).matches()) {
      throw new IllegalArgumentException(
          "the digest of " + name + " is not sha256: and 64 hexadecimal digits");
    }
    Matcher digest = DIGEST.matcher(key);
    byte[] sha256 = digest.matches() ? HexFormat.of().parseHex(digest.group(1)) : sha256(key);
    if (digests.put(name, sha256) != null) {
      throw new IllegalArgumentException("the name " + name + " comes twice");
    }
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
   * The name of the key that a request presents.
   *
   * @param authorization every header of that name, of which there is to be one at most
   * @param apiKey every {@code X-API-Key}, where there is no authorization
   * @throws HttpRefusal when it presents none of ours
   */
  String admit(List<String> authorization, List<String> apiKey) throws HttpRefusal {
    if (authorization.isEmpty() && apiKey.isEmpty()) {
      throw new HttpRefusal(
          Complaint.UNAUTHORIZED, "an API key is missing: Authorization: Bearer, or X-API-Key");
    }
    Optional<String> name = Optional.empty();
    if (authorization.size() == 1) {
      String value = authorization.get(0);
      if (value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
        name = nameOf(value.substring(BEARER.length()).strip());
      }
    } else if (authorization.isEmpty() && apiKey.size() == 1) {
      name = nameOf(apiKey.get(0));
    }
    return name.orElseThrow(
        () ->
            new HttpRefusal(Complaint.UNAUTHORIZED, "the API key is none of bridge.http.api-keys"));
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
