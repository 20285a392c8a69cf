package io.pluralbridge.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * The signature of a webhook as Standard Webhooks and Svix have it: over {@code id.timestamp.body},
 * the body being the bytes as they came. Source: API reference, "Webhook signature verification".
 *
 * <p>Not the library of Standard Webhooks for Java: that takes the body as text, one secret only,
 * and the time from the system.
 */
public final class WebhookSignature {

  /** Names of the headers. */
  public static final String ID = "webhook-id";

  public static final String TIMESTAMP = "webhook-timestamp";
  public static final String SIGNATURE = "webhook-signature";

  private static final String VERSION = "v1,";

  private final List<Hmac> keys;
  private final Duration tolerance;
  private final Clock clock;

  /** What is to be thought of a webhook. */
  public enum Verdict {
    GENUINE,
    /** Signed too long ago, or in the future. */
    OUT_OF_TIME,
    /** Signed by nobody whom we know. */
    FORGED
  }

  /**
   * Verifies with these keys.
   *
   * @param keys any of them will do, as while a secret is exchanged for another
   * @param tolerance how far the time of the signature may be from ours, either way
   * @throws IllegalArgumentException when there is none, or one is empty
   */
  public WebhookSignature(List<byte[]> keys, Duration tolerance, Clock clock) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("no key to verify webhooks with");
    }
    this.keys = keys.stream().map(Hmac::new).toList();
    this.tolerance = tolerance;
    this.clock = clock;
  }

  /**
   * Whether a webhook is genuine and of now.
   *
   * @param timestamp seconds since 1970, as it stands in the header
   * @param body the bytes as they came
   * @param signatures one or several, with spaces between, each with its version; those of other
   *     versions do not count
   */
  public Verdict verify(String id, String timestamp, byte[] body, String signatures) {
    if (!isSigned(id, timestamp, body, signatures)) {
      return Verdict.FORGED;
    }
    return isOfNow(timestamp) ? Verdict.GENUINE : Verdict.OUT_OF_TIME;
  }

  /** The signature is looked at first: of a time that is not signed, nothing is to be said. */
  private boolean isSigned(String id, String timestamp, byte[] body, String signatures) {
    boolean signed = false;
    for (Hmac key : keys) {
      byte[] expected = item(key, id, timestamp, body).getBytes(UTF_8);
      for (String claimed : signatures.split(" ", -1)) {
        // As text: Base64 has several spellings of the same bytes.
        signed |= MessageDigest.isEqual(expected, claimed.getBytes(UTF_8));
      }
    }
    return signed;
  }

  private boolean isOfNow(String timestamp) {
    if (!timestamp.matches("[0-9]{1,12}")) {
      return false;
    }
    Instant signedAt = Instant.ofEpochSecond(Long.parseLong(timestamp));
    return Duration.between(signedAt, clock.instant()).abs().compareTo(tolerance) <= 0;
  }

  /** What the sender puts into the header, with the first key. */
  public String sign(String id, Instant signedAt, byte[] body) {
    return item(keys.get(0), id, Long.toString(signedAt.getEpochSecond()), body);
  }

  private static String item(Hmac key, String id, String timestamp, byte[] body) {
    byte[] mac = key.of((id + "." + timestamp + ".").getBytes(UTF_8), body);
    return VERSION + Base64.getEncoder().encodeToString(mac);
  }
}
