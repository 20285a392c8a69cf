package io.pluralbridge.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.files.Spool;
import io.pluralbridge.files.SpooledFile;
import io.pluralbridge.journal.store.Locks;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.BridgeProcess;
import io.pluralbridge.support.Caller;
import io.pluralbridge.support.Ports;
import io.pluralbridge.support.RawUpload;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bridge as a real process, killed while a file comes over HTTP. */
class UploadKillTest {

  private static final int ORDERS = 50;
  private static final String KEY = "key-of-the-shop-it-is";

  @TempDir Path folder;
  private Sandbox sandbox;
  private Map<String, String> settings;
  private String file;

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.start(SandboxSettings.onFreePort().withGullible(true));
    StringBuilder lines =
        new StringBuilder("order_id,merchant_capture_reference,amount,currency\n");
    for (String order : sandbox.ledger().authoriseOrders(ORDERS, 1100)) {
      lines.append(order).append(",cap-").append(order).append(",1100,INR\n");
    }
    file = lines.toString();
    settings = new HashMap<>(RunningBridge.quick(folder.resolve("data")));
    settings.put("plural.environment", "uat");
    settings.put("plural.api.base-url", sandbox.baseUrl());
    settings.put("plural.api.client-id", "sandbox");
    settings.put("plural.api.client-secret", "sandbox-secret");
    settings.put("bridge.http.api-keys", "shop=" + KEY);
    settings.put("bridge.http.port", freePort());
    settings.put("bridge.management.port", freePort());
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void what_a_kill_leaves_of_a_file_is_never_taken_for_the_file() throws Exception {
    Path left;
    try (BridgeProcess bridge = run();
        RawUpload upload = begin().send(file.substring(0, file.length() - 1))) {
      left = await().until(this::part, Files::exists);
      await().until(() -> Files.size(left) == file.length() - 1);
      bridge.kill();
    }
    Files.setLastModifiedTime(left.getParent(), FileTime.from(Instant.now().minusSeconds(90)));

    try (BridgeProcess bridge = run()) {
      await().atMost(Duration.ofSeconds(30)).until(() -> !Files.exists(left.getParent()));
      assertThat(sandbox.ledger().summary().captures()).isZero();

      try (RawUpload again = begin().send(file)) {
        assertThat(again.answerUpTo("}}")).contains(" 202 ");
      }
      awaitAllCaptured();
      bridge.kill();
    }
  }

  @Test
  void a_file_of_which_the_sender_heard_nothing_is_carried_out_once_whoever_hands_it_in_again()
      throws Exception {
    try (BridgeProcess bridge = run();
        RawUpload upload = begin().send(file)) {
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(1))
          .until(() -> !processing().isEmpty() && !Files.exists(part()));
      bridge.kill();
    }

    try (BridgeProcess bridge = run()) {
      try (RawUpload again = begin().send(file)) {
        assertThat(again.answerUpTo("}}")).containsPattern(" (202|409) ").contains("ocation: ");
      }
      awaitAllCaptured();
      bridge.terminate();
      assertThat(bridge.exitCode()).as(bridge.output()).isZero();
    }
  }

  /** Whole and on disk, and nobody had looked into it when the bridge died. */
  @Test
  void whoever_gave_a_file_that_was_not_read_before_a_kill_is_named_with_it_and_each_line()
      throws Exception {
    Path data = folder.resolve("data");
    settings.put("plural.environment", "sandbox");
    RunningBridge.start(data, sandbox, settings).close();
    SpooledFile left =
        new Spool(data.resolve("processing"), Locks.ofOneProcess(), Clock.systemUTC(), new Random())
            .receive(
                id -> "http-tonight.csv", null, "shop", out -> out.write(file.getBytes(UTF_8)));

    try (RunningBridge bridge = RunningBridge.start(data, sandbox, settings)) {
      awaitAllCaptured();
      Caller caller = new Caller(bridge.http(), KEY);
      assertThat(caller.get("/bridge/batches/" + left.batchId()).json().path("given_by").asText())
          .isEqualTo("shop");
      String reference = file.split("\n", -1)[1].split(",", -1)[1];
      JsonNode line = caller.get("/bridge/commands/capture/" + reference).json();
      assertThat(line.path("sender").asText()).isEqualTo("file http-tonight.csv");
      assertThat(line.path("given_by").asText()).isEqualTo("shop");
    }
  }

  private BridgeProcess run() throws IOException {
    return BridgeProcess.start(folder, settings, "run")
        .until(
            () -> {
              URI uri = URI.create(http());
              new Socket(uri.getHost(), uri.getPort()).close();
              return true;
            });
  }

  private static String freePort() throws IOException {
    return Integer.toString(Ports.free());
  }

  private String http() {
    return "http://localhost:" + settings.get("bridge.http.port");
  }

  private RawUpload begin() throws IOException {
    return RawUpload.begin(http(), KEY, "Content-Length: " + file.length());
  }

  private List<Path> processing() throws IOException {
    try (Stream<Path> places = Files.list(folder.resolve("data/processing"))) {
      return places.toList();
    }
  }

  /** The file that is not whole yet. */
  private Path part() throws IOException {
    List<Path> places = processing();
    return places.isEmpty() ? folder.resolve("none") : places.get(0).resolve(".part");
  }

  private void awaitAllCaptured() throws IOException {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> sandbox.ledger().summary().captures() >= ORDERS);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> papers("kept").size() == 1 && papers("archive").contains("http"));
    assertThat(sandbox.ledger().summary().captures()).isEqualTo(ORDERS);
  }

  private List<String> papers(String name) throws IOException {
    try (Stream<Path> papers = Files.list(folder.resolve("data").resolve(name))) {
      return papers.map(paper -> paper.getFileName().toString().replaceAll("-.*", "")).toList();
    }
  }
}
