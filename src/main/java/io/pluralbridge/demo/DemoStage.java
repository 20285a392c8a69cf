package io.pluralbridge.demo;

import io.pluralbridge.app.Bridge;
import io.pluralbridge.config.ListenAddress;
import io.pluralbridge.disk.OwnerOnly;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.settings.Settings;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Where the demonstration plays: a bridge with its HTTP door open, and a pretended Plural that has
 * a bad night, both on free ports, with a data folder of their own. Whatever somebody has set, it
 * asks nobody else.
 */
final class DemoStage implements AutoCloseable {

  /** One call in nine or so. */
  private static final String BAD_NIGHT =
      "lost-after-effect=0.02,lost-before-effect=0.02,error-after-effect=0.01,"
          + "error-before-effect=0.01,rate-limited=0.03,token-forgotten=0.005,"
          + "slow=0.005,slow-ms=1500,seed=7";

  /** One webhook in six or so. */
  private static final String BAD_POST =
      "repeated=0.05,reordered=0.05,reordered-ms=6000,wrong-signature=0.04,stale=0.02,seed=1852";

  private final Path data;
  private final Settings settings;
  private final String apiKey;
  private final Bridge bridge;

  private DemoStage(Path data, Settings settings, String apiKey, Bridge bridge) {
    this.data = data;
    this.settings = settings;
    this.apiKey = apiKey;
    this.bridge = bridge;
  }

  /**
   * Starts both.
   *
   * @param data where the files go
   */
  static DemoStage set(Path data) throws Exception {
    return set(data, "none");
  }

  /** Starts a broker inside as well, as a bridge does by default. */
  static DemoStage setWithBroker(Path data) throws Exception {
    return set(data, "");
  }

  private static DemoStage set(Path data, String broker) throws Exception {
    String apiKey = UUID.randomUUID().toString();
    Map<String, String> chosen = settings(OwnerOnly.folders(data), apiKey);
    chosen.put("bridge.broker.url", broker);
    Settings settings = Settings.ofProcess(chosen);
    // Asked for anything twice, it does so twice.
    Bridge bridge =
        Bridge.start(
            settings,
            Bridge.Doors.OPEN,
            settings.sandbox().settings().withGullible(true).withStateFile(null));
    bridge.closeWhenTold();
    return new DemoStage(data, settings, apiKey, bridge);
  }

  private static Map<String, String> settings(Path data, String apiKey) throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("bridge.data.dir", data.toString());
    ports(settings);
    settings.put("bridge.http.api-keys", "demo=" + apiKey);
    settings.put("plural.environment", "sandbox");
    settings.put("plural.callback.secret-encoding", "HEX");
    settings.put("plural.webhook.secret-encoding", "UTF8");
    settings.put("batch.mode", "lenient");
    for (String none :
        new String[] {
          "plural.api.base-url",
          "plural.api.client-id",
          "plural.api.client-secret",
          "plural.callback.secret-key",
          "plural.callback.previous-secret-key",
          "plural.callback.own-fields",
          "plural.callback.success-url",
          "plural.callback.failure-url",
          "plural.webhook.secret",
          "plural.webhook.previous-secret",
          "bridge.database.url",
          "bridge.broker.factory",
          "bridge.broker.username",
          "bridge.broker.password",
          "bridge.broker.tls.keystore",
          "bridge.kafka.brokers",
          "bridge.routes.extra",
          "bridge.http.tls.keystore",
          "bridge.events.url",
          "bridge.events.secret",
          "bridge.seal.keys",
          "intake.queue.seal-keys"
        }) {
      settings.put(none, "");
    }
    sandbox(settings);
    delays(settings);
    return settings;
  }

  private static void sandbox(Map<String, String> settings) {
    settings.put("sandbox.address", ListenAddress.LOOPBACK);
    settings.put("sandbox.port", "0");
    settings.put("sandbox.latency-ms", "30");
    settings.put("sandbox.faults", BAD_NIGHT);
    settings.put("sandbox.callback-by", "form");
    settings.put("sandbox.webhook-url", "");
    settings.put("sandbox.webhook-faults", BAD_POST);
    settings.put("sandbox.webhook-retries", "1s,1s,1s,1s,1s");
  }

  /** They suit a show: so soon nobody gives up on an answer that is real money. */
  private static void delays(Map<String, String> settings) {
    settings.put("plural.api.response-timeout-ms", "1000");
    settings.put("plural.api.max-in-flight", "16");
    settings.put("bridge.inquiry.first-delay", "500ms");
    settings.put("bridge.inquiry.proof-after", "2500ms");
    // A busy machine loses more answers than the sandbox does.
    settings.put("batch.inquiries", "12");
    settings.put("bridge.payment.first-delay", "1s");
    settings.put("bridge.payment.max-delay", "2s");
  }

  /** All at once, so that they differ. */
  private static void ports(Map<String, String> settings) throws IOException {
    for (String door : new String[] {"bridge.http", "bridge.broker", "bridge.management"}) {
      settings.put(door + ".address", ListenAddress.LOOPBACK);
    }
    try (ServerSocket http = new ServerSocket(0);
        ServerSocket broker = new ServerSocket(0);
        ServerSocket management = new ServerSocket(0)) {
      settings.put("bridge.http.port", Integer.toString(http.getLocalPort()));
      settings.put("bridge.broker.port", Integer.toString(broker.getLocalPort()));
      settings.put("bridge.management.port", Integer.toString(management.getLocalPort()));
    }
  }

  Path data() {
    return data;
  }

  Settings settings() {
    return settings;
  }

  Bridge bridge() {
    return bridge;
  }

  Sandbox sandbox() {
    return bridge.sandbox().orElseThrow();
  }

  /** The address of the bridge's HTTP door, without a slash at the end. */
  String door() {
    return "http://localhost:" + settings.http().httpPort();
  }

  /** Opens that door. */
  String apiKey() {
    return apiKey;
  }

  @Override
  public void close() {
    bridge.close();
  }
}
