package io.pluralbridge.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * A real Chromium without a screen, as a person with mouse and keyboard uses it.
 *
 * <p>Speaks the W3C WebDriver protocol, which is JSON over HTTP, with the chromedriver that Debian
 * ships beside its Chromium: the two fit together always, and no library has to be fetched to send
 * a dozen requests. It clicks as Selenium does, which sends the same.
 */
public final class Browser implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
  private static final String MISSING =
      "no chromium or no chromedriver here, so no page was looked at in a browser."
          + " On Debian: apt-get install -y chromium chromium-driver";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process driver;
  private final String url;
  private final Path profile;
  private final String session;

  private Browser(Process driver, String url, Path profile, boolean scripts) {
    this.driver = driver;
    this.url = url;
    this.profile = profile;
    try {
      this.session = newSession(scripts);
    } catch (RuntimeException | Error e) {
      stop();
      throw e;
    }
  }

  /** Starts one. On a machine without, the test is skipped, and it is said why. */
  public static Browser start() {
    return start(true);
  }

  /** As {@link #start}, with scripts switched off. */
  public static Browser startWithoutScripts() {
    return start(false);
  }

  private static Browser start(boolean scripts) {
    boolean there = program("chromium").isPresent() && program("chromedriver").isPresent();
    if (!there) {
      // The console of a build shows no reason for what it skips.
      LoggerFactory.getLogger(Browser.class).warn(MISSING);
    }
    assumeTrue(there, MISSING);
    try {
      int port = freePort();
      Process driver =
          new ProcessBuilder(program("chromedriver").orElseThrow().toString(), "--port=" + port)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      String url = "http://localhost:" + port;
      return new Browser(driver, url, Files.createTempDirectory("chromium-"), scripts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> program(String name) {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static int freePort() throws IOException {
    return Ports.free();
  }

  // ---- what a person does
  // ------------------------------------------------------------------------

  public void open(String page) {
    post("/url", JSON.createObjectNode().put("url", page));
  }

  /** Clicks in the middle of what that CSS selector finds, as a mouse does. */
  public void click(String selector) {
    post("/element/" + element(selector) + "/click", JSON.createObjectNode());
  }

  /** Presses keys one after the other, wherever the focus is. */
  public void press(String keys) {
    ObjectNode keyboard = JSON.createObjectNode().put("type", "key").put("id", "keyboard");
    keys.codePoints()
        .mapToObj(Character::toString)
        .forEach(
            key -> {
              keyboard.withArray("actions").addObject().put("type", "keyDown").put("value", key);
              keyboard.withArray("actions").addObject().put("type", "keyUp").put("value", key);
            });
    ObjectNode actions = JSON.createObjectNode();
    actions.putArray("actions").add(keyboard);
    post("/actions", actions);
  }

  public static final String TAB = "\uE004";
  public static final String ENTER = "\uE007";

  /** Makes the window that large, as the screen of a telephone is small. */
  public void resize(int width, int height) {
    post("/window/rect", JSON.createObjectNode().put("width", width).put("height", height));
  }

  // ---- what a person sees
  // ------------------------------------------------------------------------

  public URI address() {
    return URI.create(get("/url").asText());
  }

  public String title() {
    return get("/title").asText();
  }

  /** What can be read of what that CSS selector finds. */
  public String text(String selector) {
    return get("/element/" + element(selector) + "/text").asText();
  }

  /** What a screen reader says of it: {@code button Pay}. */
  public String spoken(String selector) {
    String element = "/element/" + element(selector);
    return get(element + "/computedrole").asText() + " " + get(element + "/computedlabel").asText();
  }

  /** The value of a piece of script, which is run whether or not pages may run theirs. */
  public JsonNode ask(String script) {
    ObjectNode asked = JSON.createObjectNode().put("script", "return " + script);
    asked.putArray("args");
    return post("/execute/sync", asked);
  }

  /** A picture of it, kept as {@code target/pictures/NAME.png}. */
  public Path picture(String name) {
    try {
      Path file = Files.createDirectories(Path.of("target", "pictures")).resolve(name + ".png");
      return Files.write(file, Base64.getDecoder().decode(get("/screenshot").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- the wire
  // ----------------------------------------------------------------------------------

  private String newSession(boolean scripts) {
    await().atMost(LIMIT).ignoreExceptions().until(this::isReady);
    ObjectNode asked = JSON.createObjectNode();
    ObjectNode options = asked.withObject("/capabilities/alwaysMatch/goog:chromeOptions");
    options.put("binary", program("chromium").orElseThrow().toString());
    List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=900,1000",
            "--user-data-dir=" + profile)
        .forEach(options.withArray("args")::add);
    if (!scripts) {
      options.withObject("/prefs").put("profile.managed_default_content_settings.javascript", 2);
    }
    JsonNode made = send("POST", "/session", asked);
    return made.path("sessionId").asText();
  }

  private boolean isReady() {
    return send("GET", "/status", null).path("ready").asBoolean();
  }

  private String element(String selector) {
    ObjectNode asked = JSON.createObjectNode().put("using", "css selector").put("value", selector);
    return post("/element", asked).path(ELEMENT).asText();
  }

  private JsonNode get(String path) {
    return send("GET", "/session/" + session + path, null);
  }

  private JsonNode post(String path, ObjectNode body) {
    return send("POST", "/session/" + session + path, body);
  }

  private JsonNode send(String method, String path, ObjectNode body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(LIMIT)
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
            .build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      return JSON.readTree(response.body()).path("value");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      send("DELETE", "/session/" + session, null);
    } finally {
      stop();
    }
  }

  private void stop() {
    List<ProcessHandle> all =
        Stream.concat(driver.descendants(), Stream.of(driver.toHandle())).toList();
    all.forEach(ProcessHandle::destroy);
    all.forEach(
        process ->
            process
                .onExit()
                .orTimeout(10, java.util.concurrent.TimeUnit.SECONDS)
                .exceptionally(late -> process)
                .join());
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
    } catch (IOException | UncheckedIOException e) {
      // Chromium writes until it is gone; what is left lies in the folder for such things.
    }
  }
}
