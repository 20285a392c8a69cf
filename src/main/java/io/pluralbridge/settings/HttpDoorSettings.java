package io.pluralbridge.settings;

import io.pluralbridge.config.ListenAddress;
import io.pluralbridge.http.ApiKeys;
import io.pluralbridge.http.HttpSettings;
import java.time.Duration;

/** The HTTP server that merchants call, and the one that shows health and metrics. */
public final class HttpDoorSettings extends SettingsGroup {

  private final PluralSettings plural;

  HttpDoorSettings(SettingValues values, PluralSettings plural) {
    super(values);
    this.plural = plural;
  }

  @Override
  void check() {
    managementPort();
    httpPort();
    managementAddress();
    httpAddress();
    if (httpPort() == managementPort()) {
      problem("bridge.http.port", "another than bridge.management.port", value("bridge.http.port"));
    }
    apiKeys();
    maxWaiting();
    maxConnections();
    if (writeTimeout().isZero()) {
      problem("bridge.http.write-timeout", "more than 0", value("bridge.http.write-timeout"));
    }
    maxBodyBytes();
    maxUploads();
    moreThanNothing(
        "bridge.http.patience", "bridge.http.upload-idle-limit", "bridge.http.read-timeout");
    Keystores.check(this, "bridge.http");
  }

  public int managementPort() {
    return number("bridge.management.port", 1, 65_535);
  }

  public int httpPort() {
    return number("bridge.http.port", 1, 65_535);
  }

  /** How the HTTP server is to listen, and what it bears. */
  public HttpSettings server() {
    return new HttpSettings(
        httpAddress(),
        httpPort(),
        maxWaiting(),
        maxUploads(),
        maxConnections(),
        writeTimeout(),
        readTimeout(),
        keystore(),
        keystorePassword(),
        maxBodyBytes());
  }

  /** At which addresses the HTTP door is opened. */
  public ListenAddress httpAddress() {
    return address("bridge.http.address", ListenAddress.ALL);
  }

  /** At which addresses health and metrics are shown. */
  public ListenAddress managementAddress() {
    return address("bridge.management.address", ListenAddress.LOOPBACK);
  }

  public ApiKeys apiKeys() {
    try {
      return ApiKeys.parse(value("bridge.http.api-keys"), plural.leastOfKeys());
    } catch (IllegalArgumentException e) {
      add("bridge.http.api-keys (BRIDGE_HTTP_API_KEYS): " + e.getMessage());
      return ApiKeys.parse("", 0);
    }
  }

  public int maxWaiting() {
    return number("bridge.http.max-waiting", 1, 10_000);
  }

  /** For how long a caller waits for an outcome. */
  public Duration httpPatience() {
    return duration("bridge.http.patience");
  }

  /** How long a request may take to arrive. */
  public Duration readTimeout() {
    return duration("bridge.http.read-timeout");
  }

  /** How long a client may read nothing of its answer. */
  public Duration writeTimeout() {
    return duration("bridge.http.write-timeout");
  }

  public int maxConnections() {
    return number("bridge.http.max-connections", 8, 100_000);
  }

  public int maxBodyBytes() {
    return number("bridge.http.max-body-bytes", 1_024, 100_000_000);
  }

  public int maxUploads() {
    return number("bridge.http.max-uploads", 1, 1_000);
  }

  public Duration uploadIdleLimit() {
    return duration("bridge.http.upload-idle-limit");
  }

  /** Empty when the door is plain HTTP. */
  public String keystore() {
    return value("bridge.http.tls.keystore");
  }

  public String keystorePassword() {
    return value("bridge.http.tls.keystore-password");
  }
}
