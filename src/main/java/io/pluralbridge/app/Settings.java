package io.pluralbridge.app;

import io.pluralbridge.broker.BrokerAddress;
import io.pluralbridge.broker.EmbeddedBroker;
import io.pluralbridge.broker.EmbeddedSettings;
import io.pluralbridge.callback.CallbackCheck;
import io.pluralbridge.callback.OnAuthorized;
import io.pluralbridge.carddata.SealKeys;
import io.pluralbridge.config.ListenAddress;
import io.pluralbridge.config.SettingNames;
import io.pluralbridge.config.SettingsException;
import io.pluralbridge.files.Inbox;
import io.pluralbridge.http.ApiKeys;
import io.pluralbridge.http.HttpSettings;
import io.pluralbridge.http.ReturnPages;
import io.pluralbridge.journal.batch.BatchMode;
import io.pluralbridge.journal.batch.CaptureLooks;
import io.pluralbridge.journal.order.Asking;
import io.pluralbridge.journal.order.EventChannel;
import io.pluralbridge.journal.store.DatabaseSettings;
import io.pluralbridge.journal.store.Durability;
import io.pluralbridge.messaging.ReplyQueues;
import io.pluralbridge.sandbox.CallbackBy;
import io.pluralbridge.sandbox.CheckoutSettings;
import io.pluralbridge.sandbox.Duplicates;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.sandbox.WebhookFaults;
import io.pluralbridge.sandbox.WebhookSettings;
import io.pluralbridge.seal.CommandKeyFile;
import io.pluralbridge.signature.CallbackSignature;
import io.pluralbridge.signature.SecretEncoding;
import io.pluralbridge.signature.WebhookSignature;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the bridge was told: the defaults it ships with, over them {@code
 * config/application.properties}, over that the environment, over that system properties, over that
 * the command line.
 *
 * <p>Everything wrong is said at once, each setting by its name.
 */
public final class Settings {

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
  private static final String UAT = "https://pluraluat.v2.pinepg.in";
  private static final String PRODUCTION = "https://api.pluralpay.in";
  private static final Pattern SECRET_IN_ADDRESS =
      Pattern.compile("(?i)//[^/?]*@|pass(word|code)[^=&]*=");
  private static final byte[] SANDBOX_CALLBACK_KEY =
      SecretEncoding.HEX.decode(SandboxSettings.DEFAULT_CALLBACK_SECRET);
  private static final byte[] SANDBOX_WEBHOOK_KEY =
      SecretEncoding.UTF8.decode(SandboxSettings.DEFAULT_WEBHOOK_SECRET);
  private static final String NO_QUEUE = "none";
  private static final String TO_TOPIC = "topic:";
  private static final String DEFAULT_BROKER_USER = "plural-bridge";
  private static final Pattern QUEUE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");
  private static final Pattern BROKER_URL =
      Pattern.compile("tcp://[^,\\s]+(,tcp://[^,\\s]+)*|amqps?://[^,\\s]+");
  private static final Pattern BROKERS =
      Pattern.compile("[\\w.-]+:[0-9]{1,5}(\\s*,\\s*[\\w.-]+:[0-9]{1,5})*");
  private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[\\w.-]{1,249}");

  private static final Pattern IN_QUOTES = Pattern.compile("\".*\"|'.*'");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private static final int LEAST_OF_WEBHOOK_SECRET = 6;

  /** Source: API reference, "Webhook retries". */
  private static final Duration PLURAL_SENDS_AGAIN_FOR = Duration.ofHours(28);

  private static final String PROOF_AFTER = "bridge.inquiry.proof-after";

  /**
   * What Linux may still do with bytes that it has taken and not got across: it sends them again
   * and again, at most 120 s apart (TCP_RTO_MAX), for 102 s where nobody holds the socket any more
   * (eight tries from 200 ms on, net.ipv4.tcp_orphan_retries). Our sockets drop them when they are
   * closed; this holds where they should not. Source: the kernel's ip-sysctl, and tcp(7).
   */
  private static final Duration STILL_SENT = Duration.ofSeconds(125);

  private static final Duration WITHOUT_NETWORK = Duration.ofSeconds(15);

  private final Map<String, String> values;
  private final Path home;
  private final List<String> problems = new ArrayList<>();

  private Settings(Map<String, String> values, Path home) {
    this.values = values;
    this.home = home;
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
  static Settings load(Path home, Map<String, String> environment, Map<String, String> overrides) {
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
    Map<String, String> values = new TreeMap<>();
    read(values, Settings.class.getResourceAsStream("/application.properties"));
    Set<String> known = Set.copyOf(values.keySet());
    SettingNames names = new SettingNames(known);
    Path file = home.resolve("config/application.properties");
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        Properties told = new Properties();
        told.load(reader);
        told.forEach((key, value) -> values.put(key.toString(), value.toString().trim()));
      } catch (CharacterCodingException e) {
        throw new SettingsException(List.of(file + " is not UTF-8"));
      } catch (IOException | IllegalArgumentException e) {
        throw new SettingsException(List.of(file + " cannot be read: " + e.getMessage()));
      }
    }
    Set<String> inFile = Set.copyOf(values.keySet());
    values.replaceAll(
        (key, value) -> {
          String name = environmentName(key);
          String told = environment.getOrDefault(name, value);
          return (SettingNames.isOfOthers(name, told) ? value : told).trim();
        });
    values.replaceAll((key, value) -> properties.getOrDefault(key, value).trim());
    values.putAll(overrides);
    Settings settings = new Settings(values, home);
    settings.problems.addAll(names.problemsOfFile(inFile));
    settings.problems.addAll(names.problemsOfEnvironment(environment));
    settings.problems.addAll(names.problemsOfProperties(properties.keySet()));
    settings.check();
    return settings;
  }

  private static void read(Map<String, String> values, @Nullable InputStream resource) {
    if (resource == null) {
      throw new IllegalStateException("application.properties is not on the class path");
    }
    try (resource) {
      Properties properties = new Properties();
      properties.load(resource);
      properties.forEach((key, value) -> values.put(key.toString(), value.toString().trim()));
    } catch (IOException e) {
      throw new IllegalStateException("our own application.properties cannot be read", e);
    }
  }

  static String environmentName(String key) {
    return SettingNames.environmentName(key);
  }

  private void check() {
    environment();
    if (!List.of("sandbox", "uat", "production").contains(environment())) {
      problem("plural.environment", "one of sandbox, uat, production", environment());
    } else {
      checkPlural();
    }
    number("plural.api.connect-timeout-ms", 1, 600_000);
    number("plural.api.response-timeout-ms", 1, 600_000);
    maxInFlight();
    maxPerSecond();
    number("bridge.inquiry.max-in-flight", 1, 1_000);
    number("bridge.outcomes.max-in-flight", 1, 64);
    managementPort();
    httpPort();
    managementAddress();
    httpAddress();
    if (httpPort() == managementPort()) {
      problem("bridge.http.port", "another than bridge.management.port", value("bridge.http.port"));
    }
    apiKeys();
    sealKeys();
    maxWaiting();
    maxConnections();
    if (writeTimeout().isZero()) {
      problem("bridge.http.write-timeout", "more than 0", value("bridge.http.write-timeout"));
    }
    maxBodyBytes();
    maxUploads();
    uploadIdleLimit();
    checkKeystore("bridge.http");
    checkQueue();
    checkReturnPages();
    checkOwnFields();
    checkSecrets("plural.callback.secret-key", callbackSecretEncoding(), 1);
    checkSecrets("plural.webhook.secret", webhookSecretEncoding(), LEAST_OF_WEBHOOK_SECRET);
    checkWebhooks();
    maxReceiptsInHand();
    checkEvents();
    minFreeMegabytes();
    number("intake.csv.poll-ms", 10, 3_600_000);
    number("batch.inquiries", 1, 1_000);
    inboxPatience();
    duration("intake.csv.compare-for");
    totalsRequired();
    batchPatience();
    holdAtFailures();
    if (holdFor().isZero()) {
      problem("batch.hold-for", "longer than nothing", value("batch.hold-for"));
    }
    for (String key :
        List.of(
            "bridge.http.patience",
            "bridge.http.upload-idle-limit",
            "bridge.http.read-timeout",
            "bridge.retry.first-delay",
            "bridge.retry.max-delay",
            "bridge.inquiry.first-delay",
            "bridge.inquiry.max-delay",
            "bridge.inquiry.give-up-after",
            "bridge.payment.first-delay",
            "bridge.payment.max-delay",
            "bridge.payment.give-up-after",
            "bridge.authorisation.age-warning",
            "bridge.events.keep")) {
      if (duration(key).isZero()) {
        problem(key, "longer than nothing", value(key));
      }
    }
    checkProofAfter();
    // Nothing at all is a length, too: then only what the journal holds is in doubt.
    duration("bridge.restored.doubt-for");
    batchMode();
    lookFirst();
    partialCapturesInFiles();
    partialCaptures();
    checkTopics();
    checkHome();
    checkFolder();
    checkCommandKeys();
    checkDatabase();
    if (hasEmbeddedSandbox()) {
      sandbox();
    }
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
  }

  private void checkPlural() {
    if (!hasEmbeddedSandbox()) {
      checkBaseUrl();
    }
    if (!environment().equals("sandbox")) {
      for (String key : List.of("plural.api.client-id", "plural.api.client-secret")) {
        if (value(key).isEmpty()) {
          problems.add(
              key
                  + " is missing. Set it in config/application.properties or as "
                  + environmentName(key)
                  + " in the environment; Plural shows it in the dashboard.");
        }
      }
    }
    if (environment().equals("production")) {
      checkNotOfSandbox("plural.api.client-id", SandboxSettings.DEFAULT_CLIENT_ID);
      checkNotOfSandbox("plural.api.client-secret", SandboxSettings.DEFAULT_CLIENT_SECRET);
      for (String key : List.of("plural.callback.secret-key", "plural.webhook.secret")) {
        SecretEncoding encoding =
            key.startsWith("plural.webhook") ? webhookSecretEncoding() : callbackSecretEncoding();
        checkNotOfSandbox(key, encoding);
        checkNotOfSandbox(previous(key), encoding);
      }
    }
  }

  private void checkNotOfSandbox(String key, String ofSandbox) {
    if (value(key).equals(ofSandbox)) {
      isOfSandbox(key);
    }
  }

  /** By a secret that everybody knows, everybody could speak for Plural; however it is written. */
  private void checkNotOfSandbox(String key, SecretEncoding encoding) {
    if (isWellKnown(value(key), encoding)) {
      isOfSandbox(key);
    }
  }

  private static boolean isWellKnown(String secret, SecretEncoding encoding) {
    if (secret.equalsIgnoreCase(SandboxSettings.DEFAULT_CALLBACK_SECRET)
        || secret.equals(SandboxSettings.DEFAULT_WEBHOOK_SECRET)) {
      return true;
    }
    try {
      byte[] key = encoding.decode(secret);
      return Arrays.equals(key, SANDBOX_CALLBACK_KEY) || Arrays.equals(key, SANDBOX_WEBHOOK_KEY);
    } catch (IllegalArgumentException standsForNoKey) {
      return false;
    }
  }

  private void isOfSandbox(String key) {
    problems.add(key + " (" + environmentName(key) + ") is the sandbox's, not production's");
  }

  private void checkBaseUrl() {
    String url = baseUrl();
    boolean production = environment().equals("production");
    URI uri = uri(url);
    if (uri == null) {
      problem(
          "plural.api.base-url",
          "an http or https address with nothing but a host and perhaps a port and a path",
          url.replaceAll("//.*@", "//…@").replaceAll("[?#].*", "…"));
    } else if (production && (!"https".equals(uri.getScheme()) || isLocal(uri) || isOf(UAT, uri))) {
      problem("plural.api.base-url", "Plural's https address in production", url);
    } else if (!production && isOf(PRODUCTION, uri)) {
      problem("plural.environment", "production to use " + url, environment());
    }
  }

  private static @Nullable URI uri(String url) {
    try {
      URI uri = URI.create(url);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean plain = uri.getQuery() == null && uri.getFragment() == null;
      return web && plain && uri.getHost() != null && uri.getUserInfo() == null ? uri : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean isOf(String plural, URI uri) {
    return URI.create(plural).getHost().equalsIgnoreCase(uri.getHost());
  }

  private static boolean isLocal(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.startsWith("127.")
        || List.of("0.0.0.0", "[::]", "[::1]").contains(host);
  }

  /** Camel takes a comma in the pattern of the route files for the beginning of another. */
  private void checkHome() {
    if (home.toString().contains(",") && Files.isDirectory(home.resolve("routes"))) {
      problems.add(
          "the bridge cannot find its routes in a folder with a comma in its name. Please move it"
              + " out of: "
              + home);
    }
  }

  private void checkFolder() {
    try {
      if (value("bridge.data.dir").isEmpty()) {
        problem("bridge.data.dir", "a folder", "");
      }
      data();
    } catch (InvalidPathException e) {
      problem("bridge.data.dir", "a folder", value("bridge.data.dir"));
    }
  }

  /** What is told must not come in again as a command. */
  private void checkTopics() {
    topicHands();
    String brokers = value("bridge.kafka.brokers");
    if (!brokers.isEmpty() && !BROKERS.matcher(brokers).matches()) {
      problem(
          "bridge.kafka.brokers",
          "empty, or hosts with their ports and commas between, as in kafka-1:9092,kafka-2:9092",
          brokers.replaceAll("^.*[@/]", "…"));
    }
    if (value("intake.topic.group").isEmpty()) {
      problem("intake.topic.group", "a name", "");
    }
    Set<String> topics = new TreeSet<>();
    for (String key :
        List.of("intake.topic.name", "intake.topic.parked", "bridge.outcomes.topic")) {
      String topic = value(key);
      if (!TOPIC.matcher(topic).matches()) {
        problem(key, "the name of a topic: up to 249 letters, digits, dots, - and _", topic);
      } else if (!topics.add(topic)) {
        problem(key, "another topic than those before it", topic);
      }
    }
  }

  /** Those that are there. Where there are none yet, they are made later. */
  private void checkCommandKeys() {
    String named = value("intake.queue.seal-keys");
    try {
      Path folder = commandKeysAt().getParent();
      if (!named.isEmpty() && (folder == null || !Files.isDirectory(folder))) {
        problem("intake.queue.seal-keys", "a file in a folder that is there", named);
      } else if (!named.isEmpty() || Files.isDirectory(data())) {
        // Else it is the data folder that is told of.
        commandKeys().check();
      }
    } catch (InvalidPathException e) {
      if (!named.isEmpty()) {
        problem("intake.queue.seal-keys", "a file in a folder that is there", named);
      }
    } catch (IllegalArgumentException e) {
      problems.add("intake.queue.seal-keys (INTAKE_QUEUE_SEAL_KEYS): " + e.getMessage());
    }
  }

  /** An address may hold a password, so no more of it is shown than how it begins. */
  private void checkDatabase() {
    durability();
    String url = value("bridge.database.url");
    if (url.isEmpty()) {
      return;
    }
    if (!url.startsWith("jdbc:sqlite:") && !url.startsWith("jdbc:postgresql:")) {
      problem(
          "bridge.database.url",
          "empty, or begin with jdbc:postgresql: or jdbc:sqlite:",
          url.replaceAll("^((?:[a-z]{1,20}:){0,2}).*$", "$1…"));
    } else if (SECRET_IN_ADDRESS.matcher(url).find()) {
      problems.add(
          "bridge.database.url must not hold a password. Put it into bridge.database.password or"
              + " BRIDGE_DATABASE_PASSWORD, and the user into bridge.database.username.");
    }
  }

  /** The address of a broker may hold a password as well. */
  private void checkQueue() {
    queueConsumers();
    maxMessageBytes();
    taken();
    List<String> names =
        Stream.of(
                "intake.queue.name",
                "intake.queue.parked",
                "bridge.outcomes.queue",
                "bridge.events.queue")
            .filter(key -> !key.equals("bridge.events.queue") || tellsQueue())
            .toList();
    for (String key : names) {
      if (!QUEUE_NAME.matcher(value(key)).matches()) {
        problem(key, "the name of a queue: letters, digits, dots, - and _", value(key));
      }
    }
    if (names.stream().map(this::value).distinct().count() < names.size()) {
      problems.add(String.join(", ", names) + " must differ.");
    }
    if (hasEmbeddedBroker()) {
      checkEmbeddedBroker();
    } else if (hasQueue()) {
      checkBrokerUrl();
    }
  }

  private void checkEmbeddedBroker() {
    brokerPort();
    brokerAddress();
    if (List.of(httpPort(), managementPort()).contains(brokerPort())) {
      problem(
          "bridge.broker.port",
          "another than bridge.http.port and bridge.management.port",
          value("bridge.broker.port"));
    }
    if (value("bridge.broker.username").equals(EmbeddedBroker.INSIDE)) {
      problem("bridge.broker.username", "another name", EmbeddedBroker.INSIDE);
    }
    checkKeystore("bridge.broker");
    checkReplyQueues();
  }

  private void checkReplyQueues() {
    Set<String> ours = new TreeSet<>(closedToAnswers());
    ours.add(value("bridge.outcomes.queue"));
    for (String named : replyQueues(true, true)) {
      String name = named.startsWith(TO_TOPIC) ? named.substring(TO_TOPIC.length()) : named;
      if (!QUEUE_NAME.matcher(name).matches()) {
        problem(
            "bridge.broker.queues",
            "names of queues with commas between, topic: before those of topics",
            value("bridge.broker.queues"));
      } else if (ours.contains(name) || ReplyQueues.isOfTheBroker(name)) {
        problem(
            "bridge.broker.queues",
            "queues of your own, not those of the bridge or of the broker",
            name);
      }
    }
  }

  /** The queues of senders to which outcomes may go, those that are topics with that before. */
  private Set<String> replyQueues(boolean queues, boolean topics) {
    return Stream.of(value("bridge.broker.queues").split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .filter(name -> name.startsWith(TO_TOPIC) ? topics : queues)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void checkBrokerUrl() {
    String url = value("bridge.broker.url");
    if (SECRET_IN_ADDRESS.matcher(url).find()) {
      problems.add(
          "bridge.broker.url must not hold a password. Put it into bridge.broker.password or"
              + " BRIDGE_BROKER_PASSWORD, and the user into bridge.broker.username.");
    } else if (value("bridge.broker.factory").isEmpty() && !BROKER_URL.matcher(url).matches()) {
      problem(
          "bridge.broker.url",
          "empty, none, or begin with tcp://, amqp:// or amqps:// (or bridge.broker.factory set)",
          url.replaceAll("^([a-z]{0,20}:)?.*$", "$1…"));
    } else if (value("bridge.broker.username").isEmpty()
        && !value("bridge.broker.password").isEmpty()) {
      problems.add("bridge.broker.username is missing: there is a bridge.broker.password.");
    }
  }

  /** The customer's browser goes there, and nobody may turn it elsewhere on the way. */
  private void checkReturnPages() {
    for (String key : List.of("plural.callback.success-url", "plural.callback.failure-url")) {
      checkAddress(key);
    }
  }

  /** An address of the merchant's, which is https in production. */
  private void checkAddress(String key) {
    String url = value(key);
    if (url.isEmpty()) {
      return;
    }
    boolean production = environment().equals("production");
    if (!isAddress(url, production)) {
      problem(
          key,
          (production ? "an https address" : "an http or https address")
              + " without user and fragment",
          url.replaceAll("//.*@", "//…@").replaceAll("[?#].*", "…"));
    }
  }

  private static boolean isAddress(String url, boolean onlyHttps) {
    try {
      URI uri = URI.create(url);
      return ("https".equals(uri.getScheme()) || (!onlyHttps && "http".equals(uri.getScheme())))
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getFragment() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void checkOwnFields() {
    for (String field : callbackOwnFields()) {
      if (CallbackCheck.PLURALS.contains(field)) {
        problem("plural.callback.own-fields", "names of fields that are not Plural's", field);
      }
    }
  }

  /** The setting of the secret before that one: {@code plural.webhook.previous-secret}. */
  private static String previous(String key) {
    return key.replaceFirst("\\.(?=[^.]*$)", ".previous-");
  }

  /**
   * By what is no secret, somebody might be believed, or nobody.
   *
   * @param least how many characters it has
   */
  private void checkSecrets(String key, SecretEncoding encoding, int least) {
    checkSecret(key, key, encoding, least);
    checkSecret(previous(key), key, encoding, least);
    if (value(key).isEmpty() && !value(previous(key)).isEmpty()) {
      problems.add(
          previous(key)
              + " ("
              + environmentName(previous(key))
              + ") is the secret before "
              + key
              + ", which is not set");
    }
  }

  private void checkSecret(String key, String present, SecretEncoding encoding, int least) {
    String secret = value(key);
    String bare = SecretEncoding.bare(secret);
    String setting = key + " (" + environmentName(key) + ") ";
    if (secret.isEmpty()) {
      return;
    }
    if (bare.contains(",")) {
      problems.add(
          setting
              + "holds a comma, and is one secret, not several: the one before it is set as "
              + previous(present)
              + " ("
              + environmentName(previous(present))
              + "). Only in v1,whsec_... a comma is right; a secret that has one itself is set in"
              + " Base64, with "
              + present.replaceFirst("(-key)?$", "-encoding = BASE64"));
    } else if (IN_QUOTES.matcher(bare).matches() || CONTROL.matcher(bare).find()) {
      problems.add(setting + "stands in quotes, or holds a line end: they would be part of it");
    } else if (bare.length() < least) {
      problems.add(setting + "has fewer than " + least + " characters and can be guessed");
    } else {
      try {
        encoding.decode(secret);
      } catch (IllegalArgumentException e) {
        problems.add(setting + e.getMessage());
      }
    }
  }

  private void checkWebhooks() {
    Duration tolerance = webhookTolerance();
    Duration remembered = webhookRememberFor();
    if (tolerance.isZero()) {
      problem("plural.webhook.tolerance", "longer than nothing", value("plural.webhook.tolerance"));
    }
    if (remembered.compareTo(PLURAL_SENDS_AGAIN_FOR) < 0
        || remembered.compareTo(tolerance.multipliedBy(2)) < 0) {
      problem(
          "plural.webhook.remember-for",
          "at least 28h, and twice plural.webhook.tolerance",
          value("plural.webhook.remember-for"));
    }
  }

  private void checkEvents() {
    eventsInFlight();
    onAuthorized();
    String secret = value("bridge.events.secret");
    if (!tellsEndpoint() && secret.isEmpty()) {
      return;
    }
    checkAddress("bridge.events.url");
    try {
      SecretEncoding.BASE64.decode(secret);
      if (SecretEncoding.bare(secret).length() < leastOfKeys()) {
        problems.add(
            "bridge.events.secret (BRIDGE_EVENTS_SECRET) has fewer than "
                + leastOfKeys()
                + " characters and can be guessed; make one with: openssl rand -base64 32");
      }
    } catch (IllegalArgumentException e) {
      problems.add(
          "bridge.events.secret (BRIDGE_EVENTS_SECRET) "
              + e.getMessage()
              + ", and bridge.events.url needs one to sign with");
    }
  }

  // ---- each of them ----------------------------------------------------------------------------

  Path home() {
    return home;
  }

  String environment() {
    return value("plural.environment");
  }

  /** True when Plural is to be pretended inside this process. */
  boolean hasEmbeddedSandbox() {
    return environment().equals("sandbox") && value("plural.api.base-url").isEmpty();
  }

  /** Without a slash at the end. That of the embedded sandbox is known only once it runs. */
  String baseUrl() {
    String url = value("plural.api.base-url");
    if (url.isEmpty()) {
      return switch (environment()) {
        case "production" -> PRODUCTION;
        case "uat" -> UAT;
        default -> "http://localhost:" + value("sandbox.port");
      };
    }
    return url.replaceAll("/+$", "");
  }

  String clientId() {
    String id = value("plural.api.client-id");
    return id.isEmpty() ? SandboxSettings.DEFAULT_CLIENT_ID : id;
  }

  String clientSecret() {
    String secret = value("plural.api.client-secret");
    return secret.isEmpty() ? SandboxSettings.DEFAULT_CLIENT_SECRET : secret;
  }

  int connectTimeoutMs() {
    return number("plural.api.connect-timeout-ms", 1, 600_000);
  }

  int responseTimeoutMs() {
    return number("plural.api.response-timeout-ms", 1, 600_000);
  }

  int maxInFlight() {
    return number("plural.api.max-in-flight", 1, 2_000);
  }

  /** How many calls may begin in a second; 0 when that has no limit. */
  int maxPerSecond() {
    return number("plural.api.max-per-second", 0, 100_000);
  }

  /** How many callbacks and webhooks are worked off at once. */
  int maxReceiptsInHand() {
    return number("plural.webhook.max-in-flight", 1, 1_000);
  }

  int maxInquiriesInFlight() {
    return number("bridge.inquiry.max-in-flight", 1, 1_000);
  }

  public int managementPort() {
    return number("bridge.management.port", 1, 65_535);
  }

  public int httpPort() {
    return number("bridge.http.port", 1, 65_535);
  }

  /** How the HTTP server is to listen, and what it bears. */
  HttpSettings http() {
    return new HttpSettings(
        httpAddress(),
        httpPort(),
        maxWaiting(),
        maxUploads(),
        maxConnections(),
        writeTimeout(),
        readTimeout(),
        keystore(),
        keystorePassword(),
        maxBodyBytes());
  }

  /** At which addresses the HTTP door is opened. */
  public ListenAddress httpAddress() {
    return address("bridge.http.address", ListenAddress.ALL);
  }

  /** At which addresses health and metrics are shown. */
  public ListenAddress managementAddress() {
    return address("bridge.management.address", ListenAddress.LOOPBACK);
  }

  /** At which addresses other programs reach the broker inside. */
  ListenAddress brokerAddress() {
    return address("bridge.broker.address", ListenAddress.LOOPBACK);
  }

  /** At which addresses the sandbox inside answers. */
  ListenAddress sandboxAddress() {
    return address("sandbox.address", ListenAddress.LOOPBACK);
  }

  private ListenAddress address(String key, String usual) {
    try {
      return ListenAddress.parse(value(key).isEmpty() ? usual : value(key));
    } catch (IllegalArgumentException e) {
      problem(
          key, "an IP address of this machine, 0.0.0.0 for all of them, or localhost", value(key));
      return ListenAddress.parse(usual);
    }
  }

  public ApiKeys apiKeys() {
    try {
      return ApiKeys.parse(value("bridge.http.api-keys"), leastOfKeys());
    } catch (IllegalArgumentException e) {
      problems.add("bridge.http.api-keys (BRIDGE_HTTP_API_KEYS): " + e.getMessage());
      return ApiKeys.parse("", 0);
    }
  }

  /** How many characters a key has that lets others in. Where money is pretended, any. */
  private int leastOfKeys() {
    return environment().equals("sandbox") ? 1 : ApiKeys.LEAST_CHARACTERS;
  }

  SealKeys sealKeys() {
    String keys = value("bridge.seal.keys");
    try {
      return keys.isEmpty() ? SealKeys.derivedFrom(clientSecret()) : SealKeys.parse(keys);
    } catch (IllegalArgumentException e) {
      problems.add("bridge.seal.keys (BRIDGE_SEAL_KEYS): " + e.getMessage());
      return SealKeys.derivedFrom(clientSecret());
    }
  }

  /** What is to be known of card data that waits, where nobody chose a key; empty where one is. */
  Optional<String> sealKeyHint() {
    return environment().equals("sandbox") || !value("bridge.seal.keys").isEmpty()
        ? Optional.empty()
        : Optional.of(
            "bridge.seal.keys is empty: card data that waits is sealed with a key that follows from"
                + " plural.api.client-secret, and cannot be opened under another. Before that"
                + " secret changes, set a key: id=KEY, made by openssl rand -base64 32");
  }

  /** Where the keys are to which senders seal commands. */
  CommandKeyFile commandKeys() {
    return new CommandKeyFile(
        commandKeysAt(), data().resolve("keys").resolve("commands.public.jwks"));
  }

  private Path commandKeysAt() {
    String named = value("intake.queue.seal-keys");
    return named.isEmpty()
        ? data().resolve("keys").resolve("commands.jwks")
        : Path.of(named).toAbsolutePath().normalize();
  }

  int maxWaiting() {
    return number("bridge.http.max-waiting", 1, 10_000);
  }

  /** For how long a caller waits for an outcome. */
  Duration httpPatience() {
    return duration("bridge.http.patience");
  }

  /** How long a request may take to arrive. */
  Duration readTimeout() {
    return duration("bridge.http.read-timeout");
  }

  /** How long a client may read nothing of its answer. */
  Duration writeTimeout() {
    return duration("bridge.http.write-timeout");
  }

  int maxConnections() {
    return number("bridge.http.max-connections", 8, 100_000);
  }

  /** With less than this on the disk of the data folder the bridge is not ready. */
  int minFreeMegabytes() {
    return number("bridge.data.min-free-mb", 1, 10_000_000);
  }

  int maxBodyBytes() {
    return number("bridge.http.max-body-bytes", 1_024, 100_000_000);
  }

  /** Further route files, as patterns that Camel understands. */
  List<String> extraRoutes() {
    List<String> patterns = new ArrayList<>();
    for (String name : value("bridge.routes.extra").split(",", -1)) {
      if (!name.isBlank()) {
        patterns.add("file:" + home.resolve(name.strip()));
      }
    }
    return patterns;
  }

  /** The largest message of a queue or a topic that is read. */
  int maxMessageBytes() {
    return number("intake.queue.max-message-bytes", 1_024, 1_048_576);
  }

  /** True when there is a Kafka to take commands from. */
  boolean hasKafka() {
    return !value("bridge.kafka.brokers").isEmpty();
  }

  /** How many records of a topic are handed in, or told, at once. */
  int topicHands() {
    return number("intake.topic.hands", 1, 256);
  }

  int maxUploads() {
    return number("bridge.http.max-uploads", 1, 1_000);
  }

  Duration uploadIdleLimit() {
    return duration("bridge.http.upload-idle-limit");
  }

  /** Empty when the door is plain HTTP. */
  public String keystore() {
    return value("bridge.http.tls.keystore");
  }

  String keystorePassword() {
    return value("bridge.http.tls.keystore-password");
  }

  /**
   * Finds out whether there is a key in it.
   *
   * @param door the setting is that of this door: {@code bridge.http} or {@code bridge.broker}
   */
  private void checkKeystore(String door) {
    String setting = door + ".tls.keystore";
    String file = value(setting);
    if (file.isEmpty()) {
      return;
    }
    char[] password = value(door + ".tls.keystore-password").toCharArray();
    try {
      if (!hasKey(KeyStore.getInstance(new File(file), password), password)) {
        problem(setting, "a key store with a key and its certificate", file);
      }
    } catch (KeyStoreException e) {
      problem(setting, "a key store (PKCS12 or JKS)", file);
    } catch (UnrecoverableKeyException e) {
      wrongPassword(setting);
    } catch (IOException e) {
      if (e.getCause() instanceof UnrecoverableKeyException) {
        wrongPassword(setting);
      } else {
        problem(setting, "a key store that can be read", file);
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      problem(setting, "a key store that can be read", file);
    }
  }

  private void wrongPassword(String keystore) {
    String key = keystore + "-password";
    problems.add(key + " (" + environmentName(key) + ") does not open " + keystore);
  }

  private static boolean hasKey(KeyStore store, char[] password) throws GeneralSecurityException {
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias) && store.getKey(alias, password) instanceof PrivateKey) {
        return true;
      }
    }
    return false;
  }

  public Path data() {
    return Path.of(value("bridge.data.dir")).toAbsolutePath().normalize();
  }

  DatabaseSettings database() {
    String url = value("bridge.database.url");
    return new DatabaseSettings(
        url.isEmpty() ? "jdbc:sqlite:" + data().resolve("journal.db") : url,
        value("bridge.database.username"),
        value("bridge.database.password"),
        durability());
  }

  /** False when instructions come by other ways only. */
  boolean hasQueue() {
    return !value("bridge.broker.url").equals(NO_QUEUE);
  }

  /** True when the broker is to run inside this process. */
  boolean hasEmbeddedBroker() {
    return value("bridge.broker.url").isEmpty() && value("bridge.broker.factory").isEmpty();
  }

  /** Where the broker is that does not run inside. */
  BrokerAddress broker() {
    return new BrokerAddress(
        value("bridge.broker.url"),
        value("bridge.broker.username"),
        value("bridge.broker.password"),
        value("bridge.broker.factory"));
  }

  int brokerPort() {
    return number("bridge.broker.port", 1, 65_535);
  }

  /** How the broker inside is to run. */
  /** The queues from which instructions are taken: ours, and those of mappings. */
  Set<String> taken() {
    Set<String> taken = new TreeSet<>();
    taken.add(value("intake.queue.name"));
    for (String name : value("intake.queue.further").split(",", -1)) {
      if (!name.isBlank()) {
        taken.add(name.strip());
        checkQueueName("intake.queue.further", name.strip());
      }
    }
    return taken;
  }

  private void checkQueueName(String key, String name) {
    if (!QUEUE_NAME.matcher(name).matches()) {
      problem(key, "names of queues with commas between", value(key));
    }
  }

  /** Where no answer may go. */
  Set<String> closedToAnswers() {
    Set<String> closed = new TreeSet<>(taken());
    closed.add(value("intake.queue.parked"));
    if (tellsQueue()) {
      closed.add(value("bridge.events.queue"));
    }
    return closed;
  }

  /** Where answers may go: at the broker inside, only to what it has. */
  ReplyQueues repliesGo() {
    if (!hasEmbeddedBroker()) {
      return ReplyQueues.anyBut(closedToAnswers());
    }
    Set<String> known = new TreeSet<>(replyTopics());
    known.addAll(replyQueues(true, false));
    known.add(value("bridge.outcomes.queue"));
    return ReplyQueues.only(known, closedToAnswers());
  }

  private Set<String> replyTopics() {
    return replyQueues(false, true).stream()
        .map(name -> name.substring(TO_TOPIC.length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  EmbeddedSettings embeddedBroker() {
    String username = value("bridge.broker.username");
    String parked = value("intake.queue.parked");
    Set<String> queues = replyQueues(true, false);
    queues.addAll(List.of(parked, value("bridge.outcomes.queue")));
    if (tellsQueue()) {
      queues.add(value("bridge.events.queue"));
    }
    return new EmbeddedSettings(
        data().resolve("broker"),
        brokerAddress().host(),
        brokerPort(),
        username.isEmpty() ? DEFAULT_BROKER_USER : username,
        value("bridge.broker.password"),
        value("bridge.broker.tls.keystore"),
        value("bridge.broker.tls.keystore-password"),
        queues,
        replyTopics(),
        parked,
        taken(),
        maxMessageBytes(),
        minFreeMegabytes());
  }

  int queueConsumers() {
    return number("intake.queue.consumers", 1, 200);
  }

  private Durability durability() {
    String durability = value("bridge.database.durability");
    for (Durability known : Durability.values()) {
      if (known.name().equalsIgnoreCase(durability.replace('-', '_'))) {
        return known;
      }
    }
    problem("bridge.database.durability", "power-cut or process-kill", durability);
    return Durability.POWER_CUT;
  }

  /** Empty when it is not named. */
  String nodeName() {
    return value("bridge.node.name");
  }

  /** How long the inbox waits, and for what. */
  Inbox.Patience inboxPatience() {
    Duration quiet = duration("intake.csv.quiet-period");
    Duration unfinished = duration("intake.csv.unfinished-after");
    return new Inbox.Patience(
        quiet,
        unfinished.compareTo(quiet) < 0 ? quiet : unfinished,
        duration("intake.csv.tell-after"));
  }

  /** True when a file without control totals is refused. */
  boolean totalsRequired() {
    String totals = value("batch.control-totals");
    if (!totals.equals("optional") && !totals.equals("required")) {
      problem("batch.control-totals", "optional or required", totals);
    }
    return totals.equals("required");
  }

  BatchMode batchMode() {
    String mode = value("batch.mode");
    for (BatchMode known : BatchMode.values()) {
      if (known.name().equalsIgnoreCase(mode)) {
        return known;
      }
    }
    problem("batch.mode", "lenient or strict", mode);
    return BatchMode.LENIENT;
  }

  CaptureLooks.First lookFirst() {
    String first = value("intake.csv.look-first");
    for (CaptureLooks.First known : CaptureLooks.First.values()) {
      if (known.name().equalsIgnoreCase(first)) {
        return known;
      }
    }
    problem("intake.csv.look-first", "sample, all or none", first);
    return CaptureLooks.First.SAMPLE;
  }

  /** True when a line of a file need not say that a capture of a part is meant. */
  boolean partialCapturesInFiles() {
    return isAllowed("intake.csv.partial-captures");
  }

  /** True when an amount that is spelt out says itself that a part is meant. */
  boolean partialCaptures() {
    return isAllowed("bridge.captures.partial");
  }

  private boolean isAllowed(String key) {
    String found = value(key);
    if (!found.equals("allow") && !found.equals("hold")) {
      problem(key, "allow or hold", found);
    }
    return found.equals("allow");
  }

  public int batchInquiries() {
    return number("batch.inquiries", 1, 1_000);
  }

  public Duration batchPatience() {
    return duration("batch.patience");
  }

  /** In percent, 1 to 100. */
  int holdAtFailures() {
    String share = value("batch.hold-at-failures");
    if (share.matches("[1-9][0-9]?%|100%")) {
      return Integer.parseInt(share.substring(0, share.length() - 1));
    }
    problem("batch.hold-at-failures", "a share from 1% to 100%", share);
    return 100;
  }

  Duration holdFor() {
    return duration("batch.hold-for");
  }

  Duration duration(String key) {
    Matcher parts = DURATION.matcher(value(key));
    if (!parts.matches()) {
      problem(key, "a number and one of ms, s, m, h, d, as in 30s", value(key));
      return Duration.ofSeconds(1);
    }
    long number = Long.parseLong(parts.group(1));
    return switch (String.valueOf(parts.group(2))) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  /**
   * So long after a call an order without a trace of it proves nothing. By default it is longer
   * than {@link #STILL_SENT}; to the sandbox inside there is no network.
   */
  Duration proofAfter() {
    if (!value(PROOF_AFTER).isEmpty()) {
      return duration(PROOF_AFTER);
    }
    return hasEmbeddedSandbox() ? WITHOUT_NETWORK : STILL_SENT;
  }

  private void checkProofAfter() {
    if (proofAfter().isZero()) {
      problem(PROOF_AFTER, "longer than nothing", value(PROOF_AFTER));
    } else if (environment().equals("production") && proofAfter().compareTo(STILL_SENT) < 0) {
      problem(PROOF_AFTER, "at least 125s in production", value(PROOF_AFTER));
    }
  }

  /** What is to be said of a time that suits a test; empty where it is long enough. */
  Optional<String> proofAfterWarning() {
    return hasEmbeddedSandbox() || proofAfter().compareTo(STILL_SENT) >= 0
        ? Optional.empty()
        : Optional.of(
            PROOF_AFTER
                + " is "
                + value(PROOF_AFTER)
                + ", and the operating system may still send a call up to 125s later: do not use"
                + " this where money moves");
  }

  /**
   * Who may say that the customer comes back; null where that is nobody. Where no secret is set, it
   * is the sandbox inside, and nobody anywhere else.
   */
  @Nullable CallbackSignature callbackSignature() {
    List<byte[]> keys =
        keys("plural.callback.secret-key", callbackSecretEncoding(), SANDBOX_CALLBACK_KEY);
    return keys.isEmpty() ? null : new CallbackSignature(keys);
  }

  /** What a secret stands for, and the one before it. */
  private List<byte[]> keys(String key, SecretEncoding encoding, byte[] ofSandbox) {
    List<byte[]> keys =
        Stream.of(value(key), value(previous(key)))
            .filter(secret -> !secret.isEmpty())
            .map(encoding::decode)
            .toList();
    return keys.isEmpty() && hasEmbeddedSandbox() ? List.of(ofSandbox) : keys;
  }

  private SecretEncoding callbackSecretEncoding() {
    return secretEncoding("plural.callback.secret-encoding");
  }

  Set<String> callbackOwnFields() {
    return Set.copyOf(list("plural.callback.own-fields"));
  }

  ReturnPages returnPages() {
    return new ReturnPages(
        value("plural.callback.success-url"), value("plural.callback.failure-url"));
  }

  /**
   * Who may send webhooks; null where that is nobody. Where no secret is set, it is the sandbox
   * inside, and nobody anywhere else.
   */
  @Nullable WebhookSignature webhookSignature(Clock clock) {
    List<byte[]> keys = keys("plural.webhook.secret", webhookSecretEncoding(), SANDBOX_WEBHOOK_KEY);
    return keys.isEmpty() ? null : new WebhookSignature(keys, webhookTolerance(), clock);
  }

  private SecretEncoding webhookSecretEncoding() {
    return secretEncoding("plural.webhook.secret-encoding");
  }

  private Duration webhookTolerance() {
    return duration("plural.webhook.tolerance");
  }

  /** For how long a webhook and a callback are remembered once they are worked off. */
  Duration webhookRememberFor() {
    return duration("plural.webhook.remember-for");
  }

  /** When to ask about an order of which nobody says how it ends. */
  Asking asking() {
    return new Asking(
        duration("bridge.payment.first-delay"),
        duration("bridge.payment.max-delay"),
        duration("bridge.payment.give-up-after"));
  }

  /** What is to be done about each step of an order. */
  Set<EventChannel> eventChannels() {
    Set<EventChannel> channels = EnumSet.noneOf(EventChannel.class);
    if (tellsEndpoint()) {
      channels.add(EventChannel.ENDPOINT);
    }
    if (tellsQueue()) {
      channels.add(EventChannel.QUEUE);
    }
    if (!onAuthorized().isEmpty()) {
      channels.add(EventChannel.FOLLOW);
    }
    return channels;
  }

  /** What follows by itself once money is held; nothing by default. */
  Set<OnAuthorized.Rule> onAuthorized() {
    Set<OnAuthorized.Rule> rules = EnumSet.noneOf(OnAuthorized.Rule.class);
    for (String name : value("bridge.on-authorized").split(",", -1)) {
      switch (name.strip()) {
        case "nothing" -> {}
        case "capture" -> rules.add(OnAuthorized.Rule.CAPTURE);
        case "cancel-if-amount-differs" -> rules.add(OnAuthorized.Rule.CANCEL_IF_AMOUNT_DIFFERS);
        default ->
            problem(
                "bridge.on-authorized",
                "nothing, or capture, cancel-if-amount-differs, or both with a comma",
                name.strip());
      }
    }
    return rules;
  }

  /** True when a queue is told where orders stand. */
  boolean tellsQueue() {
    return hasQueue() && !value("bridge.events.queue").isEmpty();
  }

  /** True when somebody is told over HTTP where orders stand. */
  boolean tellsEndpoint() {
    return !value("bridge.events.url").isEmpty();
  }

  int eventsInFlight() {
    return number("bridge.events.max-in-flight", 1, 64);
  }

  /** What that is signed with; null when nobody is told. */
  @Nullable WebhookSignature eventSignature(Clock clock) {
    return tellsEndpoint()
        ? new WebhookSignature(
            List.of(SecretEncoding.BASE64.decode(value("bridge.events.secret"))),
            webhookTolerance(),
            clock)
        : null;
  }

  private SecretEncoding secretEncoding(String key) {
    for (SecretEncoding known : SecretEncoding.values()) {
      if (known.name().equalsIgnoreCase(value(key))) {
        return known;
      }
    }
    problem(key, "one of HEX, BASE64, UTF8", value(key));
    return SecretEncoding.UTF8;
  }

  /** The parts of a value with commas between them; none when it is empty. */
  private List<String> list(String key) {
    return Arrays.stream(value(key).split(",", -1))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  public SandboxSettings sandbox() {
    SandboxFaults faults = SandboxFaults.NONE;
    try {
      faults = SandboxFaults.parse(value("sandbox.faults"));
    } catch (IllegalArgumentException e) {
      problems.add("sandbox.faults: " + e.getMessage());
    }
    ListenAddress at = sandboxAddress();
    return SandboxSettings.onPort(number("sandbox.port", 0, 65_535))
        .withAddress(at.host(), at.name())
        .withLatencyMs(number("sandbox.latency-ms", 0, 600_000))
        .withCredentials(clientId(), clientSecret())
        .withFaults(faults)
        .withDuplicates(sandboxDuplicates())
        .withCheckout(
            CheckoutSettings.USUAL
                .withCallbackBy(sandboxCallbackBy())
                .withCallbackSecret(sandboxCallbackSecret())
                .withPaymentRetries(number("sandbox.payment-retries", 0, 1_000)))
        .withWebhooks(sandboxWebhooks())
        .withStateFile(data().resolve("sandbox.jsonl"));
  }

  private CallbackBy sandboxCallbackBy() {
    String by = value("sandbox.callback-by");
    try {
      return CallbackBy.parse(by);
    } catch (IllegalArgumentException e) {
      problem("sandbox.callback-by", "get, form or json", by);
      return CallbackBy.FORM;
    }
  }

  /** The sandbox signs with what the bridge believes. What stands for no key nobody believes. */
  private String sandboxCallbackSecret() {
    String secret = value("plural.callback.secret-key");
    try {
      return secret.isEmpty()
          ? SandboxSettings.DEFAULT_CALLBACK_SECRET
          : HexFormat.of().formatHex(callbackSecretEncoding().decode(secret));
    } catch (IllegalArgumentException standsForNoKey) {
      return SandboxSettings.DEFAULT_CALLBACK_SECRET;
    }
  }

  /** As for callbacks. */
  private WebhookSettings signedWebhooks() {
    String secret = value("plural.webhook.secret");
    try {
      return secret.isEmpty()
          ? WebhookSettings.NONE
          : WebhookSettings.NONE.withSecret(secret, webhookSecretEncoding());
    } catch (IllegalArgumentException standsForNoKey) {
      return WebhookSettings.NONE;
    }
  }

  private WebhookSettings sandboxWebhooks() {
    WebhookSettings webhooks = signedWebhooks();
    try {
      webhooks = webhooks.withFaults(WebhookFaults.parse(value("sandbox.webhook-faults")));
    } catch (IllegalArgumentException e) {
      problems.add("sandbox.webhook-faults: " + e.getMessage());
    }
    try {
      webhooks =
          webhooks.withRetries(WebhookSettings.parseRetries(value("sandbox.webhook-retries")));
    } catch (IllegalArgumentException e) {
      problems.add("sandbox.webhook-retries: " + e.getMessage());
    }
    String url = value("sandbox.webhook-url");
    if (url.equals("none")) {
      return webhooks;
    }
    try {
      return webhooks.withUrl(url.isEmpty() ? ownWebhookDoor() : url);
    } catch (IllegalArgumentException e) {
      problems.add("sandbox.webhook-url: " + e.getMessage());
      return webhooks;
    }
  }

  /** Where the sandbox inside this process reaches this bridge. */
  private String ownWebhookDoor() {
    String scheme = keystore().isEmpty() ? "http" : "https";
    return scheme + "://" + httpAddress().name() + ":" + httpPort() + "/webhooks/plural";
  }

  private Duplicates sandboxDuplicates() {
    String duplicates = value("sandbox.duplicates");
    try {
      return Duplicates.parse(duplicates);
    } catch (IllegalArgumentException e) {
      problem("sandbox.duplicates", "refused or returned", duplicates);
      return Duplicates.REFUSED;
    }
  }

  /** All of them, for Camel. */
  Map<String, String> all() {
    return Map.copyOf(values);
  }

  private String value(String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalStateException("application.properties lacks " + key);
    }
    return value;
  }

  private int number(String key, int least, int most) {
    String text = value(key);
    if (text.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    problem(key, "a whole number from " + least + " to " + most, text);
    return least;
  }

  private void problem(String key, String right, String found) {
    String problem =
        key + " (" + environmentName(key) + ") must be " + right + ", and is: '" + found + "'";
    if (!problems.contains(problem)) {
      problems.add(problem);
    }
  }
}
