package io.pluralbridge.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.Ports;
import io.pluralbridge.support.Warnings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who else on the machine may look into the data folder. */
class OnlookersTest {

  private static final String HEADER = "order_id,merchant_capture_reference,amount,currency";

  @TempDir Path folder;
  private Path data;
  private Sandbox sandbox;

  @BeforeEach
  void start_sandbox() {
    data = folder.resolve("deep/data");
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
  }

  @AfterEach
  void stop_sandbox() {
    sandbox.close();
  }

  @Test
  void all_that_the_bridge_makes_is_its_owners_alone() throws Exception {
    Map<String, String> settings =
        Map.of("bridge.broker.url", "", "bridge.broker.port", Integer.toString(Ports.free()));
    try (Warnings warnings = Warnings.listen();
        RunningBridge bridge = RunningBridge.start(data, sandbox, settings)) {
      bridge.drop("good.csv", List.of(HEADER, "v1-sandbox-aa-000001,cap-1,110000,INR"));
      bridge.drop("refused.csv", List.of("nothing,here", "1,2"));
      bridge.drop("card.csv", List.of(HEADER, "v1-a,4012001037141112,1,INR"));
      upload(bridge, HEADER + "\nv1-sandbox-aa-000002,cap-2,110000,INR\n");
      bridge.results("good");
      bridge.results("uploaded");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  Files.exists(data.resolve("archive/good.csv"))
                      && Files.exists(data.resolve("archive/uploaded.csv"))
                      && Files.exists(data.resolve("refused/refused.csv"))
                      && Files.exists(data.resolve("archive/card.csv")));

      assertThat(rights(folder.resolve("deep"))).isEqualTo("rwx------");
      Map<String, String> wide = wide();
      // The broker makes its own with what the launcher tells the whole process (LauncherTest).
      wide.keySet().removeIf(path -> path.startsWith("broker/"));
      assertThat(wide).isEmpty();
      assertThat(rights(data.resolve("broker"))).isEqualTo("rwx------");
      assertThat(data.resolve("journal.db-wal")).exists();
      assertThat(warnings.messages()).noneMatch(message -> message.contains("chmod"));
    }
  }

  @Test
  void a_folder_that_is_open_is_warned_of_and_left_alone() throws Exception {
    make(data, "rwxr-xr-x");
    try (Warnings warnings = Warnings.listen();
        RunningBridge bridge = RunningBridge.start(data, sandbox, Map.of())) {
      assertThat(warnings.messages())
          .filteredOn(line -> line.contains(data.toString()))
          .singleElement()
          .asString()
          .contains("rwxr-xr-x", "chmod -R go= '" + data + "'");
      assertThat(rights(data)).isEqualTo("rwxr-xr-x");
      assertThat(rights(data.resolve("journal.db"))).isEqualTo("rw-------");
      assertThat(rights(data.resolve("inbox"))).isEqualTo("rwx------");
    }
  }

  @Test
  void an_inbox_and_results_that_are_shared_on_purpose_stay_shared() throws Exception {
    make(data, "rwx--x---");
    make(data.resolve("inbox"), "rwxrwx---");
    make(data.resolve("acks"), "rwxr-x---");
    make(data.resolve("results"), "rwxr-x---");
    try (RunningBridge bridge = RunningBridge.start(data, sandbox, Map.of())) {
      bridge.drop("good.csv", List.of(HEADER, "v1-sandbox-aa-000001,cap-1,110000,INR"));
      bridge.results("good");

      assertThat(rights(data.resolve("inbox"))).isEqualTo("rwxrwx---");
      assertThat(rights(data.resolve("results"))).isEqualTo("rwxr-x---");
      assertThat(rights(data.resolve("acks/good.ack.json"))).isEqualTo("rw-r-----");
      assertThat(rights(data.resolve("results/good.results.csv"))).isEqualTo("rw-r-----");
      assertThat(rights(data.resolve("results/good.summary.json"))).isEqualTo("rw-r-----");
      assertThat(rights(data.resolve("kept"))).isEqualTo("rwx------");
      assertThat(rights(data.resolve("journal.db"))).isEqualTo("rw-------");
    }
  }

  private static void upload(RunningBridge bridge, String csv) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(bridge.http() + "/bridge/batches?name=uploaded.csv"))
            .header("Authorization", "Bearer " + RunningBridge.API_KEY)
            .header("Content-Type", "text/csv")
            .POST(BodyPublishers.ofByteArray(csv.getBytes(UTF_8)))
            .build();
    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode())
        .isEqualTo(202);
  }

  /** What others than the owner may do something with, and what. */
  private Map<String, String> wide() throws IOException {
    Map<String, String> wide = new TreeMap<>();
    try (Stream<Path> all = Files.walk(data)) {
      for (Path path : all.toList()) {
        String rights = rights(path);
        if (!rights.endsWith("------")) {
          wide.put(data.relativize(path).toString(), rights);
        }
      }
    }
    return wide;
  }

  private static String rights(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  /** A folder as somebody made it. */
  private static void make(Path path, String rights) throws IOException {
    Files.createDirectories(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
  }
}
