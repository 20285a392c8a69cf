package io.pluralbridge.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.sandbox.WebhookAttempt;
import io.pluralbridge.sandbox.WebhookSettings;
import io.pluralbridge.support.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A whole bridge that is told by a sandbox: by the one inside, and by one that is not. */
class OwnSandboxTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path data;

  @ParameterizedTest
  @CsvSource({"'', ''", "AAECAwQFBgc=, 'v1,whsec_CAkKCw8+/w=='"})
  void a_bridge_believes_the_sandbox_inside_it(String callback, String webhook) throws Exception {
    int port = freePort();
    Map<String, String> settings = new HashMap<>();
    settings.put("plural.api.base-url", "");
    settings.put("sandbox.port", Integer.toString(port));
    settings.put("plural.callback.secret-key", callback);
    settings.put("plural.callback.secret-encoding", "BASE64");
    settings.put("plural.webhook.secret", webhook);
    settings.put("plural.webhook.secret-encoding", "BASE64");
    try (RunningBridge bridge = RunningBridge.start(data, "", settings)) {
      String sandbox = "http://localhost:" + port;
      Shopper shopper = new Shopper(bridge.http(), RunningBridge.API_KEY, sandbox);

      String order = shopper.order("order-1", 1_100, bridge.http() + "/callbacks/plural");
      shopper.pay(order, "pay-1", 1_100, Shopper.Card.SAVED_AT_PLURAL);

      assertThat(shopper.authorise(order)).isEqualTo(200);
      DemoClerk clerk = new DemoClerk(bridge.http(), RunningBridge.API_KEY);
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(clerk.order(order).story())
                      .contains("AUTHORIZED", "CALLBACK", "WEBHOOK"));
    }
  }

  @Test
  void a_sandbox_elsewhere_is_not_believed_by_the_secrets_that_everybody_knows() throws Exception {
    int port = freePort();
    String door = "http://localhost:" + port;
    Map<String, String> settings = Map.of("bridge.http.port", Integer.toString(port));
    try (Sandbox sandbox =
            Sandbox.start(
                SandboxSettings.onFreePort()
                    .withWebhooks(WebhookSettings.to(door + "/webhooks/plural")));
        RunningBridge bridge = RunningBridge.start(data, sandbox, settings)) {
      Shopper shopper = new Shopper(bridge.http(), RunningBridge.API_KEY, sandbox.baseUrl());

      String order = shopper.order("order-1", 1_100, door + "/callbacks/plural");
      shopper.pay(order, "pay-1", 1_100, Shopper.Card.NUMBER);

      assertThat(shopper.authorise(order)).isEqualTo(401);
      List<WebhookAttempt> told =
          await().atMost(LIMIT).until(() -> sandbox.webhooks(9).attempts(), all -> !all.isEmpty());
      assertThat(told).extracting(WebhookAttempt::status).containsOnly(401);
      assertThat(new DemoClerk(door, RunningBridge.API_KEY).order(order).story())
          .isEqualTo("CREATED, PENDING; said by CALL");
    }
  }

  private static int freePort() throws IOException {
    return Ports.free();
  }
}
