package io.pluralbridge.signature;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The signature of the checkout's return: all fields but itself, sorted by name, {@code name=value}
 * with {@code &} between, nothing encoded, HMAC-SHA256 in hexadecimal. Source: guide, "5.2 Verify
 * Payment Signature".
 *
 * <p>As nothing is encoded, a value with {@code &} in it signs like two fields. Whoever verifies
 * sees to it that no value that counts can hold one.
 */
public final class CallbackSignature {

  /** The field that holds it. */
  public static final String FIELD = "signature";

  private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{64}");

  private final List<Hmac> keys;

  /**
   * With that key.
   *
   * @throws IllegalArgumentException when it is empty
   */
  public CallbackSignature(byte[] key) {
    this(List.of(key));
  }

  /**
   * With these keys.
   *
   * @param keys any of them will do, as while a secret is exchanged for another; the first signs
   * @throws IllegalArgumentException when there is none, or one is empty
   */
  public CallbackSignature(List<byte[]> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("no key to verify callbacks with");
    }
    this.keys = keys.stream().map(Hmac::new).toList();
  }

  /**
   * The signature of these fields, in capitals as Plural has it.
   *
   * @param fields decoded; what is in {@code signature} does not count
   */
  public String sign(Map<String, String> fields) {
    return sign(keys.get(0), fields);
  }

  private static String sign(Hmac hmac, Map<String, String> fields) {
    String signed =
        new TreeMap<>(fields)
            .entrySet().stream()
                .filter(field -> !field.getKey().equals(FIELD))
                .map(field -> field.getKey() + "=" + field.getValue())
                .collect(Collectors.joining("&"));
    return HexFormat.of().withUpperCase().formatHex(hmac.of(signed.getBytes(UTF_8)));
  }

  /**
   * True when the fields carry their signature, in capitals or small letters. How much of it is
   * right does not show in the time that it takes.
   */
  public boolean isOn(Map<String, String> fields) {
    String claimed = fields.getOrDefault(FIELD, "");
    if (!HEX.matcher(claimed).matches()) {
      return false;
    }
    boolean signed = false;
    for (Hmac key : keys) {
      signed |=
          MessageDigest.isEqual(
              sign(key, fields).getBytes(US_ASCII),
              claimed.toUpperCase(Locale.ROOT).getBytes(US_ASCII));
    }
    return signed;
  }
}
