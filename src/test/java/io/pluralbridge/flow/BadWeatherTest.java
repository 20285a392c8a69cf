package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Operation;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.sandbox.SandboxSummary;
import io.pluralbridge.support.Warnings;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plural breaks down, turns everything away or is gone, and comes back. */
class BadWeatherTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path data;
  private Sandbox sandbox;
  private RunningBridge bridge;

  @BeforeEach
  void start() throws Exception {
    sandbox = sandbox(0);
    bridge =
        RunningBridge.start(
            data,
            sandbox,
            Map.of("batch.hold-for", "5s", "plural.api.response-timeout-ms", "5000"));
  }

  private Sandbox sandbox(int port) {
    return Sandbox.start(
        SandboxSettings.onPort(port)
            .withGullible(true)
            .withStateFile(data.resolve("sandbox.jsonl")));
  }

  @AfterEach
  void stop() {
    bridge.close();
    sandbox.close();
  }

  @Test
  void a_file_of_which_everything_fails_holds_itself_and_goes_on_when_plural_is_well()
      throws Exception {
    try (Warnings warnings = Warnings.listen()) {
      sandbox.setFaults(SandboxFaults.parse("error-before-effect=1"));
      bridge.drop("monday.csv", captures(2_000));

      HttpResponse<String> health = untilHealthSays("monday.csv is held until");

      long calls = sandbox.ledger().summary().calls().get(Operation.CAPTURE);
      assertThat(calls).isBetween(20L, 150L);
      assertThat(health.statusCode()).as("calls come to nothing").isEqualTo(503);
      assertThat(bridge.observe("health/ready").statusCode()).as("and others come").isEqualTo(200);
      assertThat(health.body()).contains("calls failed (Plural answered HTTP 500)");
      assertThat(metric("bridge_batches_held")).isEqualTo("1.0");
      assertThat(metric("bridge_entries{state=\"ACCEPTED\"}")).isNotEqualTo("0.0");
      assertThat(metric("bridge_oldest_open_seconds")).isNotEqualTo("0.0");

      sandbox.setFaults(SandboxFaults.NONE);

      assertAllCapturedOnce("monday", 2_000);
      assertThat(warnings.messages())
          .filteredOn(warning -> warning.contains("is held until"))
          .as("said once a hold")
          .hasSizeBetween(1, 3);
      untilHealthSays("none is held");
    }
  }

  @Test
  void when_everything_is_turned_away_the_whole_bridge_waits() throws Exception {
    try (Warnings warnings = Warnings.listen()) {
      sandbox.setFaults(SandboxFaults.parse("rate-limited=1"));
      bridge.drop("tuesday.csv", captures(300));

      untilHealthSays("nothing is sent before");
      await().pollDelay(Duration.ofSeconds(4)).until(() -> true);

      assertThat(sandbox.ledger().summary().calls().get(Operation.CAPTURE))
          .as("those under way at first, and one now and then")
          .isLessThan(64 + 10);
      assertThat(metric("bridge_calls_limit")).isEqualTo("1.0");
      sandbox.setFaults(SandboxFaults.NONE);

      assertAllCapturedOnce("tuesday", 300);
      assertThat(warnings.messages())
          .filteredOn(warning -> warning.contains("429"))
          .as("said once")
          .hasSize(1);
    }
  }

  @Test
  void when_plural_is_gone_the_bridge_says_so_once_and_goes_on_by_itself() throws Exception {
    await().atMost(LIMIT).until(() -> bridge.observe("health").statusCode() == 200);
    List<String> lines = captures(200);
    int port = sandbox.port();
    sandbox.close();
    try (Warnings warnings = Warnings.listen()) {
      bridge.drop("wednesday.csv", lines);

      HttpResponse<String> health = untilHealthSays("Plural cannot be reached since");

      assertThat(health.statusCode()).isEqualTo(503);
      assertThat(health.body()).contains("could not connect to Plural");
      assertThat(bridge.observe("health?data=true").body()).contains("\"last-failure\"");
      assertThat(bridge.observe("health/ready").statusCode()).isEqualTo(200);
      assertThat(bridge.observe("health/live").statusCode()).isEqualTo(200);
      assertThat(metric("bridge_circuit_open")).isEqualTo("1.0");
      await().pollDelay(Duration.ofSeconds(2)).until(() -> true);

      sandbox = sandbox(port);

      assertAllCapturedOnce("wednesday", 200);
      assertThat(warnings.messages())
          .as("one line")
          .singleElement()
          .asString()
          .contains("cannot be reached");
    }
    untilHealthSays("at full speed");
    assertThat(bridge.observe("health").statusCode()).isEqualTo(200);
    assertThat(metric("bridge_circuit_open")).isEqualTo("0.0");
    assertThat(attempts("wednesday"))
        .as("one each, those at first, and some probes")
        .isLessThan(200 + 64 + 40);
  }

  // ---- helpers ---------------------------------------------------------------------------------

  private List<String> captures(int count) {
    List<String> lines =
        new ArrayList<>(List.of("order_id,merchant_capture_reference,amount,currency"));
    for (String order : sandbox.ledger().authoriseOrders(count, 1100)) {
      lines.add(order + ",cap-" + order + ",1100,INR");
    }
    return lines;
  }

  private HttpResponse<String> untilHealthSays(String words) {
    return await()
        .atMost(LIMIT)
        .until(() -> bridge.observe("health"), health -> health.body().contains(words));
  }

  private String metric(String name) {
    return bridge
        .observe("metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElseThrow();
  }

  private void assertAllCapturedOnce(String base, int count) throws Exception {
    List<String> results = bridge.results(base);
    assertThat(results).hasSize(count + 1);
    assertThat(results.subList(1, count + 1)).allMatch(row -> row.contains(",SUCCEEDED,"));
    SandboxSummary truth = sandbox.ledger().summary();
    assertThat(truth.captures()).isEqualTo(count);
    assertThat(truth.ordersCapturedMoreThanOnce()).isEmpty();
  }

  private int attempts(String base) throws Exception {
    List<String> results = bridge.results(base);
    int column = List.of(results.get(0).split(",")).indexOf("attempts");
    return results.stream().skip(1).mapToInt(row -> Integer.parseInt(row.split(",")[column])).sum();
  }
}
