package io.pluralbridge.files;

import static io.pluralbridge.files.Dropped.CARD;
import static io.pluralbridge.files.Dropped.ORDER;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CaptureFilesTest {

  @TempDir Path folder;

  @Test
  void a_good_file_is_counted_and_added_up() throws Exception {
    CheckedFile checked = check(Dropped.good());

    assertThat(checked.isRefused()).isFalse();
    assertThat(checked.rows()).isEqualTo(2);
    assertThat(checked.sums()).isEqualTo(Map.of("INR", 3300L));
    assertThat(checked.bad()).isZero();
    assertThat(checked.cardNumber()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "order_id,merchant_capture_reference,amount,currency | O,r,1,100,INR | 1,100",
        "order_id,merchant_capture_reference,amount,currency | O,r,₹1,100,INR | ₹1,100",
        "order_id,merchant_capture_reference,amount,currency | O,r,1,00,000,INR | 1,00",
        "order_id,merchant_capture_reference,amount,currency | O,r,1100,00,INR | 1100,00",
        "order_id,merchant_capture_reference,amount,currency | O,r,1,100.00,INR | 100.00",
        "order_id,merchant_capture_reference,amount,currency | O,r,11.00 | 11.00",
        "note,order_id,merchant_capture_reference,amount,currency | a, b,O,r,1,100,INR | 1,100",
        "order_id,merchant_capture_reference,currency,amount,note | O,r,INR,500,00 | 500,00",
        "order_id,merchant_capture_reference,currency,amount,note | O,r,INR,1,100 | 1,100",
        "order_id,merchant_capture_reference,currency,amount,note | O,r,INR,1,100.00 | 1,100.00",
        "order_id,merchant_capture_reference,currency,amount,noted_by | O,r,INR,1,100 | 1,100",
      })
  void a_file_with_an_amount_that_its_comma_parts_is_refused_whole(
      String header, String row, String told) throws Exception {
    List<FileError> refusals = check(Dropped.good().withHeader(header).withRows(row)).refusals();

    assertThat(refusals).extracting(FileError::code).containsExactly("AMOUNT_NOT_MINOR_UNITS");
    assertThat(refusals.get(0).message()).contains("line 2, ").contains(told).contains("comma");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "order_id,merchant_capture_reference,amount,currency | O,r,1100,INR,",
        "order_id,merchant_capture_reference,amount,currency,note | O,r,1100,INR,Smith, John",
        "order_id,merchant_capture_reference,amount,currency | O,r,1100",
        "order_id,merchant_capture_reference,amount,currency,day | O,r,1100,INR,30.11.2026,x",
        "order_id,merchant_capture_reference,currency,amount,note | O,r,INR,1100,5",
        "order_id,merchant_capture_reference,currency,amount,note | O,r,INR,1100,100",
        "order_id,merchant_capture_reference,currency,amount,note | `O,r,INR,\"500\",\"00\"`",
        "order_id,merchant_capture_reference,currency,amount,store_no | O,r,INR,500,12",
        "order_id,merchant_capture_reference,currency,amount,branchCode | O,r,INR,500,112",
        "order_id,merchant_capture_reference,currency,amount,note | O,r,INR,1100,",
      })
  void other_commas_and_small_numbers_refuse_no_file(String header, String row) throws Exception {
    assertThat(check(Dropped.good().withHeader(header).withRows(row)).refusals()).isEmpty();
  }

  @Test
  void the_digest_is_that_of_the_bytes() throws Exception {
    assertThat(CaptureFiles.check(file("abc".getBytes(UTF_8)), null).sha256())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void the_sums_take_in_refused_lines_whose_amount_can_be_read() throws Exception {
    CheckedFile checked =
        check(
            Dropped.good()
                .withRows(
                    ORDER + ",a,1100,INR",
                    "a b,b,200,INR",
                    ORDER + ",c,0100,INR",
                    ORDER + ",d,30,USD",
                    CARD + ",e,4000,INR",
                    "",
                    ORDER + ",f,1"));

    assertThat(checked.rows()).isEqualTo(6);
    assertThat(checked.bad()).isEqualTo(4);
    assertThat(checked.sums()).isEqualTo(Map.of("INR", 5300L, "USD", 30L));
    assertThat(checked.cardNumber()).isTrue();
    assertThat(checked.isRefused()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1100.00|INR|as rupees it is INR 1,100.00 = 110000 minor units; as minor units it is INR 11.00",
        "110000.0|INR|as rupees it is INR 110,000.00 = 11000000 minor units; as minor units it is"
            + " INR 1,100.00",
        "`\"1,100\"`|INR|INR 1,100.00 = 110000 minor units; as minor units it is INR 11.00",
        "`\"1,10,000\"`|INR|INR 110,000.00 = 11000000 minor units; as minor units it is INR 1,100.00",
        "`\"1.100,50\"`|INR|INR 1,100.50 = 110050 minor units; as minor units it is none",
        "`\"1100,5\"`|INR|INR 1,100.50 = 110050 minor units; as minor units it is none",
        "₹1100|INR|INR 1,100.00 = 110000 minor units; as minor units it is INR 11.00",
        "1100.00 INR|INR|INR 1,100.00 = 110000 minor units; as minor units it is INR 11.00",
        "Rs. 1100|INR|INR 1,100.00 = 110000 minor units; as minor units it is INR 11.00",
        "`\"Rs 1,100/-\"`|INR|INR 1,100.00 = 110000 minor units; as minor units it is INR 11.00",
        "1.1E+05|INR|INR 110,000.00 = 11000000 minor units; as minor units it is INR 1,100.00",
        "1e3|INR|INR 1,000.00 = 100000 minor units; as minor units it is INR 10.00",
        "１１００．００|INR|INR 1,100.00 = 110000 minor units; as minor units it is INR 11.00",
        "-1100.00|INR|INR -1,100.00 = -110000 minor units; as minor units it is INR -11.00",
        "1100|XXX|",
        "1100.0|JPY|as money it is JPY 1,100 = 1100 minor units; as minor units it is JPY 1,100",
        "1.1|KWD|as money it is KWD 1.100 = 1100 minor units; as minor units it is none",
        "1.00005|INR|finer than minor units are; as minor units it is none",
        "1.1E+99|INR|finer than minor units are; as minor units it is none",
      })
  void one_amount_written_as_money_refuses_the_file_and_both_readings_are_told(
      String amount, String currency, String readings) throws Exception {
    CheckedFile checked =
        check(
            Dropped.good()
                .withRows(ORDER + ",a,1100,INR", ORDER + ",b," + amount + "," + currency));

    assertThat(checked.bad()).isEqualTo(1);
    assertThat(checked.isRefused()).isEqualTo(readings != null);
    if (readings != null) {
      FileError refusal = checked.refusals().get(0);
      assertThat(refusal.code()).isEqualTo("AMOUNT_NOT_MINOR_UNITS");
      assertThat(refusal.message())
          .contains("1 amount is written as money", "line 3, amount \"", readings);
    }
  }

  @Test
  void of_many_amounts_written_as_money_the_first_twenty_are_named() throws Exception {
    String[] rows = new String[30];
    java.util.Arrays.setAll(rows, i -> ORDER + ",a" + i + ",1100.00,INR");
    CheckedFile checked = check(Dropped.good().withRows(rows));

    assertThat(checked.refusals().get(0).message())
        .contains("30 amounts are", "line 21, amount", "And more")
        .doesNotContain("line 22, amount");
  }

  @ParameterizedTest
  @CsvSource({"abc", "12O0", "' 1100 '", "-5", "0", "01100", "+5", "1100abc", "१२"})
  void what_is_only_mistyped_costs_its_own_line(String amount) throws Exception {
    CheckedFile checked = check(Dropped.good().withRows(ORDER + ",a," + amount + ",INR"));

    assertThat(checked.bad()).isEqualTo(1);
    assertThat(checked.isRefused()).isFalse();
  }

  static Stream<Arguments> filesThatAreNone() {
    byte[] random = new byte[5000];
    new Random(7).nextBytes(random);
    String good = Dropped.good().text();
    return Stream.of(
        Arguments.of("empty", new byte[0], "EMPTY_FILE", "the file is empty"),
        Arguments.of("blank", "\uFEFF \n\n".getBytes(UTF_8), "EMPTY_FILE", "the file is empty"),
        Arguments.of("header only", line(Dropped.good().header()), "NO_ROWS", "no row"),
        Arguments.of("UTF-16 LE", ("\uFEFF" + good).getBytes(UTF_16LE), "NOT_UTF_8", "UTF-16"),
        Arguments.of("UTF-16 BE", ("\uFEFF" + good).getBytes(UTF_16BE), "NOT_UTF_8", "UTF-16"),
        Arguments.of("UTF-16 bare", good.getBytes(UTF_16LE), "NOT_UTF_8", "save it as UTF-8"),
        Arguments.of("UTF-32 LE", utf32("LE", good), "NOT_UTF_8", "UTF-32"),
        Arguments.of("UTF-32 BE", utf32("BE", good), "NOT_UTF_8", "UTF-32"),
        Arguments.of("Latin-1", "numéro,b\n".getBytes(ISO_8859_1), "NOT_UTF_8", "byte 4"),
        Arguments.of("a zip", "PK\u0003\u0004\u0014\0".getBytes(UTF_8), "NOT_A_CSV", "Excel"),
        Arguments.of("random bytes", random, "NOT_A_CSV", "not text"),
        Arguments.of("CR only", good.replace('\n', '\r').getBytes(UTF_8), "CR_LINE_ENDS", "LF"),
        Arguments.of("endless", line("x".repeat(70_000)), "HEADER_TOO_LONG", "65536"),
        Arguments.of("a quote", line("order_id,\"amount"), "HEADER_MALFORMED", "character 10"));
  }

  private static byte[] line(String text) {
    return (text + "\n").getBytes(UTF_8);
  }

  private static byte[] utf32(String order, String text) {
    return ("\uFEFF" + text).getBytes(Charset.forName("UTF-32" + order));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("filesThatAreNone")
  void what_is_no_capture_file_is_refused_whole(
      String kind, byte[] bytes, String code, String message) throws Exception {
    CheckedFile checked = CaptureFiles.check(file(bytes), null);

    assertThat(checked.refusals()).hasSize(1);
    assertThat(checked.refusals().get(0).code()).isEqualTo(code);
    assertThat(checked.refusals().get(0).message()).contains(message);
    assertThat(checked.sums()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "order_id,amount,currency|COLUMN_MISSING|merchant_capture_reference",
        "order_id,merchant_capture_reference,Amount,currency|COLUMN_MISSING|found \"Amount\"",
        "order_id,merchant_capture_reference, amount,currency|COLUMN_MISSING|without spaces",
        "order_id,merchant_capture_reference,amount,currency,amount|COLUMN_DUPLICATE|\"amount\"",
        "order_id,merchant_capture_reference,amount,currency,|COLUMN_UNNAMED|column 5",
        "order_id,merchant_capture_reference,amount,currency,status|COLUMN_RESERVED|status",
        "order_id,merchant_capture_reference,amount,currency,rrn|COLUMN_RESERVED|another name",
        "order_id,merchant_capture_reference,amount,currency,cvv|CARD_NUMBER|leave it out",
        "order_id,merchant_capture_reference,amount,currency,Card Number|CARD_NUMBER|leave it out",
      })
  void a_header_with_a_fault_refuses_the_file(String header, String code, String message)
      throws Exception {
    List<FileError> refusals = check(Dropped.good().withHeader(header)).refusals();

    assertThat(refusals).hasSize(1);
    assertThat(refusals.get(0).code()).isEqualTo(code);
    assertThat(refusals.get(0).message()).contains(message);
    assertThat(refusals.get(0).line()).isEqualTo(1);
  }

  @Test
  void every_column_that_the_result_file_adds_is_reserved() throws Exception {
    for (String added : ResultFile.ADDED_COLUMNS) {
      assertThat(check(Dropped.good().withHeader(Dropped.good().header() + "," + added)).refusals())
          .extracting(FileError::code)
          .containsExactly("COLUMN_RESERVED");
    }
  }

  @Test
  void all_faults_of_a_header_are_told_at_once() throws Exception {
    assertThat(check(Dropped.good().withHeader("order_id,order_id,,line")).refusals())
        .extracting(FileError::code)
        .containsExactly(
            "COLUMN_MISSING",
            "COLUMN_MISSING",
            "COLUMN_MISSING",
            "COLUMN_DUPLICATE",
            "COLUMN_UNNAMED",
            "COLUMN_RESERVED");
  }

  @Test
  void columns_parted_by_semicolons_are_told_as_such() throws Exception {
    Dropped dropped = Dropped.good().withHeader(Dropped.good().header().replace(',', ';'));

    assertThat(check(dropped).refusals())
        .hasSize(4)
        .extracting(FileError::message)
        .allMatch(message -> message.contains("part columns by commas"));
  }

  @Test
  void a_card_number_in_the_header_refuses_the_file_and_is_never_repeated() throws Exception {
    CheckedFile checked = check(Dropped.good().withHeader("order_id," + CARD + ",amount,amount"));

    assertThat(checked.cardNumber()).isTrue();
    assertThat(checked.refusals()).extracting(FileError::code).contains("CARD_NUMBER");
    assertThat(checked.refusals()).noneMatch(refusal -> refusal.toString().contains("4111"));
  }

  @Test
  void a_card_number_below_a_header_with_faults_is_still_noticed() throws Exception {
    Dropped dropped = Dropped.good().withHeader("wrong").withRow(CARD);

    assertThat(check(dropped).cardNumber()).isTrue();
    assertThat(CaptureFiles.check(file(dropped.text().getBytes(UTF_16LE)), null).cardNumber())
        .isTrue();
  }

  @Test
  void a_file_with_faults_in_its_header_cannot_be_opened() throws Exception {
    Path file = Dropped.good().withHeader("amount").in(folder);

    FileRefusedException refused =
        catchThrowableOfType(FileRefusedException.class, () -> CaptureFile.open(file));

    assertThat(refused.refusals()).isEqualTo(CaptureFiles.check(file, null).refusals());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rows=2",
        "amount.INR=3300",
        "# tonight;;rows = 2;amount.INR=3300;",
        "rows=2;amount.INR=3300;amount.USD=0"
      })
  void control_totals_that_agree_let_the_file_pass(String ctl) throws Exception {
    assertThat(checkWith(ctl)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rows=3|CONTROL_TOTALS_DISAGREE|say 3 rows, the file has 2",
        "rows=1|CONTROL_TOTALS_DISAGREE|say 1 rows, the file has 2",
        "amount.INR=3299|CONTROL_TOTALS_DISAGREE|say amount.INR=3299, the file has 3300",
        "amount.INR=3301|CONTROL_TOTALS_DISAGREE|say amount.INR=3301, the file has 3300",
        "amount.INR=3300;amount.USD=5|CONTROL_TOTALS_DISAGREE|amount.USD=5, the file has 0",
        "amount.USD=0|CONTROL_TOTALS_DISAGREE|do not name INR",
        "lines=2|CONTROL_TOTALS_UNREADABLE|line 1: \"lines=2\"",
        "rows=2;rows=2|CONTROL_TOTALS_UNREADABLE|line 2 names rows again",
        "amount.INR=1;amount.INR=1|CONTROL_TOTALS_UNREADABLE|line 2 names amount.INR again",
        "rows=2.0|CONTROL_TOTALS_UNREADABLE|line 1",
        "rows=-2|CONTROL_TOTALS_UNREADABLE|line 1",
        "rows=|CONTROL_TOTALS_UNREADABLE|line 1",
        "amount.INX=1|CONTROL_TOTALS_UNREADABLE|INX",
        "rows=9999999999999999999|CONTROL_TOTALS_UNREADABLE|line 1",
        "# nothing|CONTROL_TOTALS_EMPTY|name nothing",
      })
  void control_totals_that_do_not_refuse_it_with_both_figures(
      String ctl, String code, String message) throws Exception {
    List<FileError> refusals = checkWith(ctl);

    assertThat(refusals).hasSize(1);
    assertThat(refusals.get(0).code()).isEqualTo(code);
    assertThat(refusals.get(0).message()).contains(message);
  }

  @Test
  void every_bad_line_of_the_control_totals_is_named() throws Exception {
    assertThat(checkWith("a;rows=2;b\0;é=1"))
        .extracting(FileError::message)
        .satisfiesExactly(
            first -> assertThat(first).contains("line 1"),
            second -> assertThat(second).contains("line 3"),
            third -> assertThat(third).contains("line 4"));
  }

  @Test
  void a_card_number_in_the_control_totals_is_never_repeated() throws Exception {
    CheckedFile checked = CaptureFiles.check(Dropped.good().in(folder), ctl("rows=2;card=" + CARD));

    assertThat(checked.cardNumber()).isTrue();
    assertThat(checked.refusals()).extracting(FileError::code).containsExactly("CARD_NUMBER");
    assertThat(checked.toString()).doesNotContain("4111");
  }

  private List<FileError> checkWith(String ctl) throws IOException {
    return CaptureFiles.check(Dropped.good().in(folder), ctl(ctl)).refusals();
  }

  private Path ctl(String lines) throws IOException {
    return Files.write(
        folder.resolve("captures.csv.ctl"), lines.replace(';', '\n').getBytes(UTF_8));
  }

  private CheckedFile check(Dropped dropped) throws IOException {
    return CaptureFiles.check(dropped.in(folder), null);
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("file.csv"), bytes);
  }
}
