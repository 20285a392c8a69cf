package io.pluralbridge.settings;

import io.pluralbridge.config.ListenAddress;
import io.pluralbridge.sandbox.CallbackBy;
import io.pluralbridge.sandbox.CheckoutSettings;
import io.pluralbridge.sandbox.Duplicates;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.sandbox.WebhookFaults;
import io.pluralbridge.sandbox.WebhookSettings;
import java.util.HexFormat;

/** The pretended Plural inside this process. */
public final class SandboxInside extends SettingsGroup {

  private final PluralSettings plural;
  private final DataSettings data;
  private final HttpDoorSettings http;
  private final CallbackSettings callbacks;

  SandboxInside(
      SettingValues values,
      PluralSettings plural,
      DataSettings data,
      HttpDoorSettings http,
      CallbackSettings callbacks) {
    super(values);
    this.plural = plural;
    this.data = data;
    this.http = http;
    this.callbacks = callbacks;
  }

  @Override
  void check() {
    if (plural.hasEmbeddedSandbox()) {
      settings();
    }
  }

  /** At which addresses the sandbox inside answers. */
  public ListenAddress sandboxAddress() {
    return address("sandbox.address", ListenAddress.LOOPBACK);
  }

  public SandboxSettings settings() {
    SandboxFaults faults = SandboxFaults.NONE;
    try {
      faults = SandboxFaults.parse(value("sandbox.faults"));
    } catch (IllegalArgumentException e) {
      add("sandbox.faults: " + e.getMessage());
    }
    ListenAddress at = sandboxAddress();
    return SandboxSettings.onPort(number("sandbox.port", 0, 65_535))
        .withAddress(at.host(), at.name())
        .withLatencyMs(number("sandbox.latency-ms", 0, 600_000))
        .withCredentials(plural.clientId(), plural.clientSecret())
        .withFaults(faults)
        .withDuplicates(sandboxDuplicates())
        .withCheckout(
            CheckoutSettings.USUAL
                .withCallbackBy(sandboxCallbackBy())
                .withCallbackSecret(sandboxCallbackSecret())
                .withPaymentRetries(number("sandbox.payment-retries", 0, 1_000)))
        .withWebhooks(sandboxWebhooks())
        .withStateFile(data.folder().resolve("sandbox.jsonl"));
  }

  private CallbackBy sandboxCallbackBy() {
    String by = value("sandbox.callback-by");
    try {
      return CallbackBy.parse(by);
    } catch (IllegalArgumentException e) {
      problem("sandbox.callback-by", "get, form or json", by);
      return CallbackBy.FORM;
    }
  }

  /** The sandbox signs with what the bridge believes. What stands for no key nobody believes. */
  private String sandboxCallbackSecret() {
    String secret = value("plural.callback.secret-key");
    try {
      return secret.isEmpty()
          ? SandboxSettings.DEFAULT_CALLBACK_SECRET
          : HexFormat.of().formatHex(callbacks.callbackSecretEncoding().decode(secret));
    } catch (IllegalArgumentException standsForNoKey) {
      return SandboxSettings.DEFAULT_CALLBACK_SECRET;
    }
  }

  /** As for callbacks. */
  private WebhookSettings signedWebhooks() {
    String secret = value("plural.webhook.secret");
    try {
      return secret.isEmpty()
          ? WebhookSettings.NONE
          : WebhookSettings.NONE.withSecret(secret, callbacks.webhookSecretEncoding());
    } catch (IllegalArgumentException standsForNoKey) {
      return WebhookSettings.NONE;
    }
  }

  private WebhookSettings sandboxWebhooks() {
    WebhookSettings webhooks = signedWebhooks();
    try {
      webhooks = webhooks.withFaults(WebhookFaults.parse(value("sandbox.webhook-faults")));
    } catch (IllegalArgumentException e) {
      add("sandbox.webhook-faults: " + e.getMessage());
    }
    try {
      webhooks =
          webhooks.withRetries(WebhookSettings.parseRetries(value("sandbox.webhook-retries")));
    } catch (IllegalArgumentException e) {
      add("sandbox.webhook-retries: " + e.getMessage());
    }
    String url = value("sandbox.webhook-url");
    if (url.equals("none")) {
      return webhooks;
    }
    try {
      return webhooks.withUrl(url.isEmpty() ? ownWebhookDoor() : url);
    } catch (IllegalArgumentException e) {
      add("sandbox.webhook-url: " + e.getMessage());
      return webhooks;
    }
  }

  /** Where the sandbox inside this process reaches this bridge. */
  private String ownWebhookDoor() {
    String scheme = http.keystore().isEmpty() ? "http" : "https";
    return scheme + "://" + http.httpAddress().name() + ":" + http.httpPort() + "/webhooks/plural";
  }

  private Duplicates sandboxDuplicates() {
    String duplicates = value("sandbox.duplicates");
    try {
      return Duplicates.parse(duplicates);
    } catch (IllegalArgumentException e) {
      problem("sandbox.duplicates", "refused or returned", duplicates);
      return Duplicates.REFUSED;
    }
  }
}
