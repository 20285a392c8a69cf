package io.pluralbridge.carddata;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that seal card data, each with its id. The first seals; all open, so that a new one can
 * be put before the old and the old be taken away once nothing sealed with it waits any more.
 */
public final class SealKeys {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,40}");
  private static final String HMAC = "HmacSHA256";
  private static final String PURPOSE = "plural-bridge card data at rest, key 1";

  private final Map<String, SecretKey> keys;

  private SealKeys(Map<String, SecretKey> keys) {
    this.keys = keys;
  }

  /**
   * Reads them from the settings.
   *
   * @param setting {@code id=key,id=key}: each key 16, 24 or 32 bytes in Base64
   * @throws IllegalArgumentException saying what is wrong, without any key
   */
  public static SealKeys parse(String setting) {
    Map<String, SecretKey> keys = new LinkedHashMap<>();
    for (String part : setting.split(",", -1)) {
      int equals = part.indexOf('=');
      String id = equals < 0 ? "" : part.substring(0, equals).strip();
      if (!ID.matcher(id).matches()) {
        throw new IllegalArgumentException(
            "key " + (keys.size() + 1) + " has no id of letters, digits, dashes, as in 2026=...");
      }
      if (keys.put(id, key(id, part.substring(equals + 1).strip())) != null) {
        throw new IllegalArgumentException("the id " + id + " comes twice");
      }
    }
    return new SealKeys(keys);
  }

  private static SecretKey key(String id, String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the key " + id + " is not Base64", e);
    }
    if (bytes.length != 16 && bytes.length != 24 && bytes.length != 32) {
      throw new IllegalArgumentException(
          "the key "
              + id
              + " has "
              + bytes.length
              + " bytes; it has 32, as openssl rand -base64 32");
    }
    return new SecretKeySpec(bytes, "AES");
  }

  /**
   * One key that follows from a secret that there is anyway: the same after a restart and on every
   * node. Source: RFC 5869, HKDF.
   */
  public static SealKeys derivedFrom(String secret) {
    byte[] pseudoRandom = hmac(new byte[32], secret.getBytes(StandardCharsets.UTF_8));
    byte[] bytes = hmac(pseudoRandom, (PURPOSE + "\u0001").getBytes(StandardCharsets.UTF_8));
    String id = "derived-" + HexFormat.of().formatHex(sha256(bytes), 0, 4);
    return new SealKeys(Map.of(id, new SecretKeySpec(bytes, "AES")));
  }

  private static byte[] hmac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(HMAC + " is missing from this JVM", e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is missing from this JVM", e);
    }
  }

  /** So much of what is sealed holds the id of its key. */
  public static final int LONGEST_ID = 41;

  /**
   * The ids of keys that are not among these.
   *
   * @param sealed what was sealed, or so much of it as {@link #LONGEST_ID} says
   */
  public Set<String> missing(Collection<String> sealed) {
    Set<String> missing = new TreeSet<>();
    for (String text : sealed) {
      String id = text.substring(0, Math.max(0, text.indexOf('.')));
      if (!keys.containsKey(id)) {
        missing.add(ID.matcher(id).matches() ? id : "one without an id");
      }
    }
    return missing;
  }

  /** The id of the key that seals. */
  String newest() {
    return keys.keySet().iterator().next();
  }

  Optional<SecretKey> find(String id) {
    return Optional.ofNullable(keys.get(id));
  }
}
