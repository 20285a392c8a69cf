package io.pluralbridge.sandbox;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a sandbox is to behave.
 *
 * @param address at which it listens: one of this machine, or {@code 0.0.0.0} for all
 * @param name how those on this machine call that address in a URL
 * @param port where it listens; 0 for any free one
 * @param latencyMs how long every answer of the API takes; the effect is there at once
 * @param gullible asked for anything twice it does so twice, and says yes both times
 * @param duplicates how it answers when it is asked twice and is not gullible
 * @param checkout how the customer's part goes
 * @param webhooks where the merchant is told of what happens, and how badly
 * @param stateFile where it remembers orders and customers across restarts, null when it need not
 */
public record SandboxSettings(
    String address,
    String name,
    int port,
    String clientId,
    String clientSecret,
    int latencyMs,
    SandboxFaults faults,
    boolean gullible,
    Duplicates duplicates,
    int tokenLifetimeSeconds,
    CheckoutSettings checkout,
    WebhookSettings webhooks,
    @Nullable Path stateFile) {

  public static final String DEFAULT_CLIENT_ID = "sandbox";
  public static final String DEFAULT_CLIENT_SECRET = "sandbox-secret";

  /**
   * What callbacks are signed with, in hexadecimal: {@code sandbox-only-callback-secret-key}. No
   * secret at all, and the same everywhere.
   */
  public static final String DEFAULT_CALLBACK_SECRET =
      "73616e64626f782d6f6e6c792d63616c6c6261636b2d7365637265742d6b6579";

  /** What webhooks are signed with: no secret at all, and the same everywhere. */
  public static final String DEFAULT_WEBHOOK_SECRET = "sandbox-webhook-secret";

  public SandboxSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("a port is a number from 0 to 65535: " + port);
    }
    if (latencyMs < 0) {
      throw new IllegalArgumentException("a latency is not negative: " + latencyMs);
    }
    if (tokenLifetimeSeconds <= 0) {
      throw new IllegalArgumentException(
          "a token lives for at least a second: " + tokenLifetimeSeconds);
    }
  }

  /** Well-behaved, quick, forgetful, with the default credentials, for this machine only. */
  public static SandboxSettings onPort(int port) {
    return new SandboxSettings(
        "127.0.0.1",
        "localhost",
        port,
        DEFAULT_CLIENT_ID,
        DEFAULT_CLIENT_SECRET,
        0,
        SandboxFaults.NONE,
        false,
        Duplicates.REFUSED,
        3600,
        CheckoutSettings.USUAL,
        WebhookSettings.NONE,
        null);
  }

  /** As {@link #onPort}, on a port that nobody uses. */
  public static SandboxSettings onFreePort() {
    return onPort(0);
  }

  /** Listening there instead of on localhost alone. */
  public SandboxSettings withAddress(String other, String otherName) {
    return new SandboxSettings(
        other,
        otherName,
        port,
        clientId,
        clientSecret,
        latencyMs,
        faults,
        gullible,
        duplicates,
        tokenLifetimeSeconds,
        checkout,
        webhooks,
        stateFile);
  }

  public SandboxSettings withCredentials(String id, String secret) {
    return new SandboxSettings(
        address,
        name,
        port,
        id,
        secret,
        latencyMs,
        faults,
        gullible,
        duplicates,
        tokenLifetimeSeconds,
        checkout,
        webhooks,
        stateFile);
  }

  public SandboxSettings withLatencyMs(int other) {
    return new SandboxSettings(
        address,
        name,
        port,
        clientId,
        clientSecret,
        other,
        faults,
        gullible,
        duplicates,
        tokenLifetimeSeconds,
        checkout,
        webhooks,
        stateFile);
  }

  public SandboxSettings withFaults(SandboxFaults other) {
    return new SandboxSettings(
        address,
        name,
        port,
        clientId,
        clientSecret,
        latencyMs,
        other,
        gullible,
        duplicates,
        tokenLifetimeSeconds,
        checkout,
        webhooks,
        stateFile);
  }

  public SandboxSettings withGullible(boolean other) {
    return new SandboxSettings(
        address,
        name,
        port,
        clientId,
        clientSecret,
        latencyMs,
        faults,
        other,
        duplicates,
        tokenLifetimeSeconds,
        checkout,
        webhooks,
        stateFile);
  }

  public SandboxSettings withDuplicates(Duplicates other) {
    return new SandboxSettings(
        address,
        name,
        port,
        clientId,
        clientSecret,
        latencyMs,
        faults,
        gullible,
        other,
        tokenLifetimeSeconds,
        checkout,
        webhooks,
        stateFile);
  }

  public SandboxSettings withTokenLifetimeSeconds(int other) {
    return new SandboxSettings(
        address,
        name,
        port,
        clientId,
        clientSecret,
        latencyMs,
        faults,
        gullible,
        duplicates,
        other,
        checkout,
        webhooks,
        stateFile);
  }

  public SandboxSettings withCheckout(CheckoutSettings other) {
    return new SandboxSettings(
        address,
        name,
        port,
        clientId,
        clientSecret,
        latencyMs,
        faults,
        gullible,
        duplicates,
        tokenLifetimeSeconds,
        other,
        webhooks,
        stateFile);
  }

  public SandboxSettings withWebhooks(WebhookSettings other) {
    return new SandboxSettings(
        address,
        name,
        port,
        clientId,
        clientSecret,
        latencyMs,
        faults,
        gullible,
        duplicates,
        tokenLifetimeSeconds,
        checkout,
        other,
        stateFile);
  }

  public SandboxSettings withStateFile(@Nullable Path other) {
    return new SandboxSettings(
        address,
        name,
        port,
        clientId,
        clientSecret,
        latencyMs,
        faults,
        gullible,
        duplicates,
        tokenLifetimeSeconds,
        checkout,
        webhooks,
        other);
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "SandboxSettings[port=" + port + ", latencyMs=" + latencyMs + ", faults=" + faults + "]";
  }
}
