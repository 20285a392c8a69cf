package io.pluralbridge.seal;

import static io.pluralbridge.seal.SealErrorCode.SEAL_ALGORITHM;
import static io.pluralbridge.seal.SealErrorCode.SEAL_BROKEN;
import static io.pluralbridge.seal.SealErrorCode.SEAL_HEADER;
import static io.pluralbridge.seal.SealErrorCode.SEAL_KEY_MISSING;
import static io.pluralbridge.seal.SealErrorCode.SEAL_KEY_UNKNOWN;
import static io.pluralbridge.seal.SealErrorCode.SEAL_MALFORMED;
import static io.pluralbridge.seal.SealErrorCode.SEAL_TOO_LARGE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Opens a command that its sender sealed: a JWE in compact serialisation (RFC 7516) whose plain
 * text is the command.
 *
 * <p>There is one way to seal, {@code RSA-OAEP-256} with {@code A256GCM}, which every library for
 * JWE has: each further one would be one more thing to be attacked, and none would let anybody in
 * who is out now. The header names its key, since without that a sender who still has last year's
 * key could not be told from one who tampers. It is read by us and never by the library, holds
 * nothing that steers anything (no {@code zip}, which can blow up, no {@code crit}, no keys or
 * addresses of keys), and is authenticated as it came. Every part has one spelling only, so that
 * not one character can be changed.
 */
public final class SealedCommand {

  /** The longest sealed command, white space around it included. */
  static final int MOST_BYTES = 1_048_576;

  private static final int MOST_HEADER = 1_024;
  private static final int PARTS = 5;
  private static final int NONCE = 16;
  private static final int TAG = 22;
  private static final String DIGITS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final byte[] VALUES = values();
  private static final Set<String> MAY_BE_IN_HEADER = Set.of("alg", "enc", "kid", "typ", "cty");
  private static final JsonFactory JSON = new JsonFactory();

  private final CommandKeyFile keys;

  public SealedCommand(CommandKeyFile keys) {
    this.keys = keys;
  }

  private static byte[] values() {
    byte[] values = new byte[256];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) DIGITS.indexOf(i);
    }
    return values;
  }

  /**
   * Whether somebody meant this to be a sealed command: five parts in Base64url, with white space
   * around them or not. Reads no further than it must, and says nothing about whether it opens.
   */
  public static boolean looksSealed(byte[] message) {
    int from = start(message);
    int to = end(message, from);
    int dots = 0;
    for (int i = from; i < to; i++) {
      if (message[i] == '.') {
        dots++;
        if (dots == PARTS || i == from) {
          return false;
        }
      } else if (value(message[i]) < 0) {
        return false;
      }
    }
    return dots == PARTS - 1;
  }

  /** The same of a text. */
  public static boolean looksSealed(String message) {
    return looksSealed(message.getBytes(ISO_8859_1));
  }

  private static int start(byte[] message) {
    int from = 0;
    while (from < message.length && isSpace(message[from])) {
      from++;
    }
    return from;
  }

  private static int end(byte[] message, int from) {
    int to = message.length;
    while (to > from && isSpace(message[to - 1])) {
      to--;
    }
    return to;
  }

  private static boolean isSpace(byte character) {
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
  }

  private static int value(int character) {
    return VALUES[character & 0xff];
  }

  /**
   * Opens it.
   *
   * @return the plain text, of which nothing is known but that it was sealed to us. It may hold
   *     card data.
   * @throws SealRefusedException when its sender made a mistake, or somebody tampered with it
   * @throws IllegalArgumentException when our keys are damaged
   * @throws java.io.UncheckedIOException when our keys cannot be had; the command may be good
   */
  public byte[] open(byte[] message) throws SealRefusedException {
    if (message.length > MOST_BYTES) {
      throw new SealRefusedException(SEAL_TOO_LARGE, "Commands are a few thousand bytes long.");
    }
    String[] parts = parts(message);
    String id = keyId(header(parts[0]));
    PrivateKey key =
        keys.find(id)
            .orElseThrow(
                () ->
                    new SealRefusedException(
                        SEAL_KEY_UNKNOWN,
                        "The one to seal to is "
                            + keys.keys().published()
                            + ", see GET /bridge/keys/commands."));
    if (parts[2].length() != NONCE || parts[4].length() != TAG) {
      throw broken();
    }
    try {
      return new RSADecrypter(key)
          .decrypt(
              new JWEHeader(CommandKeys.ALGORITHM, CommandKeys.ENCRYPTION),
              new Base64URL(parts[1]),
              new Base64URL(parts[2]),
              new Base64URL(parts[3]),
              new Base64URL(parts[4]),
              parts[0].getBytes(US_ASCII));
    } catch (JOSEException | RuntimeException e) {
      throw broken();
    }
  }

  /** One for whatever is wrong inside, so that nobody learns anything by trying. */
  private static SealRefusedException broken() {
    return new SealRefusedException(
        SEAL_BROKEN, "Fetch the key anew (GET /bridge/keys/commands) and seal the command again.");
  }

  private static String[] parts(byte[] message) throws SealRefusedException {
    if (!looksSealed(message)) {
      throw malformed();
    }
    int from = start(message);
    String text = new String(message, from, end(message, from) - from, US_ASCII);
    String[] parts = text.split("\\.", -1);
    for (String part : parts) {
      if (part.isEmpty() || !isTheOneSpelling(part)) {
        throw malformed();
      }
    }
    return parts;
  }

  private static SealRefusedException malformed() {
    return new SealRefusedException(SEAL_MALFORMED, "None of the five is empty.");
  }

  /** The last digit may have bits that mean nothing. Those are zero. */
  private static boolean isTheOneSpelling(String part) {
    int last = value(part.charAt(part.length() - 1));
    return switch (part.length() % 4) {
      case 0 -> true;
      case 2 -> (last & 0b1111) == 0;
      case 3 -> (last & 0b11) == 0;
      default -> false;
    };
  }

  private static Map<String, String> header(String part) throws SealRefusedException {
    if (part.length() > MOST_HEADER) {
      throw wrongHeader("It is at most " + MOST_HEADER + " characters long.");
    }
    String json = new String(Base64.getUrlDecoder().decode(part), UTF_8);
    Map<String, String> fields = new HashMap<>();
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw wrongHeader("It begins with a brace.");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (!MAY_BE_IN_HEADER.contains(name)) {
          throw wrongHeader(why(name));
        }
        if (parser.nextToken() != JsonToken.VALUE_STRING
            || fields.put(name, parser.getText()) != null) {
          throw wrongHeader("Each of them is a text and comes once.");
        }
      }
      if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
        throw wrongHeader("It ends with its brace.");
      }
    } catch (IOException e) {
      throw wrongHeader("It is no JSON.");
    }
    return fields;
  }

  private static SealRefusedException wrongHeader(String right) {
    return new SealRefusedException(SEAL_HEADER, right);
  }

  /** Other names than these two may be anything, so they are not said back. */
  private static String why(String name) {
    return switch (name) {
      case "zip" -> "Seal the command without zip: nothing is unpacked.";
      case "crit" -> "Seal the command without crit.";
      default -> "There is something else in it.";
    };
  }

  private static String keyId(Map<String, String> header) throws SealRefusedException {
    if (!CommandKeys.ALGORITHM.getName().equals(header.get("alg"))
        || !CommandKeys.ENCRYPTION.getName().equals(header.get("enc"))) {
      throw new SealRefusedException(SEAL_ALGORITHM, "There is no other way to seal one.");
    }
    String id = header.get("kid");
    if (id == null) {
      throw new SealRefusedException(
          SEAL_KEY_MISSING, "It is the kid of the key in GET /bridge/keys/commands.");
    }
    return id;
  }
}
