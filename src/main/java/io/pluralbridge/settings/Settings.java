package io.pluralbridge.settings;

import io.pluralbridge.config.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the bridge was told, by stages. Everything wrong is said at once, each setting by its name.
 */
public final class Settings {

  private final SettingValues values;
  private final Path home;
  private final PluralSettings plural;
  private final DataSettings data;
  private final HttpDoorSettings http;
  private final QueueSettings queue;
  private final FileSettings files;
  private final CallbackSettings callbacks;
  private final OrderSettings orders;
  private final SandboxInside sandbox;

  private Settings(SettingValues values, Path home) {
    this.values = values;
    this.home = home;
    this.plural = new PluralSettings(values);
    this.data = new DataSettings(values, plural);
    this.http = new HttpDoorSettings(values, plural);
    this.queue = new QueueSettings(values, data, http);
    this.files = new FileSettings(values);
    this.callbacks = new CallbackSettings(values, plural);
    this.orders = new OrderSettings(values, plural, queue, callbacks);
    this.sandbox = new SandboxInside(values, plural, data, http, callbacks);
  }

  /** Those of this process: its environment, its system properties, and what is given. */
  public static Settings ofProcess(Map<String, String> overrides) {
    Properties properties = System.getProperties();
    Map<String, String> given =
        properties.stringPropertyNames().stream()
            .collect(Collectors.toMap(name -> name, name -> properties.getProperty(name, "")));
    return load(homeOfProcess(), System.getenv(), given, overrides);
  }

  /** Where config/ and routes/ are: what the launcher says, else where we were started. */
  private static Path homeOfProcess() {
    @Nullable String told = System.getProperty("bridge.home");
    return told == null ? Path.of("").toAbsolutePath() : Path.of(told);
  }

  /**
   * Reads and checks all settings.
   *
   * @param home where {@code config/} and {@code routes/} are
   * @param overrides stronger than everything else
   * @throws SettingsException when the bridge cannot start with them
   */
  public static Settings load(
      Path home, Map<String, String> environment, Map<String, String> overrides) {
    return load(home, environment, Map.of(), overrides);
  }

  /**
   * As above.
   *
   * @param properties of the system, stronger than the environment
   */
  static Settings load(
      Path home,
      Map<String, String> environment,
      Map<String, String> properties,
      Map<String, String> overrides) {
    SettingValues values = new SettingSources(home, environment, properties, overrides).read();
    Settings settings = new Settings(values, home);
    settings.check();
    return settings;
  }

  private void check() {
    Stream.of(plural, http, data, queue, files, callbacks, orders, sandbox)
        .forEach(SettingsGroup::check);
    checkHome();
    values.throwIfAny();
  }

  /** Camel takes a comma in the pattern of the route files for the beginning of another. */
  private void checkHome() {
    if (home.toString().contains(",") && Files.isDirectory(home.resolve("routes"))) {
      values.add(
          "the bridge cannot find its routes in a folder with a comma in its name. Please move it"
              + " out of: "
              + home);
    }
  }

  /** Where {@code config/} and {@code routes/} are. */
  public Path home() {
    return home;
  }

  /** How Plural is reached. */
  public PluralSettings plural() {
    return plural;
  }

  /** Where what is known is kept. */
  public DataSettings data() {
    return data;
  }

  /** The HTTP servers. */
  public HttpDoorSettings http() {
    return http;
  }

  /** Queues, topics and their brokers. */
  public QueueSettings queue() {
    return queue;
  }

  /** The inbox, and how files are carried out. */
  public FileSettings files() {
    return files;
  }

  /** Callbacks and webhooks of Plural. */
  public CallbackSettings callbacks() {
    return callbacks;
  }

  /** What is asked, told and done of orders. */
  public OrderSettings orders() {
    return orders;
  }

  /** The pretended Plural inside. */
  public SandboxInside sandbox() {
    return sandbox;
  }

  /** Further route files, as patterns that Camel understands. */
  public List<String> extraRoutes() {
    List<String> patterns = new ArrayList<>();
    for (String name : values.value("bridge.routes.extra").split(",", -1)) {
      if (!name.isBlank()) {
        patterns.add("file:" + home.resolve(name.strip()));
      }
    }
    return patterns;
  }

  /** All of them, for Camel. */
  public Map<String, String> all() {
    return values.all();
  }
}
