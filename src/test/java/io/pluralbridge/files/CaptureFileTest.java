package io.pluralbridge.files;

import static io.pluralbridge.files.Dropped.CARD;
import static io.pluralbridge.files.Dropped.ORDER;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pluralbridge.files.CaptureLine.Bad;
import io.pluralbridge.files.CaptureLine.Good;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Money;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureFileTest {

  private static final String WITH_ACTION =
      "order_id,merchant_capture_reference,amount,currency,action";

  @TempDir Path folder;

  @Test
  void a_row_becomes_a_command() throws Exception {
    assertThat(Dropped.good().read(folder).get(0))
        .isEqualTo(
            new Good(
                2,
                new Command(
                    Command.DEFAULT_MERCHANT,
                    Action.CAPTURE,
                    "cap-1",
                    ORDER,
                    Money.of(1100, "INR"),
                    "{\"merchant_capture_reference\":\"cap-1\","
                        + "\"capture_amount\":{\"value\":1100,\"currency\":\"INR\"}}"),
                Money.of(1100, "INR"),
                false));
  }

  @Test
  void a_backslash_in_a_reference_is_sent_as_one() throws Exception {
    Good good = (Good) Dropped.good().withRow(ORDER + ",cap\\1,1100,INR").read(folder).get(1);

    assertThat(good.command().key()).isEqualTo("cap\\1");
    assertThat(new ObjectMapper().readTree(good.command().body()).get("merchant_capture_reference"))
        .hasToString("\"cap\\\\1\"");
  }

  @Test
  void columns_come_in_any_order_and_further_ones_are_carried() throws Exception {
    Path file =
        new Dropped(
                "note,currency,amount,merchant_capture_reference,order_id",
                List.of("\"=1+1, naïve\",INR,1100,cap-1," + ORDER))
            .in(folder);

    try (CaptureFile captures = CaptureFile.open(file)) {
      assertThat(captures.columns())
          .containsExactly("note", "currency", "amount", "merchant_capture_reference", "order_id");
      assertThat(captures.next()).isInstanceOf(Good.class);
      assertThat(captures.next()).isNull();
    }
  }

  @Test
  void a_cancel_needs_no_amount_and_sends_none() throws Exception {
    List<CaptureLine> lines =
        Dropped.good()
            .withHeader(WITH_ACTION)
            .withRows(ORDER + ",c-1,,,CANCEL", ORDER + ",c-2,1100,INR,CANCEL")
            .read(folder);

    assertThat(lines)
        .containsExactly(
            new Good(2, cancel("c-1"), null, false),
            new Good(3, cancel("c-2"), Money.of(1100, "INR"), false));
  }

  private static Command cancel(String key) {
    return new Command(Command.DEFAULT_MERCHANT, Action.CANCEL, key, ORDER, null, "");
  }

  @Test
  void an_empty_action_is_a_capture() throws Exception {
    Good good =
        (Good)
            Dropped.good()
                .withHeader(WITH_ACTION)
                .withRows(ORDER + ",c-1,1100,INR,")
                .read(folder)
                .get(0);

    assertThat(good.command().action()).isEqualTo(Action.CAPTURE);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        ",,CAPTURE,AMOUNT_MISSING CURRENCY_MISSING",
        "1100,,CANCEL,CURRENCY_MISSING",
        ",INR,CANCEL,AMOUNT_MISSING",
        "0,INR,CANCEL,AMOUNT_NOT_POSITIVE",
        "1100,INR,cancel,ACTION_UNKNOWN",
        "1100,INR,REFUND,ACTION_UNKNOWN",
        ",,` CANCEL`,ACTION_UNKNOWN",
      })
  void what_an_action_lacks_is_told(String amount, String currency, String action, String codes)
      throws Exception {
    String row = ORDER + ",c-1," + orEmpty(amount) + "," + orEmpty(currency) + "," + action;

    assertThat(codes(bad(Dropped.good().withHeader(WITH_ACTION).withRows(row).read(folder), 0)))
        .containsExactly(codes.split(" "));
  }

  private static String orEmpty(String value) {
    return value == null ? "" : value;
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "11.00|AMOUNT_NOT_MINOR_UNITS|1100 for 11.00 INR",
        "11.5|AMOUNT_NOT_MINOR_UNITS|1150 for 11.5 INR",
        "11.005|AMOUNT_NOT_MINOR_UNITS|write minor units",
        "1100.|AMOUNT_NOT_MINOR_UNITS|without a point",
        ".50|AMOUNT_NOT_MINOR_UNITS|without a point",
        "-5|AMOUNT_NOT_POSITIVE|more than zero",
        "0|AMOUNT_NOT_POSITIVE|more than zero",
        "000|AMOUNT_NOT_POSITIVE|more than zero",
        "+5|AMOUNT_NOT_DIGITS|without a sign",
        "1e3|AMOUNT_NOT_DIGITS|without an exponent",
        "1.1E3|AMOUNT_NOT_DIGITS|without an exponent",
        "` 1100 `|AMOUNT_NOT_DIGITS|without spaces",
        "` `|AMOUNT_NOT_DIGITS|the digits 0 to 9 only",
        "1'100|AMOUNT_NOT_DIGITS|without anything between",
        "1 100|AMOUNT_NOT_DIGITS|without anything between",
        "`\"1,10,000\"`|AMOUNT_NOT_DIGITS|without anything between",
        "१२|AMOUNT_NOT_DIGITS|the digits 0 to 9 only",
        "₹11|AMOUNT_NOT_DIGITS|the digits 0 to 9 only",
        "0x1F|AMOUNT_NOT_DIGITS|the digits 0 to 9 only",
        "01100|AMOUNT_LEADING_ZERO|without zeros in front",
        "99999999999999999999|AMOUNT_TOO_LARGE|at most 12 digits",
        "1000000000000|AMOUNT_TOO_LARGE|at most 12 digits",
        "``|AMOUNT_MISSING|minor units",
      },
      delimiter = '|')
  void an_amount_that_is_not_one_is_refused_with_what_to_write(
      String amount, String code, String right) throws Exception {
    Bad bad = bad(Dropped.good().withAmount(amount).read(folder), 1);

    assertThat(bad.line()).isEqualTo(3);
    assertThat(bad.amount()).isNull();
    assertThat(bad.errors()).hasSize(1);
    assertThat(bad.errors().get(0).column()).isEqualTo("amount");
    assertThat(bad.errors().get(0).code()).isEqualTo(code);
    assertThat(bad.errors().get(0).message()).contains(right);
  }

  @Test
  void the_largest_amount_has_twelve_digits() throws Exception {
    assertThat(Dropped.good().withAmount("999999999999").read(folder).get(1).amount())
        .isEqualTo(Money.of(999_999_999_999L, "INR"));
  }

  @Test
  void the_hint_for_a_decimal_point_knows_the_currency() throws Exception {
    Dropped dropped =
        Dropped.good()
            .withRows(ORDER + ",a,11.5,KWD", ORDER + ",b,11.50,JPY", ORDER + ",c,11.00,JPY");

    assertThat(dropped.read(folder))
        .extracting(line -> ((Bad) line).errors().get(0).message())
        .satisfiesExactly(
            first -> assertThat(first).contains("11500 for 11.5 KWD"),
            second -> assertThat(second).contains("without a point"),
            third -> assertThat(third).contains("11 for 11.00 JPY"));
  }

  @ParameterizedTest
  @CsvSource({
    "inr,write INR",
    "' INR',write INR",
    "Rs,ISO 4217",
    "ABC,ISO 4217",
    "XXX,ISO 4217",
    "XAU,ISO 4217"
  })
  void a_currency_that_is_not_one_is_refused(String currency, String right) throws Exception {
    Bad bad = bad(Dropped.good().withRow(ORDER + ",cap-x,1100," + currency).read(folder), 1);

    assertThat(codes(bad)).containsExactly("CURRENCY_UNKNOWN");
    assertThat(bad.errors().get(0).message()).contains(right);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a/b", "ä", "a\u0007", "x\u202E", "a;b"})
  void a_name_has_letters_digits_dashes_and_underscores_only(String name) throws Exception {
    Bad bad = bad(Dropped.good().withRow(name + "," + name + ",1100,INR").read(folder), 1);

    assertThat(codes(bad)).containsExactly("ORDER_ID_INVALID", "REFERENCE_INVALID");
    assertThat(bad.amount()).isEqualTo(Money.of(1100, "INR"));
    assertThat(bad.errors().get(0).message())
        .matches(message -> message.chars().noneMatch(Character::isISOControl))
        .doesNotContain("\u202E");
  }

  @Test
  void a_name_has_fifty_characters_at_most() throws Exception {
    String fifty = "x".repeat(50);
    List<CaptureLine> lines =
        Dropped.good()
            .withRows(
                fifty + "," + fifty + ",1100,INR",
                fifty + "x," + fifty + "x,1100,INR",
                ",,1100,INR")
            .read(folder);

    assertThat(lines.get(0)).isInstanceOf(Good.class);
    assertThat(codes(bad(lines, 1))).containsExactly("ORDER_ID_INVALID", "REFERENCE_INVALID");
    assertThat(codes(bad(lines, 2))).containsExactly("ORDER_ID_MISSING", "REFERENCE_MISSING");
  }

  @Test
  void an_order_id_takes_no_backslash() throws Exception {
    assertThat(codes(bad(Dropped.good().withRow("v1\\x,cap,1100,INR").read(folder), 1)))
        .containsExactly("ORDER_ID_INVALID");
  }

  @Test
  void all_that_is_wrong_with_a_line_is_told_at_once() throws Exception {
    Bad bad =
        bad(
            Dropped.good().withHeader(WITH_ACTION).withRows("a b,,11.00,inr,capture").read(folder),
            0);

    assertThat(codes(bad))
        .containsExactlyInAnyOrder(
            "ORDER_ID_INVALID",
            "REFERENCE_MISSING",
            "AMOUNT_NOT_MINOR_UNITS",
            "CURRENCY_UNKNOWN",
            "ACTION_UNKNOWN");
  }

  @Test
  void a_long_value_is_shortened_in_the_message() throws Exception {
    Bad bad = bad(Dropped.good().withRow("y".repeat(5000) + ",cap,1100,INR").read(folder), 1);

    assertThat(bad.errors().get(0).message()).hasSizeLessThan(200).contains("yyy...");
  }

  static Stream<Arguments> spoiltLines() {
    return Stream.of(
        Arguments.of(ORDER + ",\"cap\"x,1100,INR", "TEXT_AFTER_QUOTE"),
        Arguments.of(ORDER + ",cap\"x,1100,INR", "STRAY_QUOTE"),
        Arguments.of(ORDER + ",cap\rx,1100,INR", "CARRIAGE_RETURN"),
        Arguments.of(ORDER + ",cap-x,1100", "WRONG_NUMBER_OF_FIELDS"),
        Arguments.of(ORDER + ",cap-x,1100,INR,", "WRONG_NUMBER_OF_FIELDS"),
        Arguments.of(ORDER + ",cap-x," + "1".repeat(10_000_000) + ",INR", "LINE_TOO_LONG"));
  }

  @ParameterizedTest
  @MethodSource("spoiltLines")
  void one_bad_line_costs_only_itself(String row, String code) throws Exception {
    List<CaptureLine> lines = Dropped.good().withRow(row).read(folder);

    assertThat(lines).extracting(CaptureLine::line).containsExactly(2L, 3L, 4L);
    assertThat(lines.get(0)).isInstanceOf(Good.class);
    assertThat(codes(bad(lines, 1))).containsExactly(code);
    assertThat(lines.get(2)).isInstanceOf(Good.class);
  }

  private static final String WITH_NOTE =
      "order_id,merchant_capture_reference,amount,currency,note";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // What stands in a note is no row, whatever it looks like.
        "`O1,r1,1,INR,\"Anna wrote~O2,r2,1,INR,old~regards\"~O4,r4,1,INR,x` | 2,3,4",
        "`O1,r1,1,INR,\"Anna wrote~~O2,r2,1,INR,old~ \"~O4,r4,1,INR,x` | 2,4,5",
        "`O1,r1,1,INR,\"a~O2,r2,1,INR,he said \"\"no\"\"~b\",~O4,r4,1,INR,x` | 2,3,4",
        "`O1,r1,1,INR,\"a~O2,r2,1,INR,he said \"no\" loudly~b\"~O4,r4,1,INR,x` | 2,3,4",
        "`O1,r1,1,INR, \"a~O2,r2,1,INR,x~b\"~O4,r4,1,INR,x` | 2,3,4",
        "`O1,r\"1,1,INR,\"a~O2,r2,1,INR,x~b\"~O4,r4,1,INR,x` | 2,3,4",
        // The line that closes it may open another.
        "`O1,r1,1,INR,\"a~O2,r2,1,INR,b\",\"c~O3,r3,1,INR,x~d\"~O5,r5,1,INR,x` | 2,3,4,5",
        // Nothing closes it.
        "`O1,\"r1,1,INR,a~O2,r2,1,INR,x~O3,r3,1,INR,x` | 2,3,4",
        "`O1,\"r1,1,INR,a~O2,r2,1,INR,x~\"O3\",r3,1,INR,x~O4,r4,1,INR,x` | 2,3,4",
        // Quotes that open nothing.
        "`O1,r1,1,INR,5\" pipe~O2,r2,1,INR,x` | 2",
        "`O1,r1,1,INR,\"Anna\" Smith~O2,r2,1,INR,x` | 2",
        "`O1,r1,1,INR,\"the \"big\" one\"~O2,r2,1,INR,x` | 2",
        "`O1,r1,1,INR,\"a \"\"b\"\"\"~O2,r2,1,INR,\"\"~O3,r3,1,INR,\"x,y\"` | ``",
      })
  void nothing_inside_a_quote_is_carried_out_up_to_the_line_that_closes_it(
      String rows, @Nullable String refused) throws Exception {
    List<CaptureLine> lines =
        Dropped.good().withHeader(WITH_NOTE).withRows(rows.split("~", -1)).read(folder);

    assertThat(lines)
        .filteredOn(line -> line instanceof Bad)
        .extracting(line -> String.valueOf(line.line()))
        .containsExactlyElementsOf(
            refused == null || refused.isEmpty() ? List.of() : List.of(refused.split(",")));
  }

  @Test
  void a_line_inside_quotes_is_told_where_they_were_opened() throws Exception {
    List<CaptureLine> lines =
        Dropped.good()
            .withHeader(WITH_NOTE)
            .withRows("O1,r1,1,INR,\"Anna wrote", "O2,r2,1,INR,old " + CARD, "regards\"")
            .read(folder);

    assertThat(codes(bad(lines, 0))).containsExactly("UNCLOSED_QUOTE");
    assertThat(codes(bad(lines, 1))).containsExactly("CARD_NUMBER", "UNCLOSED_QUOTE");
    assertThat(bad(lines, 1).errors().get(1).message()).contains("opened on line 2");
    assertThat(codes(bad(lines, 2))).containsExactly("UNCLOSED_QUOTE");
  }

  @Test
  void a_quote_far_behind_in_a_line_that_is_too_long_is_seen() throws Exception {
    String far = "O1,r1,1,INR,\"" + "x".repeat(300_000);
    List<CaptureLine> lines =
        Dropped.good()
            .withHeader(WITH_NOTE)
            .withRows(
                far,
                "O2,r2,1,INR,x",
                "x".repeat(300_000) + "\"",
                "O4,r4,1,INR,x",
                far + "\"",
                "O6,r6,1,INR,x")
            .read(folder);

    assertThat(lines)
        .filteredOn(line -> line instanceof Good)
        .extracting(CaptureLine::line)
        .containsExactly(5L, 7L);
  }

  @Test
  void the_number_of_fields_is_told_with_the_one_expected() throws Exception {
    Bad bad = bad(Dropped.good().withRow("a,b,c,d,e,f").read(folder), 1);

    assertThat(bad.errors().get(0).message()).contains("6 fields").contains("names 4");
  }

  @Test
  void a_line_with_a_nul_is_refused_for_all_that_is_wrong_with_it() throws Exception {
    Bad bad = bad(Dropped.good().withRow(ORDER + ",cap\0x,1100,INR").read(folder), 1);

    assertThat(codes(bad)).containsExactly("NUL_BYTE", "REFERENCE_INVALID");
    assertThat(bad.amount()).isEqualTo(Money.of(1100, "INR"));
  }

  @Test
  void a_line_that_is_not_utf_8_costs_only_itself() throws Exception {
    Path file = folder.resolve("latin1.csv");
    Files.write(
        file,
        Dropped.good()
            .withHeader("order_id,merchant_capture_reference,amount,currency,note")
            .withRows(ORDER + ",c-1,1100,INR,café", ORDER + ",c-2,1100,INR,cafe")
            .text()
            .getBytes(ISO_8859_1));

    List<CaptureLine> lines = Dropped.readAll(file);

    assertThat(codes(bad(lines, 0))).containsExactly("NOT_UTF_8");
    assertThat(bad(lines, 0).errors().get(0).message()).contains("byte 41");
    assertThat(lines.get(1)).isInstanceOf(Good.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\n"})
  void line_ends_byte_order_mark_and_blank_lines_are_tolerated(String end) throws Exception {
    Path file = folder.resolve("windows.csv");
    String text = "\uFEFF\n" + Dropped.good().text() + "\n   \n" + ORDER + ",cap-9,1,INR";
    Files.write(file, text.replace("\n", end).getBytes(UTF_8));

    assertThat(Dropped.readAll(file))
        .hasOnlyElementsOfType(Good.class)
        .extracting(CaptureLine::line)
        .containsExactly(3L, 4L, 7L);
  }

  static Stream<Arguments> linesWithACardNumber() {
    return Stream.of(
        Arguments.of(CARD + ",cap-x,1100,INR,n", "order_id"),
        Arguments.of(ORDER + "," + CARD + ",1100,INR,n", "merchant_capture_reference"),
        Arguments.of(ORDER + ",cap-x," + CARD + ",INR,n", "amount"),
        Arguments.of(ORDER + ",cap-x,1100," + CARD + ",n", "currency"),
        Arguments.of(ORDER + ",cap-x,1100,INR,paid with " + CARD, "note"),
        Arguments.of(ORDER + ",cap-x,1100,INR,4111 1111 1111 1111", "note"),
        Arguments.of(ORDER + ",cap-x,1100,INR,4111-1111-1111-1111", "note"),
        Arguments.of(ORDER + ",cap-x,1100,INR,4111\u00001111\u00001111\u00001111", "note"),
        Arguments.of(ORDER + ",cap-x,11.00,inr,\"" + CARD + "\"", "note"),
        Arguments.of(ORDER + ",cap-x,1100,INR,\"" + CARD, null),
        Arguments.of(ORDER + ",cap-x,1100,INR,a\"" + CARD, null),
        Arguments.of(ORDER + ",cap-x,1100,INR," + CARD + ",more", null),
        Arguments.of(CARD, null),
        Arguments.of(ORDER + ",cap-x,1100,INR," + "y".repeat(90_000) + " " + CARD, null));
  }

  @ParameterizedTest
  @MethodSource("linesWithACardNumber")
  void a_card_number_anywhere_refuses_the_line_and_is_never_repeated(String row, String column)
      throws Exception {
    List<CaptureLine> lines =
        Dropped.good()
            .withHeader("order_id,merchant_capture_reference,amount,currency,note")
            .withRows(ORDER + ",cap-1,1100,INR,n", row, ORDER + ",cap-2,1100,INR,n")
            .read(folder);

    Bad bad = bad(lines, 1);
    assertThat(bad.cardNumber()).isTrue();
    assertThat(bad.errors())
        .filteredOn(error -> error.code().equals("CARD_NUMBER"))
        .extracting(LineError::column)
        .containsExactly(column);
    assertThat(bad.errors())
        .extracting(LineError::message)
        .noneMatch(message -> message.contains("411") || message.contains(ORDER));
    assertThat(lines.get(0)).isInstanceOf(Good.class);
    boolean leavesAQuoteOpen = row.contains(",\"" + CARD) && !row.endsWith("\"");
    assertThat(lines.get(2)).isInstanceOf(leavesAQuoteOpen ? Bad.class : Good.class);
  }

  @Test
  void no_value_of_a_line_with_a_card_number_is_shown() throws Exception {
    Bad bad =
        bad(
            Dropped.good()
                .withHeader(WITH_ACTION + ",note")
                .withRows("a b,c d,77.25,inrx,captured," + CARD)
                .read(folder),
            0);

    assertThat(bad.errors()).hasSize(6);
    assertThat(bad.errors())
        .extracting(LineError::message)
        .noneMatch(message -> message.matches("(?s).*(a b|c d|77|7725|inrx|captured|4111).*"));
  }

  private static Bad bad(List<CaptureLine> lines, int index) {
    return (Bad) lines.get(index);
  }

  private static List<String> codes(Bad bad) {
    return bad.errors().stream().map(LineError::code).toList();
  }
}
