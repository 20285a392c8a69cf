package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxOrderReport;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.BridgeProcess;
import io.pluralbridge.support.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A journal that is not the one that was left: restored, emptied, taken away. Real processes, a
 * Plural that would capture twice.
 */
class RestoreTest {

  private static final int ORDERS = 500;

  @TempDir Path folder;
  private Sandbox sandbox;
  private List<String> orders;
  private List<String> lines;
  private Path data;
  private String management;

  @BeforeEach
  void start() {
    sandbox = Sandbox.start(SandboxSettings.onFreePort().withGullible(true).withLatencyMs(40));
    orders = sandbox.ledger().authoriseOrders(ORDERS, 1100);
    lines = new ArrayList<>(List.of("order_id,merchant_capture_reference,amount,currency"));
    orders.forEach(order -> lines.add(order + ",cap-" + order + ",1100,INR"));
    data = folder.resolve("data");
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private Map<String, String> settings() throws IOException {
    Map<String, String> settings = new HashMap<>(RunningBridge.quick(data));
    settings.put("plural.environment", "uat");
    settings.put("plural.api.base-url", sandbox.baseUrl());
    settings.put("plural.api.client-id", "sandbox");
    settings.put("plural.api.client-secret", "sandbox-secret");
    settings.put("plural.api.max-in-flight", "16");
    settings.put("bridge.inquiry.max-in-flight", "16");
    int port = Ports.free();
    management = "http://localhost:" + port + "/observe/";
    settings.put("bridge.management.port", Integer.toString(port));
    return settings;
  }

  private BridgeProcess run(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("run"));
    all.addAll(List.of(arguments));
    return BridgeProcess.start(folder, settings(), all.toArray(String[]::new));
  }

  @Test
  void a_backup_from_the_middle_of_a_batch_sends_nothing_again() throws Exception {
    sandbox.setFaults(SandboxFaults.parse("lost-after-effect=0.03,lost-before-effect=0.03,seed=3"));
    drop();
    BridgeProcess bridge = run();
    awaitCaptures(60);
    Path backup = backUp();
    awaitCaptures(300);
    bridge.kill();
    long before = captures();
    putBack(backup);

    try (BridgeProcess refused = run()) {
      assertThat(refused.exitCode()).as(refused.output()).isEqualTo(70);
      assertThat(refused.output())
          .contains(
              "the journal is older than the one that was left",
              "nothing is sent",
              "put the right journal back",
              "--restored",
              "an empty data folder");
      assertThat(captures()).isEqualTo(before);
    }
    // However often it is tried.
    try (BridgeProcess refused =
        BridgeProcess.start(folder, settings(), "batch", "data/none.csv")) {
      assertThat(refused.exitCode()).isEqualTo(64);
    }
    try (BridgeProcess restored = run("--restored")) {
      awaitResults(restored);
      assertEveryOrderCapturedOnce();
      assertResults();
      restored.terminate();
      assertThat(restored.exitCode()).as(restored.output()).isZero();
    }
    // From here on it is a journal like any other.
    try (BridgeProcess after = run()) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> count(after.output(), "Running. Drop") == 3);
      assertEveryOrderCapturedOnce();
    }
  }

  @Test
  void what_the_lost_time_has_finished_is_not_lost_and_what_comes_again_is_asked_about()
      throws Exception {
    BridgeProcess bridge = run();
    await().atMost(Duration.ofSeconds(30)).until(() -> bridge.output().contains("Running. Drop"));
    Path backup = backUp();
    drop();
    Path results = data.resolve("results/night.results.csv");
    awaitResults(bridge);
    bridge.kill();
    byte[] first = Files.readAllBytes(results);
    putBack(backup);
    try (BridgeProcess restored = run("--restored")) {
      drop();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> Files.exists(results) && !sameAs(results, first));
      assertResults();
      assertEveryOrderCapturedOnce();
      try (Stream<Path> archive = Files.list(data.resolve("archive"))) {
        assertThat(archive.filter(paper -> sameAs(paper, first))).as("kept aside").hasSize(1);
      }
    }
  }

  @Test
  void a_missing_or_an_empty_journal_in_a_folder_full_of_work_is_no_first_start() throws Exception {
    drop();
    try (BridgeProcess bridge = run()) {
      awaitResults(bridge);
      bridge.terminate();
      assertThat(bridge.exitCode()).isZero();
    }
    Path journal = data.resolve("journal.db");
    Path right = Files.move(journal, folder.resolve("right.db"));
    assertRefused("the journal " + journal + " is missing, and the mark in");
    assertThat(journal).doesNotExist();
    Files.createFile(journal);
    assertRefused("the journal " + journal + " is empty, and the mark in");
    deleteAll(data.resolve("marks"));
    assertRefused("is empty, and work was done here, as " + data);
    Files.move(right, journal, StandardCopyOption.REPLACE_EXISTING);
    assertRefused("there is no mark of that in " + data.resolve("marks"));
    try (BridgeProcess restored = run("--restored")) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> count(restored.output(), "Running. Drop") == 2);
    }
    assertEveryOrderCapturedOnce();
  }

  private void assertRefused(String words) throws Exception {
    try (BridgeProcess refused = run()) {
      assertThat(refused.exitCode()).as(refused.output()).isEqualTo(70);
      assertThat(refused.output()).contains(words);
    }
  }

  @Test
  void a_copy_of_a_data_folder_is_known_for_what_it_is() throws Exception {
    drop();
    BridgeProcess bridge = run();
    awaitCaptures(60);
    Path copy = folder.resolve("copy");
    copyAll(data, copy);
    awaitCaptures(200);
    bridge.kill();
    deleteAll(data);
    Files.move(copy, data);

    assertRefused("this data folder is a copy");
    try (BridgeProcess restored = run("--restored")) {
      awaitResults(restored);
      assertEveryOrderCapturedOnce();
    }
  }

  @Test
  void a_journal_that_is_deleted_under_a_running_bridge_stops_it_and_can_be_rescued()
      throws Exception {
    drop();
    try (BridgeProcess bridge = run()) {
      awaitCaptures(60);
      Files.delete(data.resolve("journal.db"));
      long deleted = System.nanoTime();
      assertThat(bridge.exitCode()).as(bridge.output()).isEqualTo(70);
      assertThat(System.nanoTime() - deleted).isLessThan(Duration.ofSeconds(20).toNanos());
      assertThat(bridge.output())
          .contains("journal.db was taken away while the bridge was running", "--restored");
    }
    long captured = captures();
    assertThat(captured).isLessThan(ORDERS);
    assertRefused("is missing, and the mark in");
    Path rescued;
    try (Stream<Path> files = Files.list(data)) {
      rescued = files.filter(file -> file.toString().contains("rescued")).findFirst().orElseThrow();
    }
    Files.deleteIfExists(data.resolve("journal.db-wal"));
    Files.deleteIfExists(data.resolve("journal.db-shm"));
    Files.move(rescued, data.resolve("journal.db"));
    try (BridgeProcess bridge = run()) {
      awaitResults(bridge);
      assertEveryOrderCapturedOnce();
      assertResults();
    }
  }

  @Test
  void a_process_that_is_killed_at_whatever_moment_starts_again() throws Exception {
    drop();
    java.util.Random random = new java.util.Random(5);
    for (int kill = 0; kill < 12; kill++) {
      BridgeProcess bridge = run();
      // From the first moments of the start, to the middle of the work.
      Thread.sleep(200 + random.nextInt(2800));
      assertThat(bridge.isAlive()).as(bridge.output()).isTrue();
      bridge.kill();
    }
    try (BridgeProcess bridge = run()) {
      awaitResults(bridge);
      assertEveryOrderCapturedOnce();
      assertThat(bridge.output()).doesNotContain("Could not run", "money could move");
    }
  }

  /** In place: the same file, with the log of another beside it. */
  private void copyOver(Path backup) throws Exception {
    Process cp =
        new ProcessBuilder("cp", backup.toString(), data.resolve("journal.db").toString()).start();
    assertThat(cp.waitFor()).isZero();
  }

  private void dropAgainInAnotherOrder() throws IOException {
    List<String> turned = new ArrayList<>(lines.subList(1, lines.size()));
    java.util.Collections.reverse(turned);
    turned.add(0, lines.get(0));
    Path aside = Files.write(folder.resolve("aside"), turned);
    Files.move(aside, data.resolve("inbox/again.csv"), StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void a_backup_copied_over_the_journal_of_a_running_bridge_sends_nothing_again() throws Exception {
    Path backup;
    try (BridgeProcess bridge = run()) {
      await().atMost(Duration.ofSeconds(60)).until(() -> bridge.output().contains("Running. Drop"));
      backup = folder.resolve("backup.db");
      try (Connection journal =
          DriverManager.getConnection("jdbc:sqlite:" + data.resolve("journal.db"))) {
        journal.createStatement().executeUpdate("backup to " + backup);
      }
      drop();
      awaitResults(bridge);
      bridge.terminate();
      assertThat(bridge.exitCode()).as(bridge.output()).isZero();
    }
    assertEveryOrderCapturedOnce();
    try (BridgeProcess bridge = run()) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> count(bridge.output(), "Running. Drop") == 2);
      copyOver(backup);
      dropAgainInAnotherOrder();
      assertThat(bridge.exitCode()).as(bridge.output()).isEqualTo(70);
      assertThat(bridge.output())
          .contains("was written over while the bridge was running")
          .doesNotContain("\tat ");
    }
    assertEveryOrderCapturedOnce();
    assertRefused("was written over: that was noticed while it was in use");
    putBack(backup);
    try (BridgeProcess restored = run("--restored")) {
      await()
          .atMost(Duration.ofSeconds(120))
          .until(() -> Files.exists(data.resolve("results/again.summary.json")));
    }
    assertEveryOrderCapturedOnce();
  }

  @Test
  void a_backup_copied_over_the_journal_of_a_killed_bridge_sends_nothing_again() throws Exception {
    drop();
    BridgeProcess bridge = run();
    awaitCaptures(60);
    Path backup = backUp();
    awaitCaptures(300);
    bridge.kill();
    long before = captures();
    copyOver(backup);
    assertRefused("was written over: it is not the file that the log beside it belongs to");
    try (BridgeProcess refused = run("--restored")) {
      assertThat(refused.exitCode()).as(refused.output()).isEqualTo(70);
    }
    assertThat(captures()).isEqualTo(before);
    putBack(backup);
    try (BridgeProcess restored = run("--restored")) {
      awaitResults(restored);
      assertEveryOrderCapturedOnce();
    }
  }

  /** As the page on backups says. */
  private Path backUp() throws Exception {
    Path backup = folder.resolve("backup.db");
    try (Connection journal =
        DriverManager.getConnection("jdbc:sqlite:" + data.resolve("journal.db"))) {
      journal.createStatement().execute("VACUUM INTO '" + backup + "'");
    }
    return backup;
  }

  private void putBack(Path backup) throws IOException {
    for (String suffix : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(data.resolve("journal.db" + suffix));
    }
    Files.copy(backup, data.resolve("journal.db"));
  }

  private static void copyAll(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Path place = to.resolve(from.relativize(each));
        if (Files.isDirectory(each)) {
          Files.createDirectories(place);
        } else {
          Files.copy(each, place);
        }
      }
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private static boolean sameAs(Path file, byte[] content) {
    try {
      return java.util.Arrays.equals(Files.readAllBytes(file), content);
    } catch (IOException beingMoved) {
      return false;
    }
  }

  private static int count(String text, String words) {
    return text.split(java.util.regex.Pattern.quote(words), -1).length - 1;
  }

  private void drop() throws IOException {
    Path inbox = Files.createDirectories(data.resolve("inbox"));
    Path aside = Files.write(folder.resolve("aside"), lines);
    Files.setLastModifiedTime(aside, FileTime.fromMillis(0));
    Files.move(aside, inbox.resolve("night.csv"), StandardCopyOption.ATOMIC_MOVE);
  }

  private long captures() {
    return sandbox.ledger().summary().captures();
  }

  private void awaitCaptures(long count) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> captures() >= count);
  }

  private void awaitResults(BridgeProcess bridge) throws IOException {
    Path summary = data.resolve("results/night.summary.json");
    try {
      await().atMost(Duration.ofSeconds(90)).until(() -> Files.exists(summary));
    } catch (RuntimeException e) {
      throw new AssertionError(bridge.output(), e);
    }
  }

  private void assertEveryOrderCapturedOnce() {
    assertThat(orders)
        .allSatisfy(
            order ->
                assertThat(sandbox.ledger().order(order).map(SandboxOrderReport::captured))
                    .contains(1100L));
    assertThat(captures()).isEqualTo(ORDERS);
  }

  private void assertResults() throws IOException {
    List<String> results = Files.readAllLines(data.resolve("results/night.results.csv"));
    assertThat(results).hasSize(ORDERS + 1);
    for (int i = 0; i < ORDERS; i++) {
      assertThat(results.get(i + 1))
          .startsWith(lines.get(i + 1) + "," + (i + 2) + ",SUCCEEDED,PROCESSED,");
    }
  }
}
