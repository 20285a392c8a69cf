package io.pluralbridge.signature;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/**
 * How a secret is written down. It is always said, and never guessed: 32 hexadecimal digits are
 * Base64, too, and mean other bytes there. A secret that begins with {@code whsec_}, or with {@code
 * v1,whsec_} as some dashboards show it, says itself that it is Base64.
 */
public enum SecretEncoding {
  /** Hexadecimal digits, two a byte, small or capital. */
  HEX {
    @Override
    byte[] bytes(String secret) {
      return HexFormat.of().parseHex(secret);
    }
  },
  /** Base64. */
  BASE64 {
    @Override
    byte[] bytes(String secret) {
      return Base64.getDecoder().decode(secret);
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
  private static final String VERSION = "v1,";

  abstract byte[] bytes(String secret);

  /** A secret without what stands before it to say what it is. */
  public static String bare(String secret) {
    String unversioned =
        secret.startsWith(VERSION + SVIX) ? secret.substring(VERSION.length()) : secret;
    return unversioned.startsWith(SVIX) ? unversioned.substring(SVIX.length()) : unversioned;
  }

  /**
   * The key that a secret stands for.
   *
   * @throws IllegalArgumentException when it stands for none, as hexadecimal of odd length does; it
   *     says nothing of the secret
   */
  public byte[] decode(String secret) {
    String bare = bare(secret);
    SecretEncoding encoding = bare.equals(secret) ? this : BASE64;
    byte[] key;
    try {
      key = encoding.bytes(bare);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is not " + encoding);
    }
    if (key.length == 0) {
      throw new IllegalArgumentException("is empty");
    }
    return key;
  }
}
