package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.broker.BrokerAddress;
import io.pluralbridge.broker.Connections;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.TestBroker;
import io.pluralbridge.support.Warnings;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker inside a running bridge. */
class QueueInsideTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path data;

  @Test
  void it_comes_and_goes_with_the_bridge_and_shows_how_it_is() throws Exception {
    int port = TestBroker.freePort();
    Map<String, String> settings =
        Map.of("bridge.broker.url", "", "bridge.broker.port", Integer.toString(port));
    try (Sandbox sandbox = Sandbox.start(SandboxSettings.onFreePort());
        Warnings warnings = Warnings.listen()) {
      try (RunningBridge bridge = RunningBridge.start(data, sandbox, settings)) {
        String password = Files.readString(data.resolve("broker/password")).strip();
        BrokerAddress address =
            new BrokerAddress("tcp://localhost:" + port, "plural-bridge", password, "");
        try (Connections connections = Connections.to(address)) {
          assertThat(connections.whyNot()).isEmpty();
        }
        assertThat(bridge.observe("health?data=true").body()).contains("queue");
        await()
            .atMost(LIMIT)
            .until(() -> bridge.observe("metrics").body().contains("bridge_queue_up 1.0"));
      }
      new ServerSocket(port).close();
      try (RunningBridge again = RunningBridge.start(data, sandbox, settings)) {
        await().atMost(LIMIT).until(() -> again.observe("health").statusCode() == 200);
      }
      assertThat(warnings.messages())
          .filteredOn(line -> !line.startsWith("bridge.inquiry.proof-after is"))
          .isEmpty();
    }
  }

  @Test
  void a_port_that_is_taken_stops_the_start_by_the_name_of_its_setting() throws Exception {
    try (Sandbox sandbox = Sandbox.start(SandboxSettings.onFreePort());
        ServerSocket taken = new ServerSocket(0)) {
      String port = Integer.toString(taken.getLocalPort());
      assertThatThrownBy(
              () ->
                  RunningBridge.start(
                      data, sandbox, Map.of("bridge.broker.url", "", "bridge.broker.port", port)))
          .hasMessageContaining("bridge.broker.port")
          .hasMessageContaining(port);
      RunningBridge.start(data, sandbox, Map.of()).close();
    }
  }
}
