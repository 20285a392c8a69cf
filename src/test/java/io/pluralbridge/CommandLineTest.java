package io.pluralbridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.cli.ExitCode;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person or a script sees: exit codes, and what is said on which stream. */
class CommandLineTest {

  private static final String HEADER = "order_id,merchant_capture_reference,amount,currency";

  private static Sandbox plural;

  @TempDir Path folder;

  private Path home;
  private Path data;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;

  @BeforeAll
  static void pretend_plural() {
    plural = Sandbox.start(SandboxSettings.onFreePort());
  }

  @AfterAll
  static void stop_pretending() {
    plural.close();
  }

  @BeforeEach
  void have_a_home() throws IOException {
    home = Files.createDirectories(folder.resolve("a home, with spaces"));
    data = folder.resolve("the data");
    settings();
    System.setProperty("bridge.home", home.toString());
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
  }

  @AfterEach
  void give_back() {
    System.setOut(realOut);
    System.setErr(realErr);
    System.clearProperty("bridge.home");
    plural.setFaults(SandboxFaults.NONE);
  }

  // ---- help and wrong usage --------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"", "demo", "run", "batch", "sandbox"})
  void help_and_version_are_there_for_every_command(String command) {
    String[] prefix = command.isEmpty() ? new String[0] : new String[] {command};

    assertThat(run(and(prefix, "--help"))).isZero();
    assertThat(out()).startsWith("Usage: plural-bridge " + command).contains("--version");
    assertThat(run(and(prefix, "--version"))).isZero();
    assertThat(out()).startsWith("plural-bridge ");
    assertThat(err()).isEmpty();
  }

  @Test
  void without_a_command_help_is_shown() {
    assertThat(run()).isZero();
    assertThat(out()).contains("demo", "run", "batch", "sandbox");
  }

  @ParameterizedTest
  @CsvSource({
    "bach,                        'bach'",
    "--nonsense,                  '--nonsense'",
    "batch,                       'FILE'",
    "batch --nonsense x.csv,      '--nonsense'",
    "batch no/such/file.csv,      'no/such/file.csv'",
    "batch .,                     '.'",
    "run now,                     'now'",
    "sandbox --port http,         'http'",
    "sandbox --port 65536,        '65535'",
    "sandbox --latency-ms -1,     '-1'",
    "sandbox --faults nonsense,   'lost-after-effect'",
    "sandbox --faults bad=1,      'lost-after-effect'",
    "sandbox --faults slow=2,     'from 0 to 1'",
    "sandbox --duplicates maybe,  'refused or returned'",
    "sandbox --callback-by post,  'get, form or json'",
    "sandbox --callback-secret x, 'hexadecimal'",
    "sandbox --payment-retries -1, 'not negative'",
    "sandbox --webhook-url ftp://shop, 'http or https'",
    "sandbox --webhook-faults bad=1, 'wrong-signature'",
    "sandbox --webhook-retries 5, '5s,5m'"
  })
  void wrong_usage_is_told_apart_and_explained(String arguments, String named) {
    assertThat(run(arguments.split(" "))).isEqualTo(64);
    assertThat(err()).contains(named).contains("--help");
    assertThat(err().lines().count()).as("lines said about a slip").isLessThan(10);
    assertThat(out()).isEmpty();
    assertThat(data).doesNotExist();
  }

  // ---- what keeps it from running --------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"run", "batch"})
  void all_that_is_wrong_with_the_settings_is_said_at_once(String command) throws IOException {
    settings("plural.environment = uat", "batch.mode = loose", "bridge.data.dri = x");
    String[] arguments = command.equals("run") ? new String[] {"run"} : batch(file("x.csv"));

    assertThat(run(arguments)).isEqualTo(70);
    assertThat(err())
        .startsWith("Could not run.")
        .contains(
            "plural.api.client-id", "PLURAL_API_CLIENT_SECRET", "batch.mode", "bridge.data.dri");
    assertThat(err().lines()).hasSize(5);
    assertThat(out()).isEmpty();
    assertThat(data).doesNotExist();
  }

  @Test
  void a_busy_port_is_named_with_what_sets_it() throws IOException {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      String port = Integer.toString(busy.getLocalPort());

      assertThat(run("sandbox", "--port", port)).isEqualTo(70);
      assertThat(err()).contains(port, "--port").hasLineCount(1);

      settings("plural.api.base-url =", "sandbox.port = " + port);
      assertThat(run("run")).isEqualTo(70);
      assertThat(err()).contains(port, "sandbox.port", "SANDBOX_PORT");

      settings("bridge.management.port = " + port);
      assertThat(run("run")).isEqualTo(70);
      assertThat(err()).contains(port, "bridge.management.port", "BRIDGE_MANAGEMENT_PORT");

      settings("bridge.http.port = " + port);
      assertThat(run("run")).isEqualTo(70);
      assertThat(err()).contains(port, "bridge.http.port", "BRIDGE_HTTP_PORT");
    }
  }

  @Test
  void a_data_folder_that_is_none_is_named() throws IOException {
    Files.writeString(data, "a file");

    assertThat(run(batch(file("x.csv")))).isEqualTo(70);
    assertThat(err()).contains("bridge.data.dir", "BRIDGE_DATA_DIR", data.toString());
  }

  @Test
  void a_database_that_is_not_there_is_said_without_its_password() throws IOException {
    settings(
        "bridge.database.url = jdbc:postgresql://localhost:1/nowhere?connectTimeout=1",
        "bridge.database.username = bridge",
        "bridge.database.password = hush-8f3a61");

    assertThat(run(batch(file("x.csv")))).isEqualTo(70);
    assertThat(err()).contains("localhost:1").doesNotContain("hush");
  }

  @Test
  void a_second_process_on_the_same_data_folder_is_told_what_to_do() throws Exception {
    Files.createDirectories(data);
    Process second;
    String said;
    try (FileChannel channel =
            FileChannel.open(
                data.resolve("journal.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock first = channel.lock()) {
      assertThat(first.isValid()).isTrue();
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:TieredStopAtLevel=1",
              "-cp",
              System.getProperty("java.class.path"),
              Main.class.getName(),
              "batch",
              file("x.csv").toString());
      builder.environment().put("BRIDGE_DATA_DIR", data.toString());
      second = builder.directory(home.toFile()).redirectErrorStream(true).start();
      said = new String(second.getInputStream().readAllBytes(), UTF_8);
      assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(said)
        .as("said by the process that ended with " + second.exitValue())
        .contains(data.toString(), "inbox", "BRIDGE_DATA_DIR");
    assertThat(second.exitValue()).isEqualTo(70);
  }

  // ---- batch -----------------------------------------------------------------------------------

  @Test
  void a_batch_that_succeeded_or_not_says_so_and_is_taken_once() throws IOException {
    List<String> orders = orders(3);
    Path good = file("good.csv", row(orders.get(0), "a"), row(orders.get(1), "b"));

    assertThat(run(batch(good))).isZero();
    assertThat(out()).contains("good.csv", "results", "summary").contains("succeeded  ");

    assertThat(run(batch(file("good again.csv", row(orders.get(0), "a"), row(orders.get(1), "b")))))
        .as("the same content under another name")
        .isEqualTo(2);
    assertThat(out()).contains("DUPLICATE_FILE", "good.csv", "good again.csv");

    Path mixed = file("mixed.csv", row(orders.get(2), "c"), row("v1-unknown", "d"), "nonsense");
    assertThat(run(batch(mixed))).as("one declined, one refused").isEqualTo(1);
    assertThat(out())
        .containsPattern("succeeded +1")
        .containsPattern("declined +1")
        .containsPattern("refused +1");

    Path seen = file("seen.csv", row(orders.get(0), "a"), "");
    assertThat(run(batch(seen))).as("all of it done before, by another file").isZero();
    assertThat(out()).containsPattern("seen before +1");
  }

  @Test
  void a_file_refused_whole_says_why() throws IOException {
    settings("batch.mode = strict");
    List<String> orders = orders(2);
    Path empty = Files.createFile(folder.resolve("empty.csv"));
    Path control = file("control.csv", row(orders.get(0), "k"));
    Files.writeString(folder.resolve("control.csv.ctl"), "rows=2\n");
    Path strict = file("strict.csv", row(orders.get(0), "s"), row("bad id", "t"));

    refused(empty, "EMPTY_FILE");
    refused(file("header.csv"), "NO_ROWS");
    refused(control, "CONTROL_TOTALS_DISAGREE");
    refused(strict, "STRICT");
    assertThat(plural.ledger().captures()).noneMatch(capture -> orders.contains(capture.orderId()));
  }

  @ParameterizedTest
  @CsvSource({
    "nonsense,    64, not an address: nonsense",
    "203.0.113.7, 70, another address by --address"
  })
  void the_sandbox_alone_says_what_is_wrong_with_its_address(String text, int code, String says) {
    assertThat(run("sandbox", "--port", "0", "--address", text)).isEqualTo(code);
    assertThat(err()).contains(says);
  }

  @Test
  void a_service_with_an_address_of_another_machine_could_not_run() throws IOException {
    settings("bridge.http.address = 203.0.113.7");

    assertThat(run("run")).isEqualTo(ExitCode.COULD_NOT_RUN);
    assertThat(err()).contains("bridge.http.address (BRIDGE_HTTP_ADDRESS) must be", "203.0.113.7");
  }

  private void refused(Path file, String code) {
    assertThat(run(batch(file))).as(code).isEqualTo(2);
    assertThat(out()).contains(String.valueOf(file.getFileName()), "is refused", code, ".ack.json");
  }

  @Test
  void a_batch_left_unknown_goes_on_when_it_is_run_again() throws IOException {
    List<String> orders = orders(2);
    Path file = file("night.csv", row(orders.get(0), "u"), row(orders.get(1), "v"));

    // After the first question the next is due so late that only coming back can hurry it.
    settings(
        "bridge.inquiry.first-delay = 3s", "bridge.inquiry.max-delay = 1h", "batch.inquiries = 1");
    plural.setFaults(SandboxFaults.parse("error-after-effect=0.5,error-before-effect=0.5,seed=2"));
    assertThat(run(batch(file))).isEqualTo(3);
    assertThat(out()).contains("still unknown", "Run the same again");

    plural.setFaults(SandboxFaults.NONE);
    assertThat(run(batch(file))).isZero();
    assertThat(out()).containsPattern("succeeded +2");
    assertThat(plural.ledger().summary().ordersCapturedMoreThanOnce()).isEmpty();
  }

  @Test
  void a_batch_with_lines_that_are_parked_is_amended_when_it_is_run_again() throws IOException {
    List<String> orders = orders(2);
    settings("bridge.inquiry.give-up-after = 500ms", "batch.inquiries = 9");
    plural.setFaults(SandboxFaults.parse("error-after-effect=1"));
    Path file =
        file(
            "parked.csv",
            row(orders.get(0), "p") + ",",
            orders.get(0) + ",behind,,,CANCEL",
            row(orders.get(1), "q") + ",");
    Files.writeString(file, Files.readString(file).replaceFirst(HEADER, HEADER + ",action"));

    assertThat(run(batch(file))).isEqualTo(3);
    assertThat(out()).contains("3 lines are parked", "An amendment follows").contains("results");
    Path results = data.resolve("results/parked.results.csv");
    String told = Files.readString(results);

    settings("bridge.inquiry.give-up-after = 500ms", "batch.inquiries = 1");
    assertThat(run(batch(file))).as("asked anew, and in vain").isEqualTo(3);
    assertThat(results).hasContent(told);
    assertThat(data.resolve("results/parked.amendment-1.csv")).doesNotExist();

    plural.setFaults(SandboxFaults.NONE);
    assertThat(run(batch(file))).as("what is captured is not cancelled").isEqualTo(1);
    assertThat(out()).containsPattern("succeeded +2").containsPattern("amendment 1 +.*amendment-1");
    assertThat(results).hasContent(told);
    assertThat(data.resolve("archive/parked.csv")).exists();
    assertThat(Files.readAllLines(data.resolve("results/parked.amendment-1.csv"))).hasSize(4);
  }

  // ---- helpers ---------------------------------------------------------------------------------

  /** The settings of the test, and those. */
  private void settings(String... more) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("bridge.data.dir = " + data);
    lines.add("bridge.management.port = " + Ports.free());
    lines.add("plural.api.base-url = " + plural.baseUrl());
    lines.add("plural.api.response-timeout-ms = 2000");
    lines.add("bridge.retry.first-delay = 50ms");
    lines.add("bridge.inquiry.first-delay = 100ms");
    lines.add("bridge.inquiry.max-delay = 200ms");
    lines.add("bridge.inquiry.proof-after = 1s");
    lines.add("batch.inquiries = 2");
    lines.add("intake.csv.look-first = none");
    lines.addAll(List.of(more));
    Files.write(
        Files.createDirectories(home.resolve("config")).resolve("application.properties"), lines);
  }

  private static List<String> orders(int count) {
    return plural.ledger().authoriseOrders(count, 1_100);
  }

  private static String row(String order, String reference) {
    return order + "," + reference + "-" + order.hashCode() + ",1100,INR";
  }

  private Path file(String name, String... rows) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(HEADER);
    lines.addAll(List.of(rows));
    return Files.write(folder.resolve(name), lines);
  }

  private static String[] batch(Path file) {
    return new String[] {"batch", file.toString()};
  }

  private static String[] and(String[] prefix, String last) {
    List<String> all = new ArrayList<>(List.of(prefix));
    all.add(last);
    return all.toArray(new String[0]);
  }

  private int run(String... arguments) {
    out.reset();
    err.reset();
    return Main.run(arguments);
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }
}
