package io.pluralbridge.app;

import static org.awaitility.Awaitility.await;

import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.settings.Settings;
import io.pluralbridge.support.Caller;
import io.pluralbridge.support.KeyToSealTo;
import io.pluralbridge.support.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;

/** The whole bridge as {@code run} starts it, quick enough for tests, against a sandbox. */
public final class RunningBridge implements AutoCloseable {

  /** May give instructions over HTTP. */
  public static final String API_KEY = "key-of-the-shop";

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path data;
  private final Bridge bridge;
  private final String management;
  private final String http;

  private RunningBridge(Path data, Bridge bridge, String management, String http) {
    this.data = data;
    this.bridge = bridge;
    this.management = management;
    this.http = http;
  }

  public static RunningBridge start(Path data, Sandbox sandbox, Map<String, String> settings)
      throws Exception {
    return start(Path.of("").toAbsolutePath(), data, sandbox.baseUrl(), settings);
  }

  /** Against whatever answers there. */
  public static RunningBridge start(Path data, String baseUrl, Map<String, String> settings)
      throws Exception {
    return start(Path.of("").toAbsolutePath(), data, baseUrl, settings);
  }

  /** Starts it with the routes and the settings of that folder. */
  public static RunningBridge start(
      Path home, Path data, Sandbox sandbox, Map<String, String> settings) throws Exception {
    return start(home, data, sandbox.baseUrl(), settings);
  }

  private static RunningBridge start(
      Path home, Path data, String baseUrl, Map<String, String> settings) throws Exception {
    Map<String, String> all = new HashMap<>(quick(data));
    all.put("plural.api.base-url", baseUrl);
    all.put("bridge.management.port", Integer.toString(freePort()));
    all.put("bridge.http.api-keys", "shop=" + API_KEY);
    all.putAll(settings);
    KeyToSealTo.putInto(data);
    Settings read = Settings.load(home, Map.of(), all);
    return new RunningBridge(
        data,
        Bridge.start(read, Bridge.Doors.OPEN),
        "http://localhost:" + read.http().managementPort() + "/observe/",
        "http://localhost:" + read.http().httpPort());
  }

  /** Delays that suit a test, and a port that is free. */
  public static Map<String, String> quick(Path data) throws IOException {
    return Map.ofEntries(
        Map.entry("bridge.http.port", Integer.toString(freePort())),
        Map.entry("bridge.broker.url", "none"),
        Map.entry("bridge.data.dir", data.toString()),
        Map.entry("plural.api.response-timeout-ms", "1000"),
        Map.entry("bridge.retry.first-delay", "100ms"),
        Map.entry("bridge.retry.max-delay", "1s"),
        Map.entry("bridge.inquiry.first-delay", "200ms"),
        Map.entry("bridge.inquiry.max-delay", "2s"),
        Map.entry("bridge.inquiry.proof-after", "1s"),
        // What goes wrong is to go wrong for what is sent.
        Map.entry("intake.csv.look-first", "none"),
        Map.entry("intake.csv.poll-ms", "50"),
        Map.entry("intake.csv.quiet-period", "1s"),
        Map.entry("intake.csv.unfinished-after", "1s"));
  }

  private static int freePort() throws IOException {
    return Ports.free();
  }

  /** Drops a file as docs/files.md says: written elsewhere, then renamed in. */
  public void drop(String name, byte[] content) throws IOException {
    Path aside = Files.write(data.resolve("being-written-" + System.nanoTime()), content);
    Files.setLastModifiedTime(aside, FileTime.fromMillis(System.currentTimeMillis() - 60_000));
    Files.move(aside, data.resolve("inbox").resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  public void drop(String name, List<String> lines) throws IOException {
    drop(name, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** The address of what operators see. */
  public String management() {
    return management;
  }

  /** What an operator sees under that path below {@code /observe/}. */
  public HttpResponse<String> observe(String path) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(management + path)).build();
    try {
      return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Where instructions are given over HTTP, without a slash at the end. */
  public String http() {
    return http;
  }

  /** Somebody who may give them. */
  public Caller caller() {
    return new Caller(http, API_KEY);
  }

  /** The routes as they run, for who looks at them from inside. */
  CamelContext camel() {
    return bridge.camel();
  }

  public Path data() {
    return data;
  }

  public Path inbox() {
    return data.resolve("inbox");
  }

  /** The acknowledgement of a file, once it is there. */
  public String acknowledgement(String base) throws IOException {
    return Files.readString(appears(data.resolve("acks").resolve(base + ".ack.json")));
  }

  /** The acknowledgement of a file whose name was made safe, once it is there. */
  public String acknowledgementOfMadeSafe(String base) throws IOException {
    return Files.readString(madeSafe("acks", base, ".ack.json"));
  }

  /** What there is of a file whose name was made safe, once it is there. */
  public Path madeSafe(String folder, String base, String ending) {
    Pattern name = Pattern.compile(Pattern.quote(base) + "~[a-p]{8}" + Pattern.quote(ending));
    return await()
        .atMost(LIMIT)
        .until(
            () -> {
              try (Stream<Path> files = Files.list(data.resolve(folder))) {
                return files
                    .filter(file -> name.matcher(String.valueOf(file.getFileName())).matches())
                    .findFirst()
                    .orElse(null);
              } catch (NoSuchFileException notYet) {
                return null;
              }
            },
            Objects::nonNull);
  }

  /** The lines of a result file, header included, once it is there with its summary. */
  public List<String> results(String base) throws IOException {
    appears(data.resolve("results").resolve(base + ".summary.json"));
    return Files.readAllLines(data.resolve("results").resolve(base + ".results.csv"));
  }

  public String summary(String base) throws IOException {
    return Files.readString(appears(data.resolve("results").resolve(base + ".summary.json")));
  }

  private static Path appears(Path file) {
    await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).until(() -> Files.exists(file));
    return file;
  }

  @Override
  public void close() {
    bridge.close();
  }
}
