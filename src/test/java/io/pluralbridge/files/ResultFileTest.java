package io.pluralbridge.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pluralbridge.files.csv.CsvLine;
import io.pluralbridge.payment.Money;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFileTest {

  private static final String HEADER =
      "order_id,merchant_capture_reference,amount,currency,action,note\n";
  private static final String ADDED =
      ",line,status,order_status,error_code,error_message,attempts,request_id,rrn,concluded_at,"
          + "order_amount,released,payment_id";

  @TempDir Path folder;
  private Tally tally;

  @Test
  void every_row_gets_one_row_behind_the_columns_that_came_in() throws Exception {
    assertThat(
            written(
                HEADER + "o-1,c-1,1100,INR,,\"a, b\"\no-2,c-2,11.00,INR,CAPTURE,\n",
                succeeded(2, 1100),
                refused(3, null)))
        .containsExactly(
            HEADER.strip() + ADDED,
            "o-1,c-1,1100,INR,,\"a, b\",2,SUCCEEDED,PROCESSED,,,1,req-2,rrn-2,"
                + "2026-01-15T10:00:00.000Z,,,",
            "o-2,c-2,11.00,INR,CAPTURE,,3,REFUSED,,AMOUNT_NOT_MINOR_UNITS,\"amount is \"\"11.00\"\";"
                + " write 1100\",0,,,,,,");
    assertThat(tally.rows()).isEqualTo(2);
    assertThat(tally.byStatus())
        .isEqualTo(
            Map.of(
                "SUCCEEDED", new Tally.Group(1, sums("INR", 1100)),
                "REFUSED", new Tally.Group(1, new TreeMap<>())));
    assertThat(tally.missing()).isZero();
    assertThat(tally.surplus()).isZero();
  }

  @Test
  void formulas_are_defused_in_values_in_names_and_in_what_plural_said() throws Exception {
    LineResult declined =
        new LineResult(
            2, "DECLINED", null, "=E", "@said\r\nso", 1, "+1", "-1", null, Money.of(1, "INR"));

    assertThat(written("=order,note\n-5,\"  =HYPERLINK(\"\"x\"\")\"\n", declined))
        .containsExactly(
            "'=order,note" + ADDED,
            "'-5,\"'  =HYPERLINK(\"\"x\"\")\",2,DECLINED,,'=E,'@said  so,1,'+1,'-1,,,,");
  }

  @Test
  void card_numbers_are_masked_wherever_they_stand() throws Exception {
    LineResult result =
        new LineResult(
            2, "REFUSED", null, "CARD_NUMBER", "saw 4111111111111111", 0, null, null, null, null);

    assertThat(written("a,b\n4111 1111 1111 1111,x４１１１１１１１１１１１１１１１\n", result).get(1))
        .isEqualTo(
            "**** **** **** ****,x****************,2,REFUSED,,CARD_NUMBER,"
                + "saw ****************,0,,,,,,");
  }

  @Test
  void a_number_that_is_split_over_columns_is_masked_in_each() throws Exception {
    LineResult result =
        new LineResult(2, "REFUSED", null, "CARD_NUMBER", "m", 0, null, null, null, null);

    for (String row :
        List.of(
            "4111,1111,1111,1111",
            "41111111,11111111",
            "411111111111,1111",
            "4111 1111,1111 1111")) {
      String columns = "a,b,c,d".substring(0, 2 * row.split(",").length - 1);
      assertThat(written("note," + columns + "\nx," + row + "\n", result).get(1))
          .startsWith("x," + row.replaceAll("[0-9]", "*") + ",2,REFUSED");
    }
  }

  @Test
  void rows_that_cannot_be_split_keep_the_fields_that_can_be_told() throws Exception {
    String longLine = "o-6,c-6," + "x".repeat(70_000) + ",INR";
    List<String> lines =
        written(
            "a,b,c\n"
                + "o-2,\"c-2,4111111111111111\n"
                + "o-3\n"
                + "o-4,c-4,x,y,z\n"
                + "\n"
                + longLine
                + "\n"
                + "o-7,c\0,x\n",
            refused(2, null),
            refused(3, null),
            refused(4, null),
            refused(6, null),
            refused(7, null));

    assertThat(lines)
        .extracting(line -> line.substring(0, line.indexOf(",REFUSED") + 1))
        .containsExactly("", "o-2,,,2,", "o-3,,,3,", "o-4,c-4,x,4,", "o-6,c-6,,6,", "o-7,c ,x,7,");
    assertThat(tally.rows()).isEqualTo(5);
  }

  @Test
  void a_row_that_is_not_utf_8_is_carried_as_it_was_probably_meant() throws Exception {
    Path source = Files.write(folder.resolve("in.csv"), "a,b\no,café\n".getBytes(ISO_8859_1));

    assertThat(written(source, refused(2, null)).get(1)).startsWith("o,café,2,REFUSED");
  }

  @Test
  void a_row_without_a_result_and_a_result_without_a_row_are_told() throws Exception {
    List<String> lines =
        written(
            "a\nx\n\ny\nz\n",
            succeeded(1, 1),
            succeeded(2, 1),
            succeeded(2, 1),
            succeeded(3, 1),
            succeeded(5, 1),
            succeeded(9, 1));

    assertThat(lines.get(2)).isEqualTo("y,4,MISSING,,,,0,,,,,,");
    assertThat(lines).hasSize(4);
    assertThat(tally.missing()).isEqualTo(1);
    assertThat(tally.surplus()).isEqualTo(4);
    assertThat(tally.rows()).isEqualTo(3);
    assertThat(tally.count("MISSING")).isEqualTo(1);
    assertThat(tally.count("SUCCEEDED")).isEqualTo(2);
  }

  @Test
  void every_row_of_the_result_can_be_split_again() throws Exception {
    for (String line : written("a,b\n\"x\"\"y\",\" \"\n", succeeded(2, 1)).subList(0, 2)) {
      assertThat(CsvLine.split(line)).hasSize(14);
    }
  }

  @Test
  void a_source_without_a_header_is_not_written() {
    assertThatThrownBy(() -> written("")).isInstanceOf(IOException.class);
  }

  private List<String> written(String source, LineResult... results) throws IOException {
    return written(Files.write(folder.resolve("in.csv"), source.getBytes(UTF_8)), results);
  }

  private List<String> written(Path source, LineResult... results) throws IOException {
    Path target = folder.resolve("out.csv");
    tally = ResultFile.write(source, Stream.of(results).iterator(), target);
    return Files.readAllLines(target);
  }

  private static LineResult succeeded(long line, long minorUnits) {
    return new LineResult(
        line,
        "SUCCEEDED",
        "PROCESSED",
        null,
        null,
        1,
        "req-" + line,
        "rrn-" + line,
        Instant.parse("2026-01-15T10:00:00Z"),
        Money.of(minorUnits, "INR"));
  }

  private static LineResult refused(long line, Money amount) {
    return new LineResult(
        line,
        "REFUSED",
        null,
        "AMOUNT_NOT_MINOR_UNITS",
        "amount is \"11.00\"; write 1100",
        0,
        null,
        null,
        null,
        amount);
  }

  private static SortedMap<String, Long> sums(String currency, long sum) {
    return new TreeMap<>(Map.of(currency, sum));
  }
}
