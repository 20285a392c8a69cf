package io.pluralbridge.flow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.BridgeProcess;
import io.pluralbridge.support.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A good file among evil ones, before a bridge that is a process of its own. */
class EvilNeighboursTest {

  private static final String HEADER = "order_id,merchant_capture_reference,amount,currency";
  private static final Duration SECONDS = Duration.ofSeconds(30);

  /** Root may read everything, unless this is taken from it. */
  private static final List<String> AS_ANYBODY =
      List.of("setpriv", "--bounding-set", "-dac_override,-dac_read_search");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"POSIX", "C.UTF-8"})
  void a_good_file_is_done_within_seconds_and_each_evil_one_gets_its_judgement(String locale)
      throws Exception {
    Path inbox = Files.createDirectories(folder.resolve("data/inbox"));
    Map<String, String> settings = new HashMap<>(RunningBridge.quick(folder.resolve("data")));
    int management = Ports.free();
    settings.put("bridge.management.port", Integer.toString(management));
    settings.put("intake.csv.tell-after", "2s");
    settings.put("intake.csv.unfinished-after", "3s");
    try (Sandbox sandbox = Sandbox.start(SandboxSettings.onFreePort())) {
      settings.put("plural.api.base-url", sandbox.baseUrl());
      List<String> orders = sandbox.ledger().authoriseOrders(20, 1100);
      putEvilOnes(inbox, orders);
      Path here = Path.of("").toAbsolutePath();
      try (BridgeProcess bridge =
          BridgeProcess.start(
              mayReadEverything() ? AS_ANYBODY : List.of(),
              Map.of("LC_ALL", locale),
              here,
              folder,
              settings,
              "run")) {
        await()
            .atMost(Duration.ofSeconds(40))
            .untilAsserted(
                () -> assertThat(answers(management, "health/ready")).as(bridge.output()).isTrue());

        drop(inbox.resolve("good.csv"), orders.get(19));

        await()
            .atMost(SECONDS)
            .until(() -> Files.exists(folder.resolve("data/results/good.summary.json")));
        assertThat(sandbox.ledger().order(orders.get(19)).orElseThrow().captured()).isEqualTo(1100);
        for (Map.Entry<String, String> judgement : judgements().entrySet()) {
          int expected = judgement.getKey().startsWith("Jos") ? 2 : 1;
          await(judgement.getKey())
              .atMost(SECONDS)
              .until(() -> acknowledgements(judgement.getKey()).size() == expected);
          assertThat(acknowledgements(judgement.getKey()))
              .allSatisfy(
                  ack ->
                      assertThat(Files.readString(ack))
                          .contains("\"REFUSED\"", judgement.getValue()));
        }
        assertThat(acknowledgements("per_cent~"))
            .allSatisfy(
                ack ->
                    assertThat(Files.readString(ack)).contains("it came as \\\"per%cent.csv\\\""));
        assertThat(bridge.output()).contains("\"per%cent.csv\" is refused, see ");
        await()
            .atMost(SECONDS)
            .untilAsserted(
                () ->
                    assertThat(get(management, "health").body())
                        .contains("inbox", "unreadable-1.csv", "may not be read")
                        .contains("folder.csv lies in the inbox, not taken: it is a folder; only")
                        .doesNotContain("alone.csv.ctl", "..csv"));
        assertThat(inbox.resolve("..csv")).as("another program's").exists();
        assertThat(get(management, "health/ready").statusCode()).isEqualTo(200);
        assertThat(sandbox.ledger().summary().captures()).isEqualTo(1);
        assertThat(logged()).as("log").isLessThan(600);

        Files.setPosixFilePermissions(
            inbox.resolve("unreadable-1.csv"), PosixFilePermissions.fromString("rw-------"));
        await()
            .atMost(SECONDS)
            .until(() -> Files.exists(folder.resolve("data/results/unreadable-1.summary.json")));

        drop(inbox.resolve("alone.csv"), orders.get(18));
        await()
            .atMost(SECONDS)
            .until(() -> Files.exists(folder.resolve("data/results/alone.summary.json")));
        assertThat(inbox.resolve("alone.csv.ctl")).doesNotExist();
        assertThat(folder.resolve("data/refused/alone.csv.ctl")).hasContent("rows=7");
      }
    }
  }

  /** What acknowledgement each of them gets, and what that says. */
  private static Map<String, String> judgements() {
    return Map.ofEntries(
        Map.entry("Jos__?~", "FILE_NAME"),
        Map.entry("back_slash~", "FILE_NAME"),
        Map.entry("new_line~", "FILE_NAME"),
        Map.entry("per_cent~", "FILE_NAME"),
        Map.entry("quo_te~", "FILE_NAME"),
        Map.entry("empty", "EMPTY_FILE"),
        Map.entry("folder", "NOT_A_FILE"),
        Map.entry("pipe", "NOT_A_FILE"),
        Map.entry("link", "NOT_A_FILE"),
        Map.entry("unreadable-1", "NOT_TAKEN"),
        Map.entry("unreadable-2", "NOT_TAKEN"),
        Map.entry("unreadable-3", "NOT_TAKEN"),
        Map.entry("notes.txt", "NAME_NOT_CSV"),
        Map.entry("ends in a space.csv ", "NAME_NOT_CSV"),
        Map.entry("alone.csv.ctl", "CONTROL_TOTALS_ALONE"));
  }

  /**
   * Those of files whose names were made safe have letters behind what is asked for; a letter of
   * two bytes is two where names are no UTF-8.
   */
  private List<Path> acknowledgements(String base) throws IOException {
    String name = (base.endsWith("~") ? base + "[a-p]{8}" : Pattern.quote(base)) + "\\.ack\\.json";
    try (Stream<Path> acks = Files.list(folder.resolve("data/acks"))) {
      return acks.filter(ack -> ack.getFileName().toString().matches(name)).toList();
    }
  }

  private static void putEvilOnes(Path inbox, List<String> orders) throws Exception {
    List<String> names =
        List.of(
            "Jos%C3%A9.csv",
            "Jos%E9.csv",
            "back%5Cslash.csv",
            "new%0Aline.csv",
            "per%25cent.csv",
            "quo%22te.csv",
            "%F0%9F%98%80.csv",
            "%E2%80%AErtl.csv",
            "%FF%FE.csv",
            "..csv",
            "x".repeat(251) + ".csv",
            "unreadable-1.csv",
            "unreadable-2.csv",
            "unreadable-3.csv",
            "notes.txt",
            "ends%20in%20a%20space.csv%20");
    for (int i = 0; i < names.size(); i++) {
      drop(Path.of(URI.create(inbox.toUri() + names.get(i))), orders.get(i));
    }
    for (int i = 1; i <= 3; i++) {
      Files.setPosixFilePermissions(
          inbox.resolve("unreadable-" + i + ".csv"), PosixFilePermissions.fromString("---------"));
    }
    Files.createFile(inbox.resolve("empty.csv"));
    Files.createDirectory(inbox.resolve("folder.csv"));
    Files.createSymbolicLink(
        inbox.resolve("link.csv"), inbox.resolve("notes.txt").toAbsolutePath());
    Files.writeString(inbox.resolve("alone.csv.ctl"), "rows=7\n");
    assertThat(
            new ProcessBuilder("mkfifo", inbox.resolve("pipe.csv").toString())
                .inheritIO()
                .start()
                .waitFor())
        .isZero();
  }

  /** Written elsewhere, then renamed in. */
  private static void drop(Path file, String order) throws IOException {
    Path aside = file.resolveSibling("../aside").normalize();
    Files.writeString(aside, HEADER + "\n" + order + ",ref-" + order + ",1100,INR\n");
    Files.setLastModifiedTime(aside, FileTime.fromMillis(System.currentTimeMillis() - 60_000));
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private boolean mayReadEverything() throws IOException {
    Path closed = Files.writeString(folder.resolve("closed"), "x");
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    return Files.isReadable(closed);
  }

  private long logged() throws IOException {
    try (Stream<String> lines = Files.lines(folder.resolve("output.txt"), ISO_8859_1)) {
      return lines.count();
    }
  }

  private static boolean answers(int port, String path) throws InterruptedException {
    try {
      return get(port, path).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static HttpResponse<String> get(int port, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://localhost:" + port + "/observe/" + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }
}
