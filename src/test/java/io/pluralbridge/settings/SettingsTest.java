package io.pluralbridge.settings;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pluralbridge.app.RouteFiles;
import io.pluralbridge.config.SettingNames;
import io.pluralbridge.config.SettingsException;
import io.pluralbridge.sandbox.CallbackBy;
import io.pluralbridge.sandbox.Duplicates;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.sandbox.WebhookFaults;
import io.pluralbridge.sandbox.WebhookSettings;
import io.pluralbridge.signature.CallbackSignature;
import io.pluralbridge.signature.SecretEncoding;
import io.pluralbridge.signature.WebhookSignature;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  /** What Bridge itself tells the routes, and nobody can configure. */
  private static final Set<String> SET_BY_BRIDGE =
      Set.of(
          "bridge.events.followed",
          "bridge.events.keep-ms",
          "bridge.events.to-endpoint",
          "bridge.events.to-queue",
          "bridge.http.enabled",
          "bridge.inbox.enabled",
          "bridge.queue.enabled",
          "bridge.topic.enabled");

  private static final String SECRET = "hush-8f3a61";

  @TempDir Path home;

  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, String> overrides = new HashMap<>();

  // ---- where they come from --------------------------------------------------------------------

  @Test
  void without_a_file_the_shipped_defaults_hold() {
    Settings settings = load();

    assertThat(settings.plural().environment()).isEqualTo("sandbox");
    assertThat(settings.plural().hasEmbeddedSandbox()).isTrue();
    assertThat(settings.plural().maxInFlight()).isEqualTo(64);
    assertThat(settings.plural().maxPerSecond()).as("no limit").isZero();
    assertThat(settings.plural().responseTimeoutMs()).isEqualTo(30_000);
    assertThat(settings.http().managementPort()).isEqualTo(9876);
    assertThat(settings.plural().inquiryFirstDelay()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.data().folder()).isEqualTo(Path.of("data").toAbsolutePath());
    assertThat(settings.data().database().url())
        .isEqualTo("jdbc:sqlite:" + settings.data().folder().resolve("journal.db"));
  }

  @Test
  void where_nobody_chose_a_key_for_card_data_it_is_said_what_follows_from_that() {
    assertThat(load().data().sealKeyHint()).as("play").isEmpty();
    overrides.put("plural.environment", "uat");
    overrides.put("plural.api.client-id", "id");
    overrides.put("plural.api.client-secret", "secret");
    assertThat(load().data().sealKeyHint().orElseThrow())
        .startsWith("bridge.seal.keys is empty")
        .contains("openssl rand -base64 32");
    overrides.put("bridge.seal.keys", "2026=" + "A".repeat(43) + "=");
    assertThat(load().data().sealKeyHint()).isEmpty();
  }

  @Test
  void an_order_without_a_trace_is_no_proof_while_the_operating_system_may_still_send() {
    assertThat(load().plural().proofAfter()).as("no network").isEqualTo(Duration.ofSeconds(15));

    overrides.put("plural.api.base-url", "http://localhost:8099");
    assertThat(load().plural().proofAfter()).isEqualTo(Duration.ofSeconds(125));
    assertThat(load().plural().proofAfterWarning()).isEmpty();

    overrides.put("plural.environment", "uat");
    overrides.put("plural.api.client-id", "id");
    overrides.put("plural.api.client-secret", "secret");
    assertThat(load().plural().proofAfter()).isEqualTo(Duration.ofSeconds(125));
    overrides.put("bridge.inquiry.proof-after", "124s");
    assertThat(load().plural().proofAfter()).isEqualTo(Duration.ofSeconds(124));
    assertThat(load().plural().proofAfterWarning().orElseThrow())
        .contains("bridge.inquiry.proof-after is 124s");

    overrides.put("plural.environment", "production");
    overrides.put("plural.api.base-url", "");
    assertThatThrownBy(this::load)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("bridge.inquiry.proof-after")
        .hasMessageContaining("at least 125s in production");
    overrides.put("bridge.inquiry.proof-after", "10m");
    assertThat(load().plural().proofAfter()).isEqualTo(Duration.ofMinutes(10));
    overrides.put("bridge.inquiry.proof-after", "0s");
    assertThatThrownBy(this::load).hasMessageContaining("longer than nothing");
  }

  @Test
  void each_source_is_stronger_than_the_one_before() throws IOException {
    file("plural.api.max-in-flight = 11", "batch.inquiries = 11", "sandbox.latency-ms = 11");
    environment.put("PLURAL_API_MAX_IN_FLIGHT", "22");
    environment.put("BATCH_INQUIRIES", "22");
    overrides.put("plural.api.max-in-flight", "33");
    Settings settings = load();

    assertThat(settings.sandbox().settings().latencyMs()).isEqualTo(11);
    assertThat(settings.files().batchInquiries()).isEqualTo(22);
    assertThat(settings.plural().maxInFlight()).isEqualTo(33);
    assertThat(settings.plural().connectTimeoutMs()).isEqualTo(3000);
  }

  @Test
  void any_of_them_can_be_set_from_the_environment() {
    environment.put("PLURAL_API_BASE_URL", "http://localhost:8099/");
    environment.put("BRIDGE_DATA_DIR", home.resolve("d").toString());
    environment.put("BRIDGE_INQUIRY_FIRST_DELAY", " 250ms ");
    Settings settings = load();

    assertThat(settings.plural().baseUrl()).isEqualTo("http://localhost:8099");
    assertThat(settings.plural().hasEmbeddedSandbox()).isFalse();
    assertThat(settings.data().folder()).isEqualTo(home.resolve("d"));
    assertThat(settings.plural().inquiryFirstDelay()).isEqualTo(Duration.ofMillis(250));
    assertThat(settings.all()).containsEntry("bridge.inquiry.first-delay", "250ms");
  }

  @ParameterizedTest
  @CsvSource({
    "uat,        https://pluraluat.v2.pinepg.in",
    "production, https://api.pluralpay.in",
    "sandbox,    http://localhost:8090"
  })
  void the_environment_decides_whom_we_ask(String name, String url) {
    credentials();
    overrides.put("plural.environment", name);

    assertThat(load().plural().baseUrl()).isEqualTo(url);
  }

  // ---- names -----------------------------------------------------------------------------------

  @Test
  void every_setting_is_read_by_a_class_or_a_route() throws IOException {
    Set<String> placeholders = placeholders();
    String sources = sources();

    assertThat(shipped())
        .filteredOn(key -> !key.startsWith("camel."))
        .isNotEmpty()
        .allSatisfy(
            key ->
                assertThat(placeholders.contains(key) || sources.contains("\"" + key + "\""))
                    .as(key + " is read by somebody")
                    .isTrue());
  }

  @Test
  void every_placeholder_in_a_route_is_a_setting() throws IOException {
    Set<String> known = shipped();
    known.addAll(SET_BY_BRIDGE);

    assertThat(placeholders()).isNotEmpty().isSubsetOf(known);
  }

  @Test
  void what_the_bridge_tells_the_routes_is_no_setting_that_somebody_could_set() throws IOException {
    assertThat(shipped()).doesNotContainAnyElementsOf(SET_BY_BRIDGE);
    assertThat(sources()).contains(SET_BY_BRIDGE);
  }

  @ParameterizedTest
  @CsvSource({
    "plural.api.max-inflight,    plural.api.max-in-flight",
    "plural.api.clientsecret,    plural.api.client-secret",
    "bridge.data.directory,      bridge.data.dir",
    "batch.modus,                batch.mode",
    "intake.csv.poll-millis,     intake.csv.poll-ms",
    "sandbox.prt,                sandbox.port"
  })
  void a_setting_that_nobody_reads_stops_the_start(String wrong, String right) throws IOException {
    file(wrong + " = 1");

    assertThat(problems())
        .containsExactly(
            wrong
                + " in config/application.properties is not a setting. The nearest is "
                + right
                + ".");
  }

  @ParameterizedTest
  @CsvSource({
    "BRIDGE_HTTP_PATIENS,        BRIDGE_HTTP_PATIENCE",
    "PLURAL_API_CLIENT_SECRE,    PLURAL_API_CLIENT_SECRET",
    "PLURAL_WEBHOOK_SECRETS,     PLURAL_WEBHOOK_SECRET",
    "INTAKE_CSV_POLL_MILLIS,     INTAKE_CSV_POLL_MS",
    "BATCH_MODUS,                BATCH_MODE",
    "SANDBOX_PRT,                SANDBOX_PORT",
    "BRIGDE_CAPTURES_PARTIAL,    BRIDGE_CAPTURES_PARTIAL",
    "BRIDGES_CAPTURES_PARTIAL,   BRIDGE_CAPTURES_PARTIAL",
    "PURAL_ENVIRONMENT,          PLURAL_ENVIRONMENT",
    "BATCHMODE,                  BATCH_MODE",
    "bridge_captures_partials,   BRIDGE_CAPTURES_PARTIAL",
    "BRIDGE_HTTP_ENABLED,        BRIDGE_HTTP_PATIENCE"
  })
  void a_misspelt_name_in_the_environment_stops_the_start(String wrong, String right) {
    environment.put(wrong, "");
    List<String> problems = problems();

    assertThat(problems)
        .singleElement()
        .asString()
        .startsWith(wrong + " in the environment is not a setting. The nearest is ");
    if (!wrong.equals("BRIDGE_HTTP_ENABLED")) {
      assertThat(problems.get(0)).endsWith(" " + right + ".");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bridge.http.port", "Bridge_Http_Port", "bridge_http_port"})
  void a_name_in_the_environment_is_in_capitals(String name) {
    environment.put(name, "8081");

    assertThat(problems())
        .containsExactly(name + " in the environment is to be written BRIDGE_HTTP_PORT.");
  }

  @Test
  void what_others_put_into_the_environment_is_let_pass() {
    for (String service : List.of("PLURAL_BRIDGE", "BRIDGE_HTTP", "SANDBOX", "BRIDGE")) {
      environment.put(service + "_SERVICE_HOST", "10.96.0.7");
      environment.put(service + "_SERVICE_PORT", "8080");
      environment.put(service + "_SERVICE_PORT_HTTP", "8080");
      environment.put(service + "_PORT", "tcp://10.96.0.7:8080");
      environment.put(service + "_PORT_8080_TCP", "tcp://10.96.0.7:8080");
      environment.put(service + "_PORT_8080_TCP_PROTO", "tcp");
      environment.put(service + "_PORT_8080_TCP_PORT", "8080");
      environment.put(service + "_PORT_8080_TCP_ADDR", "10.96.0.7");
    }
    environment.put("BATCH_TASK_INDEX", "0");
    environment.put("BATCH_JOB_ID", "j");
    environment.put("INVOCATION_ID", "systemd's");
    environment.put("bridge_ip", "somebody's");
    environment.put("PATCH_MODE", "somebody's");
    environment.put("MATCH_MODE", "somebody's");
    environment.put("SANDBAG_PORT", "somebody's");
    environment.put("RIDGES_HTTP_PORT", "somebody's");
    environment.put("BRIDGE", "somebody's");

    assertThat(load().http().httpPort())
        .as("not that of a service called bridge-http")
        .isEqualTo(8080);
    assertThat(load().sandbox().settings().port()).isEqualTo(8090);

    environment.put("BRIDGE_HTTP_PORT", "tcp://broker:61616");
    assertThat(problems()).singleElement().asString().startsWith("bridge.http.port");
  }

  @Test
  void a_setting_may_be_a_system_property_and_a_misspelt_one_stops_the_start() {
    environment.put("BATCH_INQUIRIES", "22");
    Map<String, String> properties = new HashMap<>();
    properties.put("batch.inquiries", " 44 ");
    properties.put("bridge.home", "/x");
    properties.put("bridge.terminal", "true");
    properties.put("bridge.log.level", "info");
    properties.put("java.version", "17");
    assertThat(Settings.load(home, environment, properties, overrides).files().batchInquiries())
        .isEqualTo(44);

    properties.put("Bridge.captures.partial", "hold");
    assertThatThrownBy(() -> Settings.load(home, environment, properties, overrides))
        .hasMessageContaining(
            "-DBridge.captures.partial is not a setting. The nearest is bridge.captures.partial.");
    properties.remove("Bridge.captures.partial");

    properties.put("bridge.http.patiens", "1s");
    assertThatThrownBy(() -> Settings.load(home, environment, properties, overrides))
        .hasMessageContaining(
            "-Dbridge.http.patiens is not a setting. The nearest is bridge.http.patience.");
  }

  @Test
  void a_setting_of_camel_or_of_somebody_elses_route_is_let_pass() throws IOException {
    file("camel.main.auto-startup = true", "acme.erp.folder = /tmp");

    assertThat(load().all()).containsEntry("acme.erp.folder", "/tmp");
  }

  // ---- Plural ----------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"uat", "production"})
  void missing_credentials_stop_the_start_and_name_themselves(String environmentName) {
    overrides.put("plural.environment", environmentName);

    assertThat(problems())
        .hasSize(2)
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .startsWith("plural.api.client-id is missing")
                    .contains("PLURAL_API_CLIENT_ID "))
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .startsWith("plural.api.client-secret is missing")
                    .contains("PLURAL_API_CLIENT_SECRET "));
  }

  @Test
  void the_sandbox_has_credentials_of_its_own() {
    assertThat(load().plural().clientId()).isEqualTo(SandboxSettings.DEFAULT_CLIENT_ID);
    assertThat(load().sandbox().settings().clientSecret())
        .isEqualTo(SandboxSettings.DEFAULT_CLIENT_SECRET);
  }

  @ParameterizedTest
  @CsvSource({"plural.api.client-id,     sandbox", "plural.api.client-secret, sandbox-secret"})
  void production_does_not_start_with_the_credentials_of_the_sandbox(String key, String value) {
    credentials();
    overrides.put("plural.environment", "production");
    overrides.put(key, value);

    assertThat(problems()).singleElement().asString().contains(key, "is the sandbox's");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://pluraluat.v2.pinepg.in",
        "https://PluralUAT.v2.pinepg.in/",
        "https://pluraluat.v2.pinepg.in:443/api",
        "http://api.pluralpay.in",
        "https://localhost:8090",
        "https://LOCALHOST",
        "https://plural.localhost",
        "https://127.0.0.1:8090",
        "https://0.0.0.0",
        "https://[::1]:8090",
        "ftp://api.pluralpay.in",
        "api.pluralpay.in",
        "https://",
        "https://api.pluralpay.in/?x=y",
        "not an address"
      })
  void production_does_not_start_with_an_address_that_cannot_be_its_own(String url) {
    credentials();
    overrides.put("plural.environment", "production");
    overrides.put("plural.api.base-url", url);

    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("plural.api.base-url (PLURAL_API_BASE_URL) must be ")
        .endsWith("'" + url.replaceAll("/+$", "").replaceAll("[?].*", "…") + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sandbox", "uat"})
  void only_production_asks_the_production_address(String environmentName) {
    credentials();
    overrides.put("plural.environment", environmentName);
    overrides.put("plural.api.base-url", "https://API.pluralpay.in");

    assertThat(problems()).singleElement().asString().contains("plural.environment");
  }

  // ---- values ----------------------------------------------------------------------------------

  @Test
  void everything_wrong_is_said_at_once() {
    Map<String, String> wrong = new HashMap<>();
    wrong.put("plural.environment", "prod");
    wrong.put("plural.api.connect-timeout-ms", "3s");
    wrong.put("plural.api.response-timeout-ms", "0");
    wrong.put("plural.api.max-in-flight", "many");
    wrong.put("bridge.management.port", "65536");
    wrong.put("bridge.management.address", "all");
    wrong.put("bridge.http.address", "127.0.0.1:8080");
    wrong.put("bridge.broker.address", "8080");
    wrong.put("bridge.http.max-uploads", "0");
    wrong.put("bridge.http.upload-idle-limit", "0s");
    wrong.put("bridge.data.dir", "");
    wrong.put("bridge.database.url", "jdbc:mysql://host/db");
    wrong.put("bridge.retry.first-delay", "0s");
    wrong.put("bridge.retry.max-delay", "1 minute");
    wrong.put("bridge.inquiry.first-delay", "-1s");
    wrong.put("bridge.inquiry.max-delay", "10");
    wrong.put("bridge.inquiry.give-up-after", "0h");
    wrong.put("bridge.inquiry.max-in-flight", "0");
    wrong.put("intake.csv.poll-ms", "1");
    wrong.put("intake.csv.quiet-period", "soon");
    wrong.put("intake.csv.unfinished-after", "later");
    wrong.put("intake.csv.tell-after", "at once");
    wrong.put("intake.csv.compare-for", "ever");
    wrong.put("batch.control-totals", "perhaps");
    wrong.put("batch.mode", "loose");
    wrong.put("batch.inquiries", "");
    wrong.put("batch.hold-at-failures", "0%");
    wrong.put("batch.hold-for", "0s");
    wrong.put("batch.patience", "99999999999s");
    overrides.putAll(wrong);

    List<String> problems = problems();
    assertThat(problems).hasSameSizeAs(wrong.keySet());
    wrong.forEach(
        (key, value) ->
            assertThat(problems)
                .as(key)
                .anySatisfy(
                    problem ->
                        assertThat(problem)
                            .startsWith(
                                key + " (" + SettingNames.environmentName(key) + ") must be ")
                            .contains(
                                "and is: '" + (key.contains("url") ? "jdbc:mysql:" : value))));
  }

  @Test
  void what_is_wrong_with_the_sandbox_is_said_with_the_rest() {
    overrides.put("sandbox.address", "bridge.example");
    overrides.put("sandbox.port", "http");
    overrides.put("sandbox.latency-ms", "-1");
    overrides.put("sandbox.faults", "nonsense=1");
    overrides.put("sandbox.duplicates", "ignored");
    overrides.put("sandbox.callback-by", "pigeon");
    overrides.put("sandbox.payment-retries", "many");
    overrides.put("sandbox.webhook-url", "ftp://shop");
    overrides.put("sandbox.webhook-faults", "nonsense=1");
    overrides.put("sandbox.webhook-retries", "soon");
    overrides.put("batch.inquiries", "0");

    assertThat(problems())
        .hasSize(11)
        .anySatisfy(problem -> assertThat(problem).contains("sandbox.address", "'bridge.example'"))
        .anySatisfy(
            problem ->
                assertThat(problem).contains("sandbox.callback-by", "form or json", "'pigeon'"))
        .anySatisfy(problem -> assertThat(problem).contains("sandbox.payment-retries", "'many'"))
        .anySatisfy(problem -> assertThat(problem).contains("sandbox.webhook-url", "http"))
        .anySatisfy(
            problem ->
                assertThat(problem).contains("sandbox.webhook-faults", "nonsense", "repeated"))
        .anySatisfy(
            problem -> assertThat(problem).contains("sandbox.webhook-retries", "\"soon\"", "5s"))
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .contains("sandbox.duplicates", "refused or returned", "'ignored'"))
        .anySatisfy(
            problem ->
                assertThat(problem).contains("sandbox.faults", "nonsense", "lost-after-effect"));
  }

  @ParameterizedTest
  @CsvSource({"refused, REFUSED", "returned, RETURNED"})
  void the_sandbox_answers_duplicates_as_chosen(String text, Duplicates chosen) {
    assertThat(load().sandbox().settings().duplicates()).isEqualTo(Duplicates.REFUSED);
    overrides.put("sandbox.duplicates", text);

    assertThat(load().sandbox().settings().duplicates()).isEqualTo(chosen);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "'',                     http://localhost:8077/webhooks/plural",
        "none,                   null",
        "https://shop.test/hook, https://shop.test/hook"
      })
  void the_sandbox_sends_its_webhooks_to_this_bridge_unless_told_otherwise(
      String text, String url) {
    overrides.put("bridge.http.port", "8077");
    overrides.put("sandbox.webhook-url", text);

    assertThat(load().sandbox().settings().webhooks().url()).isEqualTo(url);

    overrides.put("bridge.http.address", "127.0.0.9");
    assertThat(load().sandbox().settings().webhooks().url())
        .isEqualTo(url == null ? null : url.replace("localhost", "127.0.0.9"));
  }

  @Test
  void the_sandbox_plays_the_customer_as_chosen() {
    overrides.put("sandbox.callback-by", "get");
    overrides.put("sandbox.payment-retries", "3");
    overrides.put("sandbox.webhook-faults", "lost=0.5,seed=9");
    overrides.put("sandbox.webhook-retries", "1s,2m");

    SandboxSettings sandbox = load().sandbox().settings();

    assertThat(sandbox.checkout().callbackBy()).isEqualTo(CallbackBy.GET);
    assertThat(sandbox.checkout().paymentRetries()).isEqualTo(3);
    assertThat(sandbox.checkout().callbackSecret())
        .isEqualTo(SandboxSettings.DEFAULT_CALLBACK_SECRET)
        .matches("[0-9a-f]{64}");
    assertThat(sandbox.webhooks().faults()).isEqualTo(WebhookFaults.parse("lost=0.5,seed=9"));
    assertThat(sandbox.webhooks().retries())
        .containsExactly(Duration.ofSeconds(1), Duration.ofMinutes(2));
    assertThat(sandbox.webhooks().secret()).isEqualTo(SandboxSettings.DEFAULT_WEBHOOK_SECRET);
  }

  @Test
  void the_sandbox_is_not_minded_where_it_does_not_run() {
    credentials();
    overrides.put("plural.environment", "uat");
    overrides.put("sandbox.port", "http");

    assertThat(load().plural().hasEmbeddedSandbox()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"5ms, PT0.005S", "5s, PT5S", "5m, PT5M", "5h, PT5H", "5d, PT120H", "0s, PT0S"})
  void a_duration_is_a_number_and_its_unit(String text, Duration duration) {
    overrides.put("batch.patience", text);

    assertThat(load().files().batchPatience()).isEqualTo(duration);
  }

  @ParameterizedTest
  @CsvSource({"1%, 1", "50%, 50", "99%, 99", "100%, 100"})
  void a_share_is_a_percentage(String text, int percent) {
    overrides.put("batch.hold-at-failures", text);

    assertThat(load().files().holdAtFailures()).isEqualTo(percent);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "50", "0%", "101%", "-5%", "1.5%", "05%", "half"})
  void a_share_of_which_nobody_knows_what_it_means_is_refused(String text) {
    overrides.put("batch.hold-at-failures", text);

    assertThat(problems()).singleElement().asString().startsWith("batch.hold-at-failures");
  }

  // ---- the keys to which commands are sealed ----------------------------------------------------

  @Test
  void the_keys_of_sealed_commands_are_made_later_and_not_by_looking() throws IOException {
    overrides.put("bridge.data.dir", home.resolve("d").toString());
    load();
    overrides.put("intake.queue.seal-keys", home.resolve("mine.jwks").toString());
    load();

    assertThat(home).isEmptyDirectory();
  }

  @Test
  void damaged_keys_of_sealed_commands_stop_the_start_and_are_not_shown() throws IOException {
    Path own = Files.createDirectories(home.resolve("d/keys")).resolve("commands.jwks");
    overrides.put("bridge.data.dir", home.resolve("d").toString());
    overrides.put("batch.mode", "loose");
    for (String bad :
        List.of(
            "",
            SECRET,
            "{\"keys\":[]}",
            "{\"keys\":[{\"kty\":\"oct\",\"k\":\"" + SECRET + "\"}]}",
            "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"" + SECRET + "\",\"e\":\"AQAB\"}]}")) {
      Files.writeString(own, bad);

      assertThat(problems())
          .hasSize(2)
          .noneMatch(problem -> problem.contains(SECRET))
          .anyMatch(
              problem ->
                  problem.startsWith(
                      "intake.queue.seal-keys (INTAKE_QUEUE_SEAL_KEYS): the file " + own + ": "));
    }
    overrides.put("intake.queue.seal-keys", home.resolve("mine.jwks").toString());
    assertThat(problems()).as("another file is named").hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere/commands.jwks", "/", "x\u0000y"})
  void the_folder_of_a_file_that_is_named_is_there(String path) {
    overrides.put("intake.queue.seal-keys", path.equals("/") ? path : home + "/" + path);

    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("intake.queue.seal-keys (INTAKE_QUEUE_SEAL_KEYS) must be a file in a folder");
  }

  // ---- the database ----------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {"", "jdbc:sqlite:/tmp/j.db", "jdbc:postgresql://host:5432/bridge?ssl=true"})
  void the_journal_is_kept_in_sqlite_or_postgresql(String url) {
    overrides.put("bridge.database.url", url);

    assertThat(load().data().database().url()).startsWith(url.isEmpty() ? "jdbc:sqlite:" : url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:mysql://host/db?password=" + SECRET,
        "postgresql://bridge:" + SECRET + "@host/db",
        SECRET,
        "jdbc:postgresql://bridge:" + SECRET + "@host/db",
        "jdbc:postgresql://host/db?user=bridge&password=" + SECRET,
        "jdbc:postgresql://host/db?PASSWORD=" + SECRET
      })
  void another_address_of_a_database_is_refused_without_being_shown(String url) {
    overrides.put("bridge.database.url", url);

    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("bridge.database.url")
        .contains("BRIDGE_DATABASE_")
        .doesNotContain("hush");
  }

  // ---- the queue -------------------------------------------------------------------------------

  @Test
  void by_default_the_broker_is_inside() {
    assertThat(load().queue().hasQueue()).isTrue();
    assertThat(load().queue().hasEmbeddedBroker()).isTrue();
    assertThat(load().queue().embeddedBroker().username()).isEqualTo("plural-bridge");
    assertThat(load().queue().embeddedBroker().folder())
        .isEqualTo(load().data().folder().resolve("broker"));
    assertThat(load().queue().embeddedBroker().guarded()).containsExactly("plural.commands");
  }

  @Test
  void the_broker_inside_has_the_queues_that_are_named_and_no_others() {
    assertThat(load().queue().embeddedBroker().queues())
        .containsExactlyInAnyOrder("plural.outcomes", "plural.events", "plural.commands.parked");
    overrides.put("bridge.broker.queues", "erp.replies , topic:erp.news,");
    overrides.put("bridge.events.queue", "");
    overrides.put("intake.queue.further", "sap.invoices");

    assertThat(load().queue().embeddedBroker().queues())
        .containsExactlyInAnyOrder("plural.outcomes", "plural.commands.parked", "erp.replies");
    assertThat(load().queue().embeddedBroker().topics()).containsExactly("erp.news");
    assertThat(load().queue().embeddedBroker().guarded())
        .containsExactlyInAnyOrder("plural.commands", "sap.invoices");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plural.commands",
        "topic:plural.commands",
        "plural.outcomes",
        "plural.events",
        "plural.commands.parked",
        "activemq.management",
        "DLQ",
        "plural-bridge.dropped",
        "a b",
        "topic:",
        "#"
      })
  void a_queue_of_the_bridge_or_the_broker_is_no_queue_of_a_sender(String name) {
    overrides.put("bridge.broker.queues", name);

    assertThat(problems()).singleElement().asString().startsWith("bridge.broker.queues");
  }

  @Test
  void there_may_be_no_queue() {
    overrides.put("bridge.broker.url", "none");
    overrides.put("bridge.broker.port", "not minded");

    assertThat(load().queue().hasQueue()).isFalse();
    assertThat(load().queue().hasEmbeddedBroker()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp://host:61616",
        "tcp://one:61616,tcp://two:61616",
        "amqp://host:5672",
        "amqps://host:5671?transport.verifyHost=true"
      })
  void the_broker_may_be_elsewhere(String url) {
    overrides.put("bridge.broker.url", url);

    assertThat(load().queue().hasEmbeddedBroker()).isFalse();
    assertThat(load().queue().broker().url()).isEqualTo(url);
    assertThat(load().queue().broker().username()).isEmpty();
  }

  @Test
  void any_address_is_right_for_somebody_elses_factory() {
    overrides.put("bridge.broker.url", "acme:queue?x=y");
    overrides.put("bridge.broker.factory", "com.acme.Factory");

    assertThat(load().queue().broker().factory()).isEqualTo("com.acme.Factory");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host:61616",
        "http://host",
        "amqp://one,amqp://two",
        "vm://0",
        "tcp://me:" + SECRET + "@host:61616",
        "tcp://host:61616?password=" + SECRET,
        "amqp://host?jms.password=" + SECRET,
        "tcp://host:61616?keyStorePassword=" + SECRET,
        SECRET
      })
  void another_address_of_a_broker_is_refused_without_being_shown(String url) {
    overrides.put("bridge.broker.url", url);

    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("bridge.broker.url")
        .doesNotContain("hush");
  }

  @Test
  void what_is_wrong_with_the_queue_is_said_at_once() {
    overrides.put("bridge.broker.port", "8080");
    overrides.put("bridge.broker.username", "plural-bridge-inside");
    overrides.put("bridge.broker.tls.keystore", "/no/such/store");
    overrides.put("intake.queue.consumers", "0");
    overrides.put("intake.queue.max-message-bytes", "1GB");
    overrides.put("intake.queue.name", "commands::#");
    overrides.put("intake.queue.parked", "plural.outcomes");

    assertThat(problems()).hasSize(7);
  }

  // ---- the file, and what is never shown -------------------------------------------------------

  @Test
  void a_file_that_cannot_be_read_is_named() throws IOException {
    file("bridge.node.name = \\uXYZ");
    assertThat(problems()).singleElement().asString().contains("application.properties");

    Files.write(configuration(), "# caf\u00e9\n".getBytes(ISO_8859_1));
    assertThat(problems()).singleElement().asString().endsWith("is not UTF-8");
  }

  @Test
  void a_folder_whose_routes_camel_cannot_find_is_named() throws IOException {
    home = Files.createDirectories(home.resolve("bridge, the new one"));
    assertThat(load().home()).isEqualTo(home);

    Files.createDirectory(home.resolve("routes"));
    assertThat(problems()).singleElement().asString().contains("comma", home.toString());
  }

  @Test
  void no_secret_is_shown() {
    overrides.put("plural.api.client-secret", SECRET);
    overrides.put("bridge.database.password", SECRET);
    Settings settings = load();
    assertThat(settings.plural().clientSecret()).isEqualTo(SECRET);
    assertThat(settings.toString() + settings.data().database() + settings.sandbox().settings())
        .doesNotContain(SECRET);

    overrides.put("plural.api.base-url", "https://me:" + SECRET + "@api.pluralpay.in");
    overrides.put("plural.environment", "uat");
    overrides.put("plural.api.client-id", "");
    assertThat(problems()).hasSize(2).noneMatch(problem -> problem.contains(SECRET));
  }

  // ---- helpers ---------------------------------------------------------------------------------

  private void credentials() {
    overrides.put("plural.api.client-id", "merchant");
    overrides.put("plural.api.client-secret", SECRET);
  }

  private void file(String... lines) throws IOException {
    Files.write(configuration(), List.of(lines));
  }

  private Path configuration() throws IOException {
    return Files.createDirectories(home.resolve("config")).resolve("application.properties");
  }

  private Settings load() {
    return Settings.load(home, environment, overrides);
  }

  private List<String> problems() {
    SettingsException failure = catchThrowableOfType(SettingsException.class, this::load);
    assertThat(failure).as("these settings do not work").isNotNull();
    return failure.problems();
  }

  private static Set<String> shipped() throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of("config/application.properties"))) {
      properties.load(reader);
    }
    return new TreeSet<>(properties.stringPropertyNames());
  }

  private static Set<String> placeholders() throws IOException {
    return RouteFiles.read(Path.of("routes"), Set.of(), name -> name).placeholders();
  }

  private static String sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      List<Path> sources = files.filter(f -> f.toString().endsWith(".java")).toList();
      StringBuilder all = new StringBuilder();
      for (Path source : sources) {
        all.append(Files.readString(source));
      }
      return all.toString();
    }
  }

  // ---- who tells us, and whom we tell
  // ------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {"plural.callback.success-url", "plural.callback.failure-url", "bridge.events.url"})
  void production_sends_nobody_to_a_plain_http_address(String key) {
    overrides.put("plural.environment", "production");
    overrides.put("plural.api.client-id", "a");
    overrides.put("plural.api.client-secret", SECRET);
    overrides.put("bridge.events.secret", "AAECAwQFBgcICQoLDA0ODw==");
    overrides.put(key, "http://shop.example/path");

    assertThat(problems())
        .anyMatch(problem -> problem.startsWith(key) && problem.contains("https"));

    overrides.put(key, "https://shop.example/path?a=b");
    assertThat(load().plural().environment()).isEqualTo("production");
  }

  @ParameterizedTest
  @CsvSource({
    "plural.callback.success-url, javascript:alert(1)",
    "plural.callback.success-url, //evil.example",
    "plural.callback.success-url, https://shop.example/#top",
    "plural.callback.failure-url, https://user:hush-8f3a61@shop.example/",
    "plural.callback.secret-encoding, BASE32",
    "plural.callback.own-fields, order_id",
    "plural.webhook.tolerance, 0s",
    "plural.webhook.remember-for, 27h",
    "bridge.events.url, https://shop.example/hooks"
  })
  void what_cannot_be_right_is_named(String key, String value) {
    overrides.put(key, value);

    assertThat(problems()).singleElement().asString().contains(key).doesNotContain(SECRET);
  }

  @Test
  void what_is_remembered_outlasts_twice_the_tolerance() {
    overrides.put("plural.webhook.tolerance", "4d");

    assertThat(problems()).singleElement().asString().contains("plural.webhook.remember-for");
  }

  // ---- secrets that everybody knows
  // ---------------------------------------------------------------

  private static final String KNOWN_CALLBACK = SandboxSettings.DEFAULT_CALLBACK_SECRET;
  private static final String KNOWN_WEBHOOK = SandboxSettings.DEFAULT_WEBHOOK_SECRET;
  private static final Map<String, String> CALLBACK =
      Map.of("order_id", "v1-a", "status", "AUTHORIZED");
  private static final byte[] BODY = "{}".getBytes(ISO_8859_1);

  private static boolean believesSandbox(Settings settings, SandboxSettings sandbox) {
    Instant now = Instant.now();
    WebhookSettings hooks = sandbox.webhooks();
    CallbackSignature callbacks = settings.callbacks().callbackSignature();
    WebhookSignature webhooks =
        settings.callbacks().webhookSignature(Clock.fixed(now, ZoneOffset.UTC));
    Map<String, String> signed = new HashMap<>(CALLBACK);
    signed.put(
        "signature",
        new CallbackSignature(SecretEncoding.HEX.decode(sandbox.checkout().callbackSecret()))
            .sign(CALLBACK));
    String signature =
        new WebhookSignature(
                List.of(hooks.encoding().decode(hooks.secret())), Duration.ZERO, Clock.systemUTC())
            .sign("msg-1", now, BODY);
    boolean callback = callbacks != null && callbacks.isOn(signed);
    boolean webhook =
        webhooks != null
            && webhooks.verify("msg-1", Long.toString(now.getEpochSecond()), BODY, signature)
                == WebhookSignature.Verdict.GENUINE;
    assertThat(callback).as("callbacks and webhooks are believed alike").isEqualTo(webhook);
    return callback;
  }

  @Test
  void a_fresh_bridge_believes_its_own_sandbox() {
    Settings settings = load();

    assertThat(believesSandbox(settings, settings.sandbox().settings())).isTrue();
    assertThat(settings.sandbox().settings().checkout().callbackSecret()).isEqualTo(KNOWN_CALLBACK);
    assertThat(settings.sandbox().settings().webhooks().secret()).isEqualTo(KNOWN_WEBHOOK);
  }

  @ParameterizedTest
  @CsvSource({
    "HEX,    00ff10, UTF8,   the new one",
    "hex,    00FF10, BASE64, whsec_AP8Q/+8=",
    "UTF8,   shop,   BASE64, AP8Q/+8=",
    "BASE64, AP8Q,   HEX,    00ff10"
  })
  void a_sandbox_inside_signs_with_what_its_bridge_believes(
      String callbackEncoding, String callback, String webhookEncoding, String webhook) {
    overrides.put("plural.callback.secret-encoding", callbackEncoding);
    overrides.put("plural.callback.secret-key", callback);
    overrides.put("plural.webhook.secret-encoding", webhookEncoding);
    overrides.put("plural.webhook.secret", webhook);
    Settings settings = load();

    assertThat(believesSandbox(settings, settings.sandbox().settings())).isTrue();
    assertThat(believesSandbox(settings, SandboxSettings.onPort(0)))
        .as("by the secrets that everybody knows")
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "plural.callback.secret-key,          HEX,    hush-odd",
    "plural.callback.secret-key,          HEX,    hus",
    "plural.callback.previous-secret-key, BASE64, hush!",
    "plural.webhook.secret,               BASE64, hush-no-base-64",
    "plural.webhook.secret,               HEX,    hush00",
    "plural.webhook.secret,               UTF8,   whsec_hush-no-base-64",
    "plural.webhook.secret,               UTF8,   'v1,whsec_hush-no-base-64'",
    "plural.webhook.previous-secret,      BASE64, hush-no-base-64"
  })
  void a_secret_that_is_not_in_its_encoding_stops_the_start(
      String key, String encoding, String secret) {
    String present = key.replace("previous-", "");
    overrides.put(present, present.startsWith("plural.callback") ? "00ff10aa" : "c2VjcmV0");
    overrides.put(present.replace("-key", "") + "-encoding", encoding);
    overrides.put(key, secret);

    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith(key + " (" + SettingNames.environmentName(key) + ") is not ")
        .doesNotContain("hus");
  }

  @ParameterizedTest
  @CsvSource({
    "plural.webhook.secret,               hush-8f3a61",
    "plural.webhook.previous-secret,      hush-8f3a61",
    "plural.callback.secret-key,          hush-8f3a61",
    "plural.callback.previous-secret-key, hush-8f3a61"
  })
  void a_comma_parts_no_secrets_any_more_and_the_new_setting_is_named(String key, String secret) {
    String present = key.replace("previous-", "");
    String previous =
        key.contains("previous") ? key : key.replaceFirst("secret(?=[^.]*$)", "previous-secret");
    overrides.put("plural.callback.secret-encoding", "UTF8");
    for (String list :
        List.of(
            secret + ",another-one",
            secret + ", another-one",
            secret + ",",
            "," + secret,
            "v1," + secret,
            "v1,whsec_aHVzaHVzaA==,v1,whsec_aHVzaHVzaA==",
            "v1, whsec_aHVzaHVzaA==",
            "V1,whsec_aHVzaHVzaA==",
            "whsec_aHVzaHVzaA==,whsec_aHVzaHVzaA==")) {
      overrides.put(present, "another-secret");
      overrides.put(key, list);

      assertThat(problems())
          .as(list)
          .singleElement()
          .asString()
          .startsWith(key + " (")
          .contains("comma", previous + " (" + SettingNames.environmentName(previous) + ")")
          .doesNotContain(SECRET, "another-one", "aHVz");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v1",
        "12345",
        "whsec_",
        "v1,whsec_",
        "v1,whsec_YWJj",
        "'secret'",
        "\"secret\"",
        "sec\nret"
      })
  void a_webhook_secret_that_can_be_guessed_or_is_quoted_stops_the_start(String secret) {
    overrides.put("plural.webhook.secret", secret);

    assertThat(problems()).singleElement().asString().startsWith("plural.webhook.secret (");
  }

  @Test
  void a_line_end_behind_a_secret_is_no_part_of_it() throws IOException {
    environment.put("PLURAL_WEBHOOK_SECRET", "the-secret\n");
    environment.put("BRIDGE_HTTP_API_KEYS", "shop=the-key\r\n");

    assertThat(load().sandbox().settings().webhooks().secret()).isEqualTo("the-secret");
    assertThat(load().http().apiKeys().nameOf("the-key")).contains("shop");
  }

  /** Whatever the encoding is set to: what begins so says itself what it is. */
  @ParameterizedTest
  @CsvSource({"UTF8, v1;whsec_", "UTF8, whsec_", "BASE64, v1;whsec_", "HEX, whsec_"})
  void a_secret_with_its_version_before_it_is_one(String encoding, String before) {
    overrides.put("plural.webhook.secret-encoding", encoding);
    overrides.put("plural.webhook.secret", before.replace(';', ',') + "c2VjcmV0LWJ5dGVz");
    Settings settings = load();

    assertThat(believes(settings, "secret-bytes")).isTrue();
    assertThat(believes(settings, "v1")).isFalse();
    assertThat(believes(settings, "whsec_c2VjcmV0LWJ5dGVz")).isFalse();
  }

  @Test
  void the_secret_before_is_believed_as_well() {
    overrides.put("plural.webhook.secret", "the-new-one");
    overrides.put("plural.webhook.previous-secret", "the-old-one");
    overrides.put("plural.callback.secret-encoding", "UTF8");
    overrides.put("plural.callback.secret-key", "the-new-one");
    overrides.put("plural.callback.previous-secret-key", "the-old-one");
    Settings settings = load();

    assertThat(believes(settings, "the-new-one")).isTrue();
    assertThat(believes(settings, "the-old-one")).isTrue();
    assertThat(believes(settings, "the-new-one,the-old-one")).isFalse();
    for (String secret : List.of("the-new-one", "the-old-one", "another")) {
      Map<String, String> signed = new HashMap<>(CALLBACK);
      signed.put(
          "signature", new CallbackSignature(SecretEncoding.UTF8.decode(secret)).sign(CALLBACK));
      assertThat(settings.callbacks().callbackSignature().isOn(signed))
          .isEqualTo(!secret.equals("another"));
    }
    assertThat(settings.sandbox().settings().webhooks().secret()).isEqualTo("the-new-one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plural.webhook.previous-secret", "plural.callback.previous-secret-key"})
  void a_secret_before_none_is_a_mistake(String key) {
    overrides.put(key, "00ff10aa");

    assertThat(problems()).singleElement().asString().startsWith(key + " (").contains("not set");
  }

  private static boolean believes(Settings settings, String key) {
    Instant now = Instant.now();
    String signature =
        new WebhookSignature(List.of(key.getBytes(ISO_8859_1)), Duration.ZERO, Clock.systemUTC())
            .sign("msg-1", now, BODY);
    return settings
            .callbacks()
            .webhookSignature(Clock.fixed(now, ZoneOffset.UTC))
            .verify("msg-1", Long.toString(now.getEpochSecond()), BODY, signature)
        == WebhookSignature.Verdict.GENUINE;
  }

  @Test
  void keys_are_long_where_money_moves() {
    credentials();
    overrides.put("bridge.http.api-keys", "shop=0123456789abcdef012");
    overrides.put("bridge.events.url", "https://shop.example/hooks");
    overrides.put("bridge.events.secret", "whsec_MDEyMzQ1Njc4OTAx");
    assertThat(load().http().apiKeys().isEmpty()).as("where it is pretended").isFalse();

    overrides.put("plural.environment", "uat");
    assertThat(problems())
        .hasSize(2)
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .startsWith("bridge.http.api-keys (BRIDGE_HTTP_API_KEYS): the key of shop")
                    .contains("20 characters")
                    .doesNotContain("0123"))
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .startsWith("bridge.events.secret (BRIDGE_EVENTS_SECRET)")
                    .contains("20 characters")
                    .doesNotContain("MDEy"));

    overrides.put("bridge.http.api-keys", "shop=0123456789abcdef0123");
    overrides.put("bridge.events.secret", "whsec_MDEyMzQ1Njc4OTAxMjM0");
    assertThat(load().http().apiKeys().nameOf("0123456789abcdef0123")).contains("shop");
  }

  @ParameterizedTest
  @CsvSource({
    "uat,        ''",
    "uat,        http://localhost:8090",
    "production, ''",
    "production, https://plural.shop.example",
    "sandbox,    http://localhost:8090",
    "sandbox,    https://pluraluat.v2.pinepg.in"
  })
  void nobody_else_is_believed_by_the_secrets_that_everybody_knows(String name, String baseUrl) {
    credentials();
    overrides.put("plural.environment", name);
    overrides.put("plural.api.base-url", baseUrl);
    Settings settings = load();

    assertThat(settings.callbacks().callbackSignature()).isNull();
    assertThat(settings.callbacks().webhookSignature(Clock.systemUTC())).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "plural.callback.secret-key, HEX,    " + KNOWN_CALLBACK,
    "plural.callback.secret-key, HEX,    73616E64626F782D6F6E6C792D63616C6C6261636B2D7365637265742D6B6579",
    "plural.callback.secret-key, UTF8,   sandbox-only-callback-secret-key",
    "plural.callback.secret-key, BASE64, " + KNOWN_CALLBACK,
    "plural.callback.secret-key, UTF8,   " + KNOWN_WEBHOOK,
    "plural.webhook.secret,      UTF8,   " + KNOWN_WEBHOOK,
    "plural.webhook.secret,      UTF8,   'v1,whsec_c2FuZGJveC13ZWJob29rLXNlY3JldA=='",
    "plural.webhook.secret,      BASE64, whsec_c2FuZGJveC13ZWJob29rLXNlY3JldA==",
    "plural.webhook.secret,      HEX,    " + KNOWN_CALLBACK
  })
  void production_does_not_start_with_the_secrets_that_everybody_knows(
      String key, String encoding, String secret) {
    credentials();
    overrides.put(key, secret);
    overrides.put(key.replace("-key", "") + "-encoding", encoding);
    overrides.put("plural.environment", "uat");
    assertThat(load().plural().environment()).as("where no money moves").isEqualTo("uat");

    overrides.put("plural.environment", "production");
    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith(key + " (" + SettingNames.environmentName(key) + ") is the sandbox's")
        .doesNotContain("73616", "sandbox-webhook", SECRET);
  }
}
