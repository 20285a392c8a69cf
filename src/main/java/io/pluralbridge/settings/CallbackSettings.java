package io.pluralbridge.settings;

import io.pluralbridge.callback.CallbackCheck;
import io.pluralbridge.http.ReturnPages;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.signature.CallbackSignature;
import io.pluralbridge.signature.SecretEncoding;
import io.pluralbridge.signature.WebhookSignature;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who may say that a customer comes back or send webhooks, and where the customer goes. */
public final class CallbackSettings extends SettingsGroup {

  private static final byte[] SANDBOX_CALLBACK_KEY =
      SecretEncoding.HEX.decode(SandboxSettings.DEFAULT_CALLBACK_SECRET);

  private static final byte[] SANDBOX_WEBHOOK_KEY =
      SecretEncoding.UTF8.decode(SandboxSettings.DEFAULT_WEBHOOK_SECRET);

  private static final Pattern IN_QUOTES = Pattern.compile("\".*\"|'.*'");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final int LEAST_OF_WEBHOOK_SECRET = 6;

  /** Source: API reference, "Webhook retries". */
  private static final Duration PLURAL_SENDS_AGAIN_FOR = Duration.ofHours(28);

  private final PluralSettings plural;

  CallbackSettings(SettingValues values, PluralSettings plural) {
    super(values);
    this.plural = plural;
  }

  @Override
  void check() {
    checkReturnPages();
    checkOwnFields();
    checkSecrets("plural.callback.secret-key", callbackSecretEncoding(), 1);
    checkSecrets("plural.webhook.secret", webhookSecretEncoding(), LEAST_OF_WEBHOOK_SECRET);
    checkWebhooks();
    maxReceiptsInHand();
    if (plural.isProduction()) {
      checkNotOfSandbox("plural.callback.secret-key", callbackSecretEncoding());
      checkNotOfSandbox(previous("plural.callback.secret-key"), callbackSecretEncoding());
      checkNotOfSandbox("plural.webhook.secret", webhookSecretEncoding());
      checkNotOfSandbox(previous("plural.webhook.secret"), webhookSecretEncoding());
    }
  }

  /** By a secret that everybody knows, everybody could speak for Plural; however it is written. */
  private void checkNotOfSandbox(String key, SecretEncoding encoding) {
    if (isWellKnown(value(key), encoding)) {
      add(PluralSettings.ofSandbox(key));
    }
  }

  private static boolean isWellKnown(String secret, SecretEncoding encoding) {
    if (secret.equalsIgnoreCase(SandboxSettings.DEFAULT_CALLBACK_SECRET)
        || secret.equals(SandboxSettings.DEFAULT_WEBHOOK_SECRET)) {
      return true;
    }
    try {
      byte[] key = encoding.decode(secret);
      return Arrays.equals(key, SANDBOX_CALLBACK_KEY) || Arrays.equals(key, SANDBOX_WEBHOOK_KEY);
    } catch (IllegalArgumentException standsForNoKey) {
      return false;
    }
  }

  /** The customer's browser goes there, and nobody may turn it elsewhere on the way. */
  private void checkReturnPages() {
    for (String key : List.of("plural.callback.success-url", "plural.callback.failure-url")) {
      checkAddress(key);
    }
  }

  /** An address of the merchant's, which is https in production. */
  void checkAddress(String key) {
    String url = value(key);
    if (url.isEmpty()) {
      return;
    }
    boolean production = plural.isProduction();
    if (!isAddress(url, production)) {
      problem(
          key,
          (production ? "an https address" : "an http or https address")
              + " without user and fragment",
          url.replaceAll("//.*@", "//…@").replaceAll("[?#].*", "…"));
    }
  }

  private static boolean isAddress(String url, boolean onlyHttps) {
    try {
      URI uri = URI.create(url);
      return ("https".equals(uri.getScheme()) || (!onlyHttps && "http".equals(uri.getScheme())))
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getFragment() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void checkOwnFields() {
    for (String field : callbackOwnFields()) {
      if (CallbackCheck.PLURALS.contains(field)) {
        problem("plural.callback.own-fields", "names of fields that are not Plural's", field);
      }
    }
  }

  /** The setting of the secret before that one: {@code plural.webhook.previous-secret}. */
  private static String previous(String key) {
    return key.replaceFirst("\\.(?=[^.]*$)", ".previous-");
  }

  /**
   * By what is no secret, somebody might be believed, or nobody.
   *
   * @param least how many characters it has
   */
  private void checkSecrets(String key, SecretEncoding encoding, int least) {
    checkSecret(key, key, encoding, least);
    checkSecret(previous(key), key, encoding, least);
    if (value(key).isEmpty() && !value(previous(key)).isEmpty()) {
      add(
          previous(key)
              + " ("
              + environmentName(previous(key))
              + ") is the secret before "
              + key
              + ", which is not set");
    }
  }

  private void checkSecret(String key, String present, SecretEncoding encoding, int least) {
    String secret = value(key);
    String bare = SecretEncoding.bare(secret);
    String setting = key + " (" + environmentName(key) + ") ";
    if (secret.isEmpty()) {
      return;
    }
    if (bare.contains(",")) {
      add(
          setting
              + "holds a comma, and is one secret, not several: the one before it is set as "
              + previous(present)
              + " ("
              + environmentName(previous(present))
              + "). Only in v1,whsec_... a comma is right; a secret that has one itself is set in"
              + " Base64, with "
              + present.replaceFirst("(-key)?$", "-encoding = BASE64"));
    } else if (IN_QUOTES.matcher(bare).matches() || CONTROL.matcher(bare).find()) {
      add(setting + "stands in quotes, or holds a line end: they would be part of it");
    } else if (bare.length() < least) {
      add(setting + "has fewer than " + least + " characters and can be guessed");
    } else {
      try {
        encoding.decode(secret);
      } catch (IllegalArgumentException e) {
        add(setting + e.getMessage());
      }
    }
  }

  private void checkWebhooks() {
    Duration tolerance = webhookTolerance();
    Duration remembered = webhookRememberFor();
    if (tolerance.isZero()) {
      problem("plural.webhook.tolerance", "longer than nothing", value("plural.webhook.tolerance"));
    }
    if (remembered.compareTo(PLURAL_SENDS_AGAIN_FOR) < 0
        || remembered.compareTo(tolerance.multipliedBy(2)) < 0) {
      problem(
          "plural.webhook.remember-for",
          "at least 28h, and twice plural.webhook.tolerance",
          value("plural.webhook.remember-for"));
    }
  }

  /** How many callbacks and webhooks are worked off at once. */
  public int maxReceiptsInHand() {
    return number("plural.webhook.max-in-flight", 1, 1_000);
  }

  /**
   * Who may say that the customer comes back; null where that is nobody. Where no secret is set, it
   * is the sandbox inside, and nobody anywhere else.
   */
  public @Nullable CallbackSignature callbackSignature() {
    List<byte[]> keys =
        keys("plural.callback.secret-key", callbackSecretEncoding(), SANDBOX_CALLBACK_KEY);
    return keys.isEmpty() ? null : new CallbackSignature(keys);
  }

  /** What a secret stands for, and the one before it. */
  private List<byte[]> keys(String key, SecretEncoding encoding, byte[] ofSandbox) {
    List<byte[]> keys =
        Stream.of(value(key), value(previous(key)))
            .filter(secret -> !secret.isEmpty())
            .map(encoding::decode)
            .toList();
    return keys.isEmpty() && plural.hasEmbeddedSandbox() ? List.of(ofSandbox) : keys;
  }

  SecretEncoding callbackSecretEncoding() {
    return secretEncoding("plural.callback.secret-encoding");
  }

  public Set<String> callbackOwnFields() {
    return Set.copyOf(list("plural.callback.own-fields"));
  }

  public ReturnPages returnPages() {
    return new ReturnPages(
        value("plural.callback.success-url"), value("plural.callback.failure-url"));
  }

  /**
   * Who may send webhooks; null where that is nobody. Where no secret is set, it is the sandbox
   * inside, and nobody anywhere else.
   */
  public @Nullable WebhookSignature webhookSignature(Clock clock) {
    List<byte[]> keys = keys("plural.webhook.secret", webhookSecretEncoding(), SANDBOX_WEBHOOK_KEY);
    return keys.isEmpty() ? null : new WebhookSignature(keys, webhookTolerance(), clock);
  }

  SecretEncoding webhookSecretEncoding() {
    return secretEncoding("plural.webhook.secret-encoding");
  }

  Duration webhookTolerance() {
    return duration("plural.webhook.tolerance");
  }

  /** For how long a webhook and a callback are remembered once they are worked off. */
  public Duration webhookRememberFor() {
    return duration("plural.webhook.remember-for");
  }

  private SecretEncoding secretEncoding(String key) {
    return oneOf(key, SecretEncoding.class, "one of HEX, BASE64, UTF8", SecretEncoding.UTF8);
  }
}
