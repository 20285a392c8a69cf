package io.pluralbridge.sandbox;

import io.pluralbridge.signature.SecretEncoding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the merchant is told of what happens to orders, and how badly.
 *
 * @param url null when the merchant is told nothing
 * @param secret what events are signed with
 * @param encoding how that is written
 * @param retries how long to wait before each further try, when one was not answered with 2xx
 *     within five seconds; after the last of them the event is given up
 */
public record WebhookSettings(
    @Nullable String url,
    String secret,
    SecretEncoding encoding,
    WebhookFaults faults,
    List<Duration> retries) {

  /** One of the two schedules in Plural's documents; the other gives up after five seconds. */
  public static final String USUAL_RETRIES = "5s,5m,30m,2h,5h,10h,10h";

  /** Nobody is told anything. */
  public static final WebhookSettings NONE =
      new WebhookSettings(
          null,
          SandboxSettings.DEFAULT_WEBHOOK_SECRET,
          SecretEncoding.UTF8,
          WebhookFaults.NONE,
          parseRetries(USUAL_RETRIES));

  private static final int MOST_RETRIES = 20;

  public WebhookSettings {
    if (url != null && SandboxCallback.web(url) == null) {
      throw new IllegalArgumentException("a webhook URL is an http or https address");
    }
    if (secret.isEmpty()) {
      throw new IllegalArgumentException("a webhook secret is not empty");
    }
    try {
      encoding.decode(secret);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a webhook secret " + e.getMessage(), e);
    }
    if (retries.size() > MOST_RETRIES) {
      throw new IllegalArgumentException("there are at most " + MOST_RETRIES + " webhook retries");
    }
    retries = List.copyOf(retries);
  }

  /** To that address, otherwise as {@link #NONE}. */
  public static WebhookSettings to(String url) {
    return NONE.withUrl(url);
  }

  public WebhookSettings withUrl(@Nullable String other) {
    return new WebhookSettings(other, secret, encoding, faults, retries);
  }

  /** With that secret, which is the text itself. */
  public WebhookSettings withSecret(String other) {
    return withSecret(other, SecretEncoding.UTF8);
  }

  /**
   * With that secret.
   *
   * @throws IllegalArgumentException when it is not written so
   */
  public WebhookSettings withSecret(String other, SecretEncoding how) {
    return new WebhookSettings(url, other, how, faults, retries);
  }

  public WebhookSettings withFaults(WebhookFaults other) {
    return new WebhookSettings(url, secret, encoding, other, retries);
  }

  public WebhookSettings withRetries(List<Duration> other) {
    return new WebhookSettings(url, secret, encoding, faults, other);
  }

  /**
   * Reads {@code 5s,5m,2h}; nothing for an empty text or {@code none}.
   *
   * @throws IllegalArgumentException saying what is wrong, and what is allowed
   */
  public static List<Duration> parseRetries(String text) {
    List<Duration> waits = new ArrayList<>();
    if (!text.isBlank() && !text.strip().equals("none")) {
      for (String part : text.split(",", -1)) {
        waits.add(duration(part.strip()));
      }
    }
    return waits;
  }

  private static Duration duration(String text) {
    Matcher parts = Pattern.compile("([0-9]{1,8})(ms|s|m|h)").matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "webhook retries are times with ms, s, m or h, as in "
              + USUAL_RETRIES
              + ", not \""
              + text
              + "\"");
    }
    long number = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }

  /** The key that the secret stands for. */
  byte[] key() {
    return encoding.decode(secret);
  }

  /** Without the secret, nor what the address may hold of one. */
  @Override
  public String toString() {
    return "WebhookSettings[on=" + (url != null) + ", faults=" + faults + "]";
  }
}
