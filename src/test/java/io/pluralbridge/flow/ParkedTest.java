package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.Caller;
import io.pluralbridge.support.Caller.Reply;
import io.pluralbridge.support.Instruction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is told of an instruction of which Plural cannot say what became, and what is told later.
 */
class ParkedTest {

  private static final String HEADER =
      "order_id,merchant_capture_reference,amount,currency,action,note";

  @TempDir static Path data;
  private static Sandbox sandbox;
  private static RunningBridge bridge;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    bridge = RunningBridge.start(data, sandbox, Map.of("bridge.inquiry.give-up-after", "1s"));
  }

  @AfterAll
  static void stop() {
    bridge.close();
    sandbox.close();
  }

  @Test
  void it_is_reported_as_unknown_and_told_in_an_amendment_once_it_is_settled() throws Exception {
    List<String> orders = sandbox.ledger().authoriseOrders(2, 1100);
    bridge.drop("quiet.csv", List.of(HEADER, line(orders.get(1), "q-0", "1100,INR,CAPTURE,first")));
    bridge.results("quiet");
    sandbox.setFaults(SandboxFaults.parse("error-after-effect=1"));
    bridge.drop(
        "night.csv",
        List.of(
            HEADER,
            line(orders.get(0), "n-1", "1100,INR,CAPTURE,\"rent, May\""),
            line(orders.get(0), "n-2", ",,CANCEL,"),
            line(orders.get(1), "q-0", "1100,INR,CAPTURE,again"),
            "nonsense"));

    List<String> results = bridge.results("night");
    assertThat(results).hasSize(5);
    assertThat(results.get(1)).contains(",2,UNKNOWN,", "parked after 1 s: asked, and");
    assertThat(results.get(2)).contains(",3,HELD,", "waits for n-1 of the same order");
    assertThat(results.get(3)).contains(",4,SUCCEEDED,PROCESSED,SEEN_BEFORE,");
    assertThat(results.get(4)).contains(",5,REFUSED,");
    assertThat(bridge.summary("night")).contains("BALANCED", "\"UNKNOWN\"", "\"HELD\"");
    assertThat(data.resolve("archive/night.csv")).doesNotExist();

    bridge.drop("next.csv", List.of(HEADER, line(orders.get(0), "n-3", ",,CANCEL,")));
    assertThat(bridge.results("next").get(1)).contains(",2,HELD,", "waits for n-1");

    sandbox.setFaults(SandboxFaults.NONE);
    List<String> amendment = amendment("night");
    assertThat(amendment.get(0)).isEqualTo(results.get(0));
    assertThat(amendment.subList(1, amendment.size())).hasSize(2);
    assertThat(amendment.get(1))
        .startsWith(orders.get(0) + ",n-1,1100,INR,CAPTURE,\"rent, May\",2,SUCCEEDED,PROCESSED,");
    assertThat(amendment.get(2)).contains(",n-2,,,CANCEL,,3,DECLINED,");
    assertThat(amendment("next").get(1)).contains(",n-3,,,CANCEL,,2,DECLINED,");
    await().until(() -> Files.exists(data.resolve("archive/night.csv")));
    await().until(() -> Files.exists(data.resolve("archive/next.csv")));
    assertThat(Files.readAllLines(data.resolve("results/night.results.csv"))).isEqualTo(results);
    assertThat(data.resolve("results/night.amendment-2.csv")).doesNotExist();
    assertThat(sandbox.ledger().order(orders.get(0)).orElseThrow().captured()).isEqualTo(1100);
  }

  @Test
  void a_caller_is_told_at_once_that_its_command_waits_behind_one() {
    Caller caller = bridge.caller();
    String order = sandbox.ledger().authoriseOrders(1, 1100).get(0);
    sandbox.setFaults(SandboxFaults.parse("error-after-effect=1"));
    Instruction capture = Instruction.capture(order, "h-1", 1100);
    String parked = caller.send(capture, "Prefer", "respond-async").header("Location");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> caller.get(parked).at("/reason").startsWith("parked after 1 s"));

    Reply told = caller.send(Instruction.cancel(order));

    assertThat(told.status()).as(told.text()).isEqualTo(504);
    assertThat(told.at("/additional_error_details/status")).isEqualTo("HELD");
    assertThat(told.at("/additional_error_details/status_reason"))
        .contains("waits for h-1 of the same order");
    sandbox.setFaults(SandboxFaults.NONE);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> caller.get(told.header("Location")).at("/status").equals("DECLINED"));
    assertThat(caller.get(parked).at("/status")).isEqualTo("SUCCEEDED");
    assertThat(sandbox.ledger().order(order).orElseThrow().captured()).isEqualTo(1100);
  }

  private static String line(String order, String reference, String rest) {
    return order + "," + reference + "," + rest;
  }

  private static List<String> amendment(String base) throws IOException {
    Path paper = data.resolve("results").resolve(base + ".amendment-1.csv");
    await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(paper));
    return Files.readAllLines(paper);
  }
}
