package io.pluralbridge.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files whose writer is slower than the bridge thought. */
class WrittenToTest {

  private static final String HEADER = "order_id,merchant_capture_reference,amount,currency\n";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir static Path data;
  private static Sandbox sandbox;
  private static RunningBridge bridge;
  private static int references;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    bridge = RunningBridge.start(data, sandbox, Map.of("intake.csv.unfinished-after", "60s"));
  }

  @AfterAll
  static void stop() {
    bridge.close();
    sandbox.close();
  }

  private static String capture(String order) {
    return order + ",written-" + ++references + ",1100,INR\n";
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(UTF_8));
    out.flush();
  }

  @Test
  void an_upload_that_stalls_in_the_middle_of_an_amount_is_waited_for() throws Exception {
    List<String> orders = sandbox.ledger().authoriseOrders(3, 1100);
    Path file = bridge.inbox().resolve("stalled.csv");
    try (OutputStream out = Files.newOutputStream(file)) {
      write(out, HEADER + capture(orders.get(0)) + orders.get(1) + ",written-stalled,11");
      await()
          .pollDelay(Duration.ofSeconds(4))
          .atMost(Duration.ofSeconds(5))
          .until(() -> Files.exists(file));
      write(out, "00,INR\n" + capture(orders.get(2)));
    }

    assertThat(bridge.results("stalled")).hasSize(4);
    assertThat(bridge.summary("stalled")).contains("\"BALANCED\"");
    assertThat(orders)
        .allSatisfy(
            order ->
                assertThat(sandbox.ledger().order(order).orElseThrow().captured()).isEqualTo(1100));
  }

  @Test
  void what_is_written_after_the_file_was_done_is_told_and_the_batch_is_unbalanced()
      throws Exception {
    List<String> orders = sandbox.ledger().authoriseOrders(3, 1100);
    Path file = bridge.inbox().resolve("late.csv");
    try (OutputStream out = Files.newOutputStream(file)) {
      write(out, HEADER + capture(orders.get(0)) + capture(orders.get(1)));
      assertThat(bridge.summary("late")).contains("\"BALANCED\"");
      await().atMost(LIMIT).until(() -> Files.exists(data.resolve("archive/late.csv")));

      write(out, capture(orders.get(2)));
    }

    await().atMost(LIMIT).until(() -> bridge.summary("late").contains("\"UNBALANCED\""));
    assertThat(bridge.summary("late")).contains("written to after it was read", "2 rows came in");
    List<String> amendment = Files.readAllLines(data.resolve("results/late.amendment-1.csv"));
    assertThat(amendment).hasSize(3);
    assertThat(amendment.get(1)).contains(orders.get(1), ",SUCCEEDED,", "FILE_CHANGED");
    assertThat(amendment.get(2)).contains(orders.get(2), ",MISSING,", "FILE_CHANGED");
    assertThat(sandbox.ledger().order(orders.get(2)).orElseThrow().captured()).isZero();
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(bridge.observe("health").body()).contains("late.csv", "DOWN"));
    assertThat(bridge.observe("health/ready").statusCode()).isEqualTo(200);
    try (Stream<Path> kept = Files.list(data.resolve("kept"))) {
      assertThat(kept).anyMatch(paper -> paper.toString().endsWith(".amendment-1.csv"));
    }
  }

  @Test
  void what_is_written_while_the_file_is_carried_out_is_told_in_its_papers() throws Exception {
    String order = sandbox.ledger().authoriseOrders(1, 1100).get(0);
    sandbox.setFaults(SandboxFaults.parse("slow=1,slow-ms=900,seed=1"));
    try {
      Path file = bridge.inbox().resolve("meanwhile.csv");
      try (OutputStream out = Files.newOutputStream(file)) {
        write(out, HEADER + capture(order));
        bridge.acknowledgement("meanwhile");
        write(out, capture("v1-never"));
      }
      assertThat(bridge.summary("meanwhile"))
          .contains("\"UNBALANCED\"", "written to after it was read");
    } finally {
      sandbox.setFaults(SandboxFaults.NONE);
    }
  }

  @Test
  void a_refused_file_that_goes_on_growing_is_told() throws Exception {
    Path file = bridge.inbox().resolve("grows.csv");
    try (OutputStream out = Files.newOutputStream(file)) {
      write(out, HEADER + "v1-a,written-grows,11.00,INR\n");
      assertThat(bridge.acknowledgement("grows")).contains("\"REFUSED\"");
      await().atMost(LIMIT).until(() -> Files.exists(data.resolve("refused/grows.csv")));

      write(out, capture("v1-b"));
    }

    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(bridge.observe("health").body())
                    .contains("grows.csv", "the refused file was written to", "DOWN"));
    assertThat(data.resolve("results/grows.summary.json")).doesNotExist();
  }
}
