package io.pluralbridge.instruction;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

  private static String message(byte[] body) {
    List<Fault> faults = Refused.faults(() -> StrictJson.object(body));
    assertThat(faults).hasSize(1);
    assertThat(faults.get(0).code()).isEqualTo("MALFORMED_JSON");
    return faults.get(0).message();
  }

  private static String message(String body) {
    return message(body.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"b\":1,\"a\":[true,false,null,{}]}",
        "{\"amount\":1.10,\"large\":123456789012345678901234567890,\"small\":1E-400}",
        "{\"text\":\"\\u0000 \\\" \\\\ \\n\"}",
        "{\"text\":\"नमस्ते 😀\"}",
        "{\"min\":-2147483649,\"max\":9223372036854775807}",
      })
  void what_is_read_is_written_as_it_was(String json) throws Exception {
    assertThat(StrictJson.object(json.getBytes(UTF_8)).toString()).isEqualTo(json);
  }

  @Test
  void a_byte_order_mark_is_no_fault() throws Exception {
    assertThat(StrictJson.object("\uFEFF{\"a\":1}".getBytes(UTF_8)).toString())
        .isEqualTo("{\"a\":1}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"})
  void another_encoding_is_named(String encoding) {
    assertThat(message("{\"a\":1}".getBytes(Charset.forName(encoding))))
        .isEqualTo("line 1, column 1: the body is UTF-16 or UTF-32; send it as UTF-8");
  }

  @Test
  void a_byte_that_is_not_utf_8_is_found() {
    assertThat(message("{\n \"name\":\"Zoë\"}".getBytes(ISO_8859_1)))
        .isEqualTo("line 2, column 12: this byte is not UTF-8; send the body as UTF-8");
    assertThat(message(new byte[] {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'}))
        .contains("not UTF-8");
    assertThat(message(new byte[] {'{', (byte) 0xE2})).contains("not UTF-8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,\"a\":1}|a|line 1, column 8: a is named twice; name it once",
        "{\"a\":1,\"\\u0061\":2}|a|line 1, column 8: a is named twice; name it once",
        "{\"p\":[{},{\"value\":1,\"value\":2}]}|p[1].value|line 1, column 21: value is named twice;"
            + " name it once",
        "{\"K-1\":{\"ABC\":1,\"ABC\":2}}|*.*|line 1, column 17: a field is named twice; name it"
            + " once",
      })
  void a_field_that_is_named_twice_is_named(String body, String field, String message) {
    Fault fault = Refused.faults(() -> StrictJson.object(body.getBytes(UTF_8))).get(0);

    assertThat(fault).isEqualTo(new Fault(field, "MALFORMED_JSON", message));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|the body is empty; send a JSON object",
        "` `|the body is empty; send a JSON object",
        "[]|the body is not a JSON object; it begins with a brace",
        "\"{}\"|the body is not a JSON object; it begins with a brace",
        "null|the body is not a JSON object; it begins with a brace",
        "1|the body is not a JSON object; it begins with a brace",
        "{}{}|there is something after the end of the object",
        "{} x|this is not JSON",
        "{\"a\":1|the body ends before its end",
        "{\"a\":\"b|the body ends before its end",
        "{\"a\":NaN}|this is not JSON",
        "{\"a\":-Infinity}|this is not JSON",
        "{\"a\":01}|this is not JSON",
        "{\"a\":+1}|this is not JSON",
        "{\"a\":.5}|this is not JSON",
        "{\"a\":1.}|this is not JSON",
        "{\"a\":1,}|this is not JSON",
        "{a:1}|this is not JSON",
        "{'a':1}|this is not JSON",
        "{\"a\":1 /* one */}|this is not JSON",
        "{\"a\":\"\\ud800\"}|half a character",
        "{\"a\":\"\\udc00\\ud800\"}|half a character",
        "{\"\\ud800\":1}|half a character",
        "{\"a\":1e99999999999}|a number has an exponent that is too large",
      })
  void what_is_not_one_json_object_is_refused(String body, String message) {
    assertThat(message(body)).startsWith("line 1, column ").contains(message);
  }

  @Test
  void the_place_is_told() {
    assertThat(message("{\n  \"a\": 1,\n  \"b\": x\n}"))
        .startsWith("line 3, column 8: this is not JSON;");
  }

  @Test
  void a_control_character_in_a_text_is_refused_and_not_repeated() {
    assertThat(message("{\"a\":\"x\u0000y\"}")).contains("this is not JSON").doesNotContain("x");
    assertThat(message("{\"a\":\"x\ny\"}")).contains("this is not JSON").doesNotContain("x");
  }

  @Test
  void thirty_levels_are_read_and_no_more() throws Exception {
    String thirty = "{\"a\":" + "[".repeat(29) + "]".repeat(29) + "}";
    String more = "{\"a\":" + "[".repeat(30) + "]".repeat(30) + "}";
    String most = "{\"a\":" + "[".repeat(500_000);

    assertThat(StrictJson.object(thirty.getBytes(UTF_8)).toString()).isEqualTo(thirty);
    assertThat(message(more)).contains("deeper than 30 levels");
    assertThat(message(most)).contains("deeper than 30 levels");
  }

  @Test
  void a_million_digits_are_no_work() {
    String digits = "9".repeat(1_000_000);

    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          assertThat(message("{\"a\":" + digits + "}")).contains("more than 100 characters");
          assertThat(message("{\"a\":0." + digits + "}")).contains("more than 100 characters");
          assertThat(message("{\"a\":1e" + digits + "}")).contains("more than 100 characters");
        });
  }

  @Test
  void a_text_a_name_and_a_body_have_their_limits() {
    assertThat(message("{\"a\":\"" + "x".repeat(1_000_000) + "\"}"))
        .isEqualTo("line 1, column 6: a name or a text has more than 32768 characters");
    assertThat(message("{\"" + "x".repeat(100_000) + "\":1}")).contains("more than 200 characters");
    assertThat(message(" ".repeat(1024 * 1024) + "{}")).contains("more than 1048576 bytes");
  }

  @Test
  void nothing_of_the_body_is_repeated() {
    for (String secret : List.of("4895489548954895", "AgAAAGQkm6LscccAAAA5gz4AAAA", "'0653")) {
      for (String body :
          List.of(
              "%s",
              "{%s",
              "{\"%s",
              "{\"a\":%s}",
              "{\"a\":x%s}",
              "{\"a\":\"\\%s\"}",
              "{\"%s\":1,\"%s\":2}",
              "{\"a\":1} %s",
              "{\"a\":1 %s}",
              "{\"a\":\"\n%s\"}")) {
        String text = body.replace("%s", secret);
        for (Fault fault : Refused.faults(() -> StrictJson.object(text.getBytes(UTF_8)))) {
          assertThat(fault.toString()).doesNotContain(secret);
        }
        for (Fault fault : Refused.faults(() -> StrictJson.object(text.getBytes(UTF_16)))) {
          assertThat(fault.toString()).doesNotContain(secret);
        }
        for (Fault fault : Refused.faults(() -> StrictJson.object(text.getBytes(UTF_16LE)))) {
          assertThat(fault.toString()).doesNotContain(secret);
        }
      }
    }
  }
}
