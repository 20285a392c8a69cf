package io.pluralbridge.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.BridgeProcess;
import io.pluralbridge.support.Ports;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An inbox on another disk than the data folder, and files whose writer goes on after the copy. */
class AnotherDiskTest {

  private static final String HEADER = "order_id,merchant_capture_reference,amount,currency\n";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Path data;
  private Path inbox;
  private Sandbox sandbox;
  private List<String> orders;

  @BeforeEach
  void mount() throws IOException {
    Path shared = Path.of("/dev/shm");
    assumeTrue(
        Files.isWritable(shared) && !Files.getFileStore(shared).equals(Files.getFileStore(folder)),
        "there is no other disk");
    inbox = Files.createTempDirectory(shared, "inbox");
    data = Files.createDirectory(folder.resolve("data"));
    Files.createSymbolicLink(data.resolve("inbox"), inbox);
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    orders = sandbox.ledger().authoriseOrders(3, 1100);
  }

  @AfterEach
  void unmount() throws IOException {
    if (sandbox != null) {
      sandbox.close();
      try (Stream<Path> left = Files.walk(inbox)) {
        for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private String capture(int order) {
    return orders.get(order) + ",far-" + order + ",1100,INR\n";
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(UTF_8));
    out.flush();
  }

  private List<Path> originals() throws IOException {
    try (Stream<Path> there = Files.walk(inbox)) {
      return there.filter(Files::isRegularFile).toList();
    }
  }

  private List<Path> archived() throws IOException {
    try (Stream<Path> there = Files.list(data.resolve("archive"))) {
      return there.filter(file -> file.toString().endsWith(".csv")).toList();
    }
  }

  @Test
  void what_is_written_after_the_batch_was_done_is_told_and_never_balanced() throws Exception {
    try (RunningBridge bridge = RunningBridge.start(data, sandbox, Map.of())) {
      try (OutputStream out = Files.newOutputStream(inbox.resolve("late.csv"))) {
        write(out, HEADER + capture(0) + capture(1));
        assertThat(bridge.summary("late")).contains("\"BALANCED\"");
        await().atMost(LIMIT).until(() -> Files.exists(data.resolve("archive/late.csv")));

        write(out, capture(2));
      }

      await().atMost(LIMIT).until(() -> bridge.summary("late").contains("\"UNBALANCED\""));
      List<String> amendment = Files.readAllLines(data.resolve("results/late.amendment-1.csv"));
      assertThat(amendment).hasSize(3);
      assertThat(amendment.get(2)).contains(orders.get(2), ",MISSING,", "FILE_CHANGED");
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> assertThat(bridge.observe("health").body()).contains("late.csv", "DOWN"));
      assertThat(sandbox.ledger().order(orders.get(2)).orElseThrow().captured()).isZero();
      assertThat(originals())
          .hasSize(1)
          .allSatisfy(o -> assertThat(o).content().endsWith(capture(2)));
    }
  }

  @Test
  void what_is_written_while_the_file_is_carried_out_is_told_in_its_papers() throws Exception {
    sandbox.setFaults(SandboxFaults.parse("slow=1,slow-ms=900,seed=1"));
    try (RunningBridge bridge = RunningBridge.start(data, sandbox, Map.of())) {
      try (OutputStream out = Files.newOutputStream(inbox.resolve("meanwhile.csv"))) {
        write(out, HEADER + capture(0));
        bridge.acknowledgement("meanwhile");
        write(out, capture(1));
      }
      assertThat(bridge.summary("meanwhile"))
          .contains("\"UNBALANCED\"", "written to after it was read");
    }
  }

  @Test
  void an_original_that_cannot_be_read_any_more_is_never_balanced() throws Exception {
    sandbox.setFaults(SandboxFaults.parse("slow=1,slow-ms=900,seed=1"));
    try (RunningBridge bridge = RunningBridge.start(data, sandbox, Map.of())) {
      Files.writeString(inbox.resolve("gone.csv"), HEADER + capture(0));
      bridge.acknowledgement("gone");
      Files.delete(originals().get(0));

      assertThat(bridge.summary("gone")).contains("\"UNBALANCED\"", "cannot be read any more");
    }
  }

  @Test
  void what_was_not_written_to_goes_once_its_time_is_over() throws Exception {
    Map<String, String> settings = Map.of("intake.csv.compare-for", "1s");
    try (RunningBridge bridge = RunningBridge.start(data, sandbox, settings)) {
      Files.writeString(inbox.resolve("night.csv"), HEADER + capture(0));

      assertThat(bridge.summary("night")).contains("\"BALANCED\"");
      await().atMost(LIMIT).untilAsserted(() -> assertThat(inbox).isEmptyDirectory());
      assertThat(bridge.summary("night")).contains("\"BALANCED\"");
      assertThat(archived()).containsExactly(data.resolve("archive/night.csv"));
    }
  }

  @Test
  void a_card_number_does_not_rest_on_the_other_disk() throws Exception {
    try (RunningBridge bridge = RunningBridge.start(data, sandbox, Map.of())) {
      Files.writeString(
          inbox.resolve("card.csv"), HEADER + capture(0) + "4111111111111111,far-9,1100,INR\n");

      assertThat(bridge.summary("card")).contains("\"BALANCED\"");
      await().atMost(LIMIT).untilAsserted(() -> assertThat(inbox).isEmptyDirectory());
    }
  }

  @Test
  void killed_in_between_the_next_start_compares_and_puts_away() throws Exception {
    sandbox.setFaults(SandboxFaults.parse("slow=1,slow-ms=700,seed=1"));
    try (OutputStream out = Files.newOutputStream(inbox.resolve("killed.csv"))) {
      write(out, HEADER + capture(0) + capture(1));
      try (BridgeProcess bridge = BridgeProcess.start(folder, settings(), "run")) {
        await()
            .atMost(LIMIT)
            .pollInterval(Duration.ofMillis(5))
            .until(() -> Files.exists(data.resolve("acks/killed.ack.json")));
        bridge.kill();
      }
      assertThat(originals()).hasSize(1);
      write(out, capture(2));
    }
    try (BridgeProcess bridge = BridgeProcess.start(folder, settings(), "run")) {
      Path summary = data.resolve("results/killed.summary.json");
      await().atMost(LIMIT).until(() -> Files.exists(summary));
      assertThat(summary).content().contains("\"UNBALANCED\"");
      await().atMost(LIMIT).untilAsserted(() -> assertThat(inbox).isEmptyDirectory());
      assertThat(bridge.isAlive()).isTrue();
    }
    assertThat(archived()).hasSize(2).anySatisfy(a -> assertThat(a).content().endsWith(capture(2)));
    assertThat(data.resolve("results/killed.amendment-1.csv")).content().contains(",MISSING,");
    assertThat(sandbox.ledger().summary().captures()).isEqualTo(2);
  }

  private Map<String, String> settings() throws IOException {
    Map<String, String> settings = new HashMap<>(RunningBridge.quick(data));
    settings.put("plural.environment", "uat");
    settings.put("plural.api.base-url", sandbox.baseUrl());
    settings.put("plural.api.client-id", "sandbox");
    settings.put("plural.api.client-secret", "sandbox-secret");
    settings.put("intake.csv.compare-for", "2s");
    settings.put("bridge.management.port", Integer.toString(Ports.free()));
    return settings;
  }
}
