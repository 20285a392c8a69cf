package io.pluralbridge.signature;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/**
 * How a secret is written down. It is always said, and never guessed: 32 hexadecimal digits are
 * Base64, too, and mean other bytes there.
 */
public enum SecretEncoding {
  /** Hexadecimal digits, two a byte, small or capital. */
  HEX {
    @Override
    byte[] bytes(String secret) {
      return HexFormat.of().parseHex(secret);
    }
  },
  /** Base64, with or without {@code whsec_} before it, as Svix has it. */
  BASE64 {
    @Override
    byte[] bytes(String secret) {
      String plain = secret.startsWith(SVIX) ? secret.substring(SVIX.length()) : secret;
      return Base64.getDecoder().decode(plain);
    }
  },
  /** The text itself. */
  UTF8 {
    @Override
    byte[] bytes(String secret) {
      return secret.getBytes(StandardCharsets.UTF_8);
    }
  };

  private static final String SVIX = "whsec_";

  abstract byte[] bytes(String secret);

  /**
   * The key that a secret stands for.
   *
   * @throws IllegalArgumentException when it stands for none, as hexadecimal of odd length does; it
   *     says nothing of the secret
   */
  public byte[] decode(String secret) {
    byte[] key;
    try {
      key = bytes(secret);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is not " + this);
    }
    if (key.length == 0) {
      throw new IllegalArgumentException("is empty");
    }
    return key;
  }
}
