package io.pluralbridge.app;

import io.pluralbridge.config.ListenAddress;
import io.pluralbridge.config.SettingNames;
import io.pluralbridge.config.SettingsException;
import io.pluralbridge.files.BatchPapers;
import io.pluralbridge.files.Spool;
import io.pluralbridge.files.SpooledFile;
import io.pluralbridge.http.HttpServer;
import io.pluralbridge.http.ManagementGuard;
import io.pluralbridge.journal.Journal;
import io.pluralbridge.journal.batch.Amendments;
import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.BatchLines;
import io.pluralbridge.journal.batch.Batches;
import io.pluralbridge.journal.store.Continuity;
import io.pluralbridge.journal.store.Locks;
import io.pluralbridge.payment.Command;
import io.pluralbridge.plural.TokenUnavailableException;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.sandbox.WebhookSettings;
import io.pluralbridge.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;
import org.jspecify.annotations.Nullable;

/** The bridge, running: the routes, the journal under them, and the sandbox where there is one. */
public final class Bridge implements AutoCloseable {

  private static final long LOOK_AGAIN_MS = 50;

  /** For so long a stop waits for requests that are in, and that nobody has begun with. */
  private static final Duration LAST_REQUESTS = Duration.ofSeconds(10);

  /** And for so long it tries to write down what the database does not take. */
  private static final Duration LAST_TRIES = Duration.ofSeconds(8);

  private final Wiring wiring;
  private final Main camel;
  private final @Nullable HttpServer door;
  private final @Nullable Sandbox sandbox;
  private final ProducerTemplate template;
  private boolean closed;

  private Bridge(Wiring wiring, Main camel, @Nullable HttpServer door, @Nullable Sandbox sandbox) {
    this.wiring = wiring;
    this.camel = camel;
    this.door = door;
    this.sandbox = sandbox;
    this.template = camel.getCamelContext().createProducerTemplate();
  }

  /** What of the bridge is to run. */
  public enum Doors {
    /** Everything: it serves until it is stopped. */
    OPEN,
    /** No new work but what is handed in from inside. */
    CLOSED
  }

  /**
   * Starts it, and takes up what an earlier run left undone.
   *
   * @throws Exception when it cannot start, with the reason; then nothing is left running
   */
  public static Bridge start(Settings settings, Doors doors) throws Exception {
    return start(settings, doors, false);
  }

  /**
   * The same with a journal that may be older than what was done: what is to be sent is asked about
   * first.
   */
  public static Bridge start(Settings settings, Doors doors, boolean restored) throws Exception {
    return start(
        settings,
        doors,
        settings.plural().hasEmbeddedSandbox() ? pretended(settings, doors) : null,
        restored);
  }

  /** Where we have no door open, another may: it is not for our sandbox to knock there. */
  private static SandboxSettings pretended(Settings settings, Doors doors) {
    SandboxSettings pretended = settings.sandbox().settings();
    return doors == Doors.OPEN ? pretended : pretended.withWebhooks(WebhookSettings.NONE);
  }

  /** Starts it with a sandbox of that kind, or with none. */
  public static Bridge start(Settings settings, Doors doors, @Nullable SandboxSettings pretended)
      throws Exception {
    return start(settings, doors, pretended, false);
  }

  private static Bridge start(
      Settings settings, Doors doors, @Nullable SandboxSettings pretended, boolean restored)
      throws Exception {
    Wiring wiring = new Wiring(settings, restored);
    @Nullable HttpServer door = null;
    @Nullable Sandbox sandbox = null;
    Main camel = new Main();
    try (QueueOpening opening =
        // Whoever has the queue keeps it from the other nodes, so nobody opens it who cannot run.
        QueueOpening.begin(
            () ->
                doors == Doors.OPEN
                    ? QueueLink.open(settings, Wiring::withoutCardData, Clock.systemUTC())
                    : Optional.empty())) {
      String baseUrl = settings.plural().baseUrl();
      if (pretended != null) {
        checkFree("sandbox", settings.sandbox().sandboxAddress(), pretended.port());
        sandbox = Sandbox.start(pretended);
        baseUrl = sandbox.baseUrl();
      }
      if (doors == Doors.OPEN) {
        checkFree(
            "bridge.management",
            settings.http().managementAddress(),
            settings.http().managementPort());
        checkFree("bridge.http", settings.http().httpAddress(), settings.http().httpPort());
      }
      boolean queue = wiring.takeQueue(opening);
      configure(camel, settings, doors, baseUrl, queue);
      camel.configure().addConfiguration(wiring);
      if (doors == Doors.OPEN) {
        door =
            new HttpServer(
                settings.http().server(), wiring.keyGuard(), wiring.workers(), wiring.tellers());
        camel.configure().addConfiguration(door);
      }
      camel.start();
      wiring.showFigures(camel.getCamelContext(), door);
      if (doors == Doors.OPEN && settings.queue().hasKafka()) {
        wiring.watchTopic();
      }
      if (door != null) {
        ManagementGuard.guard(
            camel.getCamelContext(),
            settings.http().managementPort(),
            settings.http().server().writeTimeout());
        door.open();
        wiring.prepareCommandKeys();
      }
      return new Bridge(wiring, camel, door, sandbox);
    } catch (Exception e) {
      camel.stop();
      if (door != null) {
        door.close();
      }
      if (sandbox != null) {
        sandbox.close();
      }
      wiring.close();
      throw e;
    }
  }

  /** Finds out who is in the way while we still know by which setting to get out of it. */
  private static void checkFree(String door, ListenAddress address, int port) throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(address.at(port));
    } catch (SocketException e) {
      throw notFree(door, address, port, e);
    }
  }

  /**
   * Says which of the two settings is to be changed: where no port of an address can be had, it is
   * the address.
   *
   * @param door what the settings {@code .address} and {@code .port} begin with
   */
  static SettingsException notFree(
      String door, ListenAddress address, int port, SocketException e) {
    try (ServerSocket anyPort = new ServerSocket()) {
      anyPort.bind(address.at(0));
    } catch (IOException notOurs) {
      return cannotListen(door + ".address", "an address of this machine", address.host(), notOurs);
    }
    return cannotListen(door + ".port", "a port that is free", Integer.toString(port), e);
  }

  private static SettingsException cannotListen(
      String setting, String right, String found, IOException why) {
    return new SettingsException(
        List.of(
            setting
                + " ("
                + SettingNames.environmentName(setting)
                + ") must be "
                + right
                + ", and is: '"
                + found
                + "' ("
                + why.getMessage()
                + ")"));
  }

  private static void configure(
      Main camel, Settings settings, Doors doors, String baseUrl, boolean queue) {
    boolean open = doors == Doors.OPEN;
    Path routes = settings.home().resolve("routes");
    Properties properties = new Properties();
    properties.putAll(settings.all());
    properties.put("plural.api.base-url", baseUrl);
    properties.put("bridge.data.dir", settings.data().folder().toString());
    properties.put("bridge.inbox.enabled", Boolean.toString(open));
    properties.put("bridge.queue.enabled", Boolean.toString(queue));
    properties.put("bridge.topic.enabled", Boolean.toString(open && settings.queue().hasKafka()));
    String ours =
        Files.isDirectory(routes)
            ? "file:" + routes + "/*.camel.yaml"
            : "classpath:routes/*.camel.yaml";
    properties.put(
        "camel.main.routes-include-pattern",
        Stream.concat(Stream.of(ours), settings.extraRoutes().stream())
            .collect(Collectors.joining(",")));
    properties.put("bridge.http.enabled", Boolean.toString(open));
    properties.put(
        "bridge.events.to-endpoint", Boolean.toString(open && settings.orders().tellsEndpoint()));
    properties.put(
        "bridge.events.to-queue", Boolean.toString(queue && settings.queue().tellsQueue()));
    properties.put(
        "bridge.events.keep-ms", Long.toString(settings.orders().keepEvents().toMillis()));
    properties.put(
        "bridge.events.followed",
        Boolean.toString(open && !settings.orders().onAuthorized().isEmpty()));
    properties.put("camel.management.enabled", Boolean.toString(open));
    properties.put("camel.management.host", settings.http().managementAddress().host());
    properties.put("camel.management.port", Integer.toString(settings.http().managementPort()));
    properties.put("camel.health.enabled", Boolean.toString(open));
    camel.setDefaultPropertyPlaceholderLocation("false");
    camel.setOverrideProperties(properties);
  }

  /** Reads a file into the journal and lets it be carried out, unless it is refused. */
  private Batch accept(SpooledFile delivery) {
    template.sendBody("direct:accept-batch", delivery);
    return batches().find(delivery.batchId()).orElseThrow();
  }

  public Journal journal() {
    return wiring.journal();
  }

  public Batches batches() {
    return wiring.batches();
  }

  public BatchLines lines() {
    return wiring.lines();
  }

  public Amendments amendments() {
    return wiring.amendments();
  }

  CamelContext camel() {
    return camel.getCamelContext();
  }

  Spool deliveries() {
    return wiring.deliveries();
  }

  public BatchPapers papers() {
    return wiring.papers();
  }

  /** What claimed to come from Plural and was not believed. */
  public CallbackBeans callbacks() {
    return wiring.callbacks();
  }

  /** Where the queue is, in words; empty when there is none. */
  public Optional<String> queue() {
    return wiring.queue();
  }

  /** Whether the journal is the one that was left. */
  public Continuity continuity() {
    return wiring.continuity();
  }

  public Optional<Sandbox> sandbox() {
    return Optional.ofNullable(sandbox);
  }

  /**
   * Finds out whether Plural takes our client id and secret. When it cannot be asked, that is not
   * known, and no reason to stop.
   *
   * @throws SettingsException when it does not take them
   */
  public void checkCredentials() {
    try {
      wiring.tokens().current();
    } catch (TokenUnavailableException e) {
      if (e.isRefused()) {
        throw new SettingsException(List.of(String.valueOf(e.getMessage())));
      }
    }
  }

  /**
   * Hands in a file and says which batch it is: a new one; or the unfinished one of this name and
   * content, which goes on; or a refused one.
   */
  public Batch handIn(Path file)
      throws IOException, NoSuchAlgorithmException, InterruptedException {
    Optional<Batch> unfinished =
        batches()
            .withContent(Command.DEFAULT_MERCHANT, sha256(file))
            .filter(known -> known.state() != Batch.State.DONE)
            .filter(known -> known.name().equals(String.valueOf(file.getFileName())));
    return unfinished.isPresent()
        ? goOn(unfinished.get(), file)
        : deliveries().copy(file, this::accept);
  }

  private Batch goOn(Batch batch, Path file) throws IOException, InterruptedException {
    Optional<SpooledFile> delivery = deliveries().find(batch.id());
    if (delivery.isEmpty()) {
      // Somebody cleared the folder of files under way. The file itself is here, so nothing is
      // lost.
      delivery = Optional.of(deliveries().restore(batch.id(), file));
    }
    Batch read = whenRead(batch, delivery.get());
    batches().askAnew(read.id());
    batches().goOn(read.id());
    return read;
  }

  /** A file of which the reading was cut off is read now, unless somebody is at it. */
  private Batch whenRead(Batch batch, SpooledFile delivery) throws InterruptedException {
    Batch now = batch;
    while (now.state() == Batch.State.READING) {
      Optional<Locks.Held> mine = deliveries().lock(batch.id());
      if (mine.isPresent()) {
        try (Locks.Held held = mine.get()) {
          return accept(delivery);
        }
      }
      Thread.sleep(LOOK_AGAIN_MS);
      now = batches().find(batch.id()).orElseThrow();
    }
    return now;
  }

  private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Takes no more work, waits for what is in flight, and stops. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      if (door != null) {
        door.letNobodyIn();
      }
      wiring.letCallersGo();
      wiring.journal().stopsAfter(LAST_TRIES);
      // Camel waits for those that are under way, and knows nothing of those that are not yet.
      wiring.workers().beginAll(LAST_REQUESTS);
      camel.stop();
      if (door != null) {
        door.close();
      }
      wiring.close();
      if (sandbox != null) {
        sandbox.close();
      }
    }
  }

  /** Closes it also when the process is told to end. */
  public void closeWhenTold() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop"));
  }
}
