package io.pluralbridge.flow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Ledger;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxSettings;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files dropped into the inbox of a running bridge, and the papers that come back. */
class DroppedFileTest {

  private static final String HEADER = "order_id,merchant_capture_reference,amount,currency";
  private static final String CARD = "4111111111111111";

  @TempDir static Path data;
  private static Sandbox sandbox;
  private static RunningBridge bridge;
  private static int references;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.start(SandboxSettings.onFreePort().withGullible(true));
    bridge = RunningBridge.start(data, sandbox, Map.of());
  }

  @AfterAll
  static void stop() {
    bridge.close();
    sandbox.close();
  }

  @AfterEach
  void behave() {
    sandbox.setFaults(SandboxFaults.NONE);
  }

  @Test
  void every_line_is_captured_once_and_has_one_result_whatever_goes_wrong() throws Exception {
    sandbox.setFaults(
        SandboxFaults.parse(
            "lost-after-effect=0.06,lost-before-effect=0.06,error-after-effect=0.05,"
                + "error-before-effect=0.05,rate-limited=0.05,token-forgotten=0.02,"
                + "slow=0.02,slow-ms=1500,seed=11"));
    List<String> orders = sandbox.ledger().authoriseOrders(300, 1100);
    List<String> lines = new ArrayList<>(List.of(HEADER + ",action"));
    for (int i = 0; i < 300; i++) {
      lines.add(line(orders.get(i), i % 3 == 0 ? "" : "1100", i % 3 == 0 ? "CANCEL" : "CAPTURE"));
    }
    bridge.drop("bad-night.csv", lines);

    List<String> results = bridge.results("bad-night");

    assertThat(results).hasSize(301);
    assertThat(results.subList(1, 301)).allMatch(row -> row.contains(",SUCCEEDED,"));
    assertThat(bridge.summary("bad-night")).contains("BALANCED").contains("220000");
    for (int i = 0; i < 300; i++) {
      Ledger ledger = sandbox.ledger();
      assertThat(ledger.order(orders.get(i)).orElseThrow().effects().stream().map(e -> e.what()))
          .as(orders.get(i))
          .filteredOn(what -> what.equals("CAPTURED") || what.equals("CANCELLED"))
          .containsExactly(i % 3 == 0 ? "CANCELLED" : "CAPTURED");
    }
  }

  private static String line(String order, String amount, String action) {
    return order
        + ","
        + reference()
        + ","
        + amount
        + ","
        + (amount.isEmpty() ? "" : "INR")
        + ","
        + action;
  }

  private static String reference() {
    return "ref-" + ++references;
  }

  private static String capture(String order) {
    return order + "," + reference() + ",1100,INR";
  }

  private static String order() {
    return sandbox.ledger().authoriseOrders(1, 1100).get(0);
  }

  static Stream<Arguments> badFiles() {
    String good = HEADER + "\nv1-a,ref,1100,INR\n";
    return Stream.of(
        Arguments.of("empty", bytes(""), "EMPTY_FILE"),
        Arguments.of("header-only", bytes(HEADER + "\n"), "NO_ROWS"),
        Arguments.of("wrong-header", bytes("order,amount\nx,1\n"), "COLUMN_MISSING"),
        Arguments.of("utf-16", good.getBytes(UTF_16), "NOT_UTF_8"),
        Arguments.of("not-a-csv", new byte[] {'P', 'K', 3, 4, 0, 0, 1, -1, -2}, "NOT_A_CSV"),
        Arguments.of("carriage-returns", bytes(good.replace('\n', '\r')), "CR_LINE_ENDS"));
  }

  @ParameterizedTest
  @MethodSource("badFiles")
  void a_file_that_cannot_be_read_is_refused_with_the_reason(
      String name, byte[] content, String code) throws Exception {
    bridge.drop(name + ".csv", content);

    assertThat(bridge.acknowledgement(name)).contains("\"REFUSED\"").contains(code);
    await().until(() -> Files.exists(data.resolve("refused").resolve(name + ".csv")));
    assertThat(data.resolve("results").resolve(name + ".results.csv")).doesNotExist();
  }

  static Stream<Arguments> badLines() {
    return Stream.of(
        Arguments.of("leading-zero", "v1-a,ref,01100,INR", "AMOUNT_LEADING_ZERO"),
        Arguments.of("negative", "v1-a,ref,-5,INR", "AMOUNT_NOT_POSITIVE"),
        Arguments.of("letter", "v1-a,ref,11O0,INR", "AMOUNT_NOT_DIGITS"),
        Arguments.of("spaces", "v1-a,ref, 1100 ,INR", "AMOUNT_NOT_DIGITS"),
        Arguments.of("too-large", "v1-a,ref,99999999999999999999,INR", "AMOUNT_TOO_LARGE"),
        Arguments.of("nul", "v1-a,re\0f,1100,INR", "NUL_BYTE"),
        Arguments.of("stray-quote", "v1-a,re\"f,1100,INR", "STRAY_QUOTE"),
        Arguments.of("three-fields", "v1-a,ref,1100", "WRONG_NUMBER_OF_FIELDS"),
        Arguments.of("ten-megabytes", "v1-a," + "x".repeat(10_000_000) + ",1,INR", "LINE_TOO_LONG"),
        Arguments.of("path", "../../etc/passwd,ref,1100,INR", "ORDER_ID_INVALID"));
  }

  @ParameterizedTest
  @MethodSource("badLines")
  void a_bad_line_is_refused_and_its_neighbours_are_captured(String name, String line, String code)
      throws Exception {
    String before = order();
    String after = order();
    bridge.drop(name + ".csv", List.of(HEADER, capture(before), line, capture(after)));

    List<String> results = bridge.results(name);

    assertThat(results).hasSize(4);
    assertThat(results.get(1)).startsWith(before).contains(",2,SUCCEEDED,PROCESSED,");
    assertThat(results.get(2)).contains(",3,REFUSED,," + code);
    assertThat(results.get(3)).startsWith(after).contains(",4,SUCCEEDED,PROCESSED,");
    assertThat(bridge.acknowledgement(name)).contains("\"ACCEPTED\"").contains(code);
    assertThat(bridge.summary(name)).contains("\"BALANCED\"");
  }

  @Test
  void what_stands_in_a_note_over_several_lines_is_not_carried_out() throws Exception {
    List<String> orders = List.of(order(), order(), order());
    bridge.drop(
        "noted.csv",
        List.of(
            HEADER + ",note",
            capture(orders.get(0)) + ",\"Anna wrote, and it is not to be done:",
            capture(orders.get(1)) + ",old draft",
            "regards\"",
            capture(orders.get(2)) + ",yes"));

    List<String> results = bridge.results("noted");

    assertThat(results).hasSize(5);
    assertThat(results.subList(1, 4)).allMatch(row -> row.contains(",REFUSED,,UNCLOSED_QUOTE,"));
    assertThat(results.get(4)).startsWith(orders.get(2)).contains(",5,SUCCEEDED,PROCESSED,");
    assertThat(orders.subList(0, 2))
        .allMatch(
            order ->
                sandbox.ledger().order(order).orElseThrow().status().name().equals("AUTHORIZED"));
    assertThat(bridge.acknowledgement("noted")).contains("opened on line 2");
    assertThat(bridge.summary("noted")).contains("\"BALANCED\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1100.00", "\"1,100\"", "₹1100", "1.1E+05"})
  void one_amount_that_is_written_as_money_refuses_the_whole_file(String amount) throws Exception {
    String name = "rupees-" + references;
    List<String> orders = List.of(order(), order());
    bridge.drop(
        name + ".csv",
        List.of(
            HEADER,
            capture(orders.get(0)),
            orders.get(1) + "," + reference() + "," + amount + ",INR"));

    assertThat(bridge.acknowledgement(name))
        .contains("\"REFUSED\"", "AMOUNT_NOT_MINOR_UNITS", "line 3, amount ")
        .contains("\"line\" : 3,\n    \"column\" : \"amount\"")
        .contains("as rupees it is INR 1", "as minor units it is INR 1");
    await().until(() -> Files.exists(data.resolve("refused").resolve(name + ".csv")));
    assertThat(data.resolve("results").resolve(name + ".results.csv")).doesNotExist();
    assertThat(orders)
        .allMatch(
            order ->
                sandbox.ledger().order(order).orElseThrow().status().name().equals("AUTHORIZED"));
  }

  @Test
  void byte_order_mark_windows_line_ends_and_further_columns_are_no_trouble() throws Exception {
    String order = order();
    String content =
        "\uFEFFnote,currency,amount,merchant_capture_reference,order_id\r\n"
            + "\"=1+1, \"\"so\"\"\",INR,1100,"
            + reference()
            + ","
            + order
            + "\r\n\r\n";
    bridge.drop("spreadsheet.csv", bytes(content));

    assertThat(bridge.results("spreadsheet").get(1))
        .startsWith("\"'=1+1, \"\"so\"\"\",INR,1100,")
        .contains(",2,SUCCEEDED,");
  }

  @Test
  void a_card_number_is_refused_and_is_nowhere_afterwards() throws Exception {
    List<String> lines =
        List.of(
            HEADER + ",note",
            capture(order()) + ",fine",
            capture(order()) + ",card 4111 1111 1111 1111",
            CARD + ",ref,1100,INR,",
            "v1-a,\"" + CARD + ",1100,INR,",
            "v1-a,ref," + CARD + ",INR,");
    bridge.drop("cards.csv", lines);

    List<String> results = bridge.results("cards");

    assertThat(results.get(1)).contains(",SUCCEEDED,");
    assertThat(results.subList(2, 6)).allMatch(row -> row.contains(",REFUSED,,CARD_NUMBER,"));
    await().until(() -> Files.exists(data.resolve("archive/cards.csv")));
    bridge.drop(CARD + ".csv", List.of(HEADER, "v1-a,ref," + CARD + ",INR"));
    bridge.acknowledgementOfMadeSafe("_".repeat(16));
    bridge.madeSafe("refused", "_".repeat(16), ".csv");
    try (Stream<Path> files = Files.walk(data)) {
      assertThat(files)
          .allSatisfy(file -> assertThat(file.toString()).doesNotContain(CARD))
          .filteredOn(Files::isRegularFile)
          .allSatisfy(
              file ->
                  assertThat(Files.readString(file, ISO_8859_1))
                      .doesNotContain(CARD)
                      .doesNotContain("4111 1111 1111 1111"));
    }
  }

  @Test
  void the_same_content_under_another_name_is_refused_naming_the_first() throws Exception {
    String order = order();
    List<String> lines = List.of(HEADER, capture(order));
    bridge.drop("original.csv", lines);
    bridge.results("original");

    bridge.drop("copy.csv", lines);

    assertThat(bridge.acknowledgement("copy"))
        .contains("\"REFUSED\"", "DUPLICATE_FILE", "original.csv");
    assertThat(sandbox.ledger().order(order).orElseThrow().captured()).isEqualTo(1100);
  }

  @Test
  void a_file_dropped_twice_at_once_is_carried_out_once() throws Exception {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    sandbox.ledger().authoriseOrders(50, 1100).forEach(order -> lines.add(capture(order)));
    long before = sandbox.ledger().summary().captures();
    bridge.drop("twin-a.csv", lines);
    bridge.drop("twin-b.csv", lines);

    String both = bridge.acknowledgement("twin-a") + bridge.acknowledgement("twin-b");
    assertThat(both).contains("\"ACCEPTED\"").containsOnlyOnce("DUPLICATE_FILE");
    bridge.results(bridge.acknowledgement("twin-a").contains("\"ACCEPTED\"") ? "twin-a" : "twin-b");
    assertThat(sandbox.ledger().summary().captures() - before).isEqualTo(50);
  }

  @Test
  void a_line_of_yesterday_gets_yesterdays_outcome_and_is_not_carried_out_again() throws Exception {
    String order = order();
    String line = capture(order);
    bridge.drop("yesterday.csv", List.of(HEADER, line));
    bridge.results("yesterday");

    String changed = line.replace(",1100,", ",900,");
    bridge.drop("today.csv", List.of(HEADER, capture(order()), line, changed));

    List<String> today = bridge.results("today");
    assertThat(today.get(2)).contains("SUCCEEDED,PROCESSED,SEEN_BEFORE", "yesterday.csv");
    assertThat(today.get(3)).contains("REFUSED,,KEY_REUSED", "line 2 of yesterday.csv");
    assertThat(sandbox.ledger().order(order).orElseThrow().captured()).isEqualTo(1100);
  }

  @Test
  void a_name_used_again_sets_the_earlier_papers_aside() throws Exception {
    bridge.drop("nightly.csv", List.of(HEADER, capture(order())));
    List<String> first = bridge.results("nightly");
    Files.delete(data.resolve("results/nightly.summary.json"));
    bridge.drop("nightly.csv", List.of(HEADER, capture(order())));
    List<String> second = bridge.results("nightly");

    assertThat(second).isNotEqualTo(first);
    try (Stream<Path> archived = Files.list(data.resolve("archive"))) {
      assertThat(archived.map(p -> p.getFileName().toString()).filter(n -> n.startsWith("nightly")))
          .anyMatch(n -> n.matches("nightly\\.results\\..*\\.csv"))
          .anyMatch(n -> n.matches("nightly\\.ack\\..*\\.json"));
    }
  }

  @Test
  void a_file_that_still_grows_is_left_alone() throws Exception {
    List<String> orders = sandbox.ledger().authoriseOrders(4, 1100);
    Path growing = bridge.inbox().resolve("growing.csv");
    try (Writer writer = Files.newBufferedWriter(growing, UTF_8)) {
      writer.write(HEADER + "\n");
      for (String order : orders) {
        writer.write(capture(order) + "\n");
        writer.flush();
        Path other = bridge.inbox().resolve("other.csv");
        long until = System.nanoTime() + Duration.ofMillis(600).toNanos();
        await().pollInterval(Duration.ofMillis(50)).until(() -> System.nanoTime() > until);
        assertThat(growing).exists();
        assertThat(other).doesNotExist();
      }
    }
    assertThat(bridge.results("growing")).hasSize(5);
  }

  @Test
  void control_totals_that_agree_are_accepted_and_others_refuse_the_file() throws Exception {
    String agreed = capture(order());
    bridge.drop("agreed.csv.ctl", List.of("rows=1", "amount.INR=1100"));
    bridge.drop("agreed.csv", List.of(HEADER, agreed));
    bridge.drop("cut-off.csv.ctl", List.of("rows=2", "amount.INR=2200"));
    bridge.drop("cut-off.csv", List.of(HEADER, capture(order())));

    assertThat(bridge.results("agreed").get(1)).contains("SUCCEEDED");
    assertThat(bridge.acknowledgement("cut-off"))
        .contains("\"REFUSED\"", "CONTROL_TOTALS_DISAGREE", "2200", "1100");
    assertThat(data.resolve("inbox/cut-off.csv.ctl")).doesNotExist();
  }

  @ParameterizedTest
  @MethodSource("strangeNames")
  void the_name_of_a_file_steers_nothing(String name) throws IOException {
    bridge.drop(name, List.of(HEADER, capture(order())));

    await().until(() -> !Files.exists(bridge.inbox().resolve(name)));
    String shown = name.replaceAll("[^A-Za-z0-9 ._()@+-]", "_").replaceFirst("^\\.", "_");
    String base = shown.substring(0, shown.length() - 4);
    assertThat(bridge.acknowledgementOfMadeSafe(base)).contains("FILE_NAME");
    bridge.madeSafe("refused", base, ".csv");
  }

  @Test
  void a_name_that_is_made_safe_takes_the_papers_of_no_other_file() throws Exception {
    bridge.drop("Ann_.csv", List.of(HEADER, capture(order())));
    List<String> results = bridge.results("Ann_");
    String accepted = bridge.acknowledgement("Ann_");

    bridge.drop("Ann?.csv", List.of(HEADER, capture(order())));
    bridge.drop("Ann*.csv", List.of(HEADER, capture(order())));

    await().until(() -> countOf("refused", "Ann_~[a-p]{8}\\.csv") == 2);
    assertThat(countOf("acks", "Ann_~[a-p]{8}\\.ack\\.json")).isEqualTo(2);
    assertThat(bridge.acknowledgement("Ann_")).isEqualTo(accepted).contains("ACCEPTED");
    assertThat(bridge.results("Ann_")).isEqualTo(results);
    assertThat(countOf("archive", "Ann_.*\\.ack\\..*")).isZero();
  }

  private static long countOf(String folder, String name) throws IOException {
    if (!Files.exists(data.resolve(folder))) {
      return 0;
    }
    try (Stream<Path> files = Files.list(data.resolve(folder))) {
      return files.filter(file -> file.getFileName().toString().matches(name)).count();
    }
  }

  static Stream<String> strangeNames() {
    return Stream.of(
        "${sys.user.home}.csv",
        "$simple{body}.csv",
        "a\nb.csv",
        "bean:journal?method=close.csv",
        "{{plural.api.client-secret}}.csv",
        "RAW(x)&move=..csv");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
