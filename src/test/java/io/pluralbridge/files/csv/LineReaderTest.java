package io.pluralbridge.files.csv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pluralbridge.files.csv.Line.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineReaderTest {

  @ParameterizedTest
  @ValueSource(strings = {"a\nb\n\nc\n", "a\r\nb\r\n\r\nc", "\uFEFFa\nb\r\n\nc"})
  void lines_are_numbered_whatever_ends_them(String file) throws IOException {
    assertThat(lines(file.getBytes(UTF_8)))
        .containsExactly(good(1, "a"), good(2, "b"), good(3, ""), good(4, "c"));
  }

  @Test
  void an_empty_file_has_no_line() throws IOException {
    assertThat(lines(new byte[0])).isEmpty();
    assertThat(lines("\uFEFF".getBytes(UTF_8))).isEmpty();
  }

  @Test
  void a_byte_order_mark_is_dropped_at_the_start_only() throws IOException {
    assertThat(lines("a\n\uFEFFb\n".getBytes(UTF_8)))
        .containsExactly(good(1, "a"), good(2, "\uFEFFb"));
  }

  @Test
  void a_line_of_exactly_the_cap_is_read_and_one_byte_more_is_too_long() throws IOException {
    assertThat(lines("12345\r\n123456\r\n1234567\nok".getBytes(UTF_8), 5))
        .containsExactly(
            good(1, "12345"),
            new Line(2, "12345", Fault.TOO_LONG, 6, false, 0),
            new Line(3, "12345", Fault.TOO_LONG, 6, false, 0),
            good(4, "ok"));
  }

  @Test
  void a_line_of_ten_megabytes_is_skipped_to_its_end() throws IOException {
    List<Line> lines = lines(("a\n" + "x".repeat(10_000_000) + "\nb\n").getBytes(UTF_8));

    assertThat(lines)
        .extracting(Line::fault)
        .containsExactly(Fault.NONE, Fault.TOO_LONG, Fault.NONE);
    assertThat(lines.get(1).text()).hasSize(LineReader.DEFAULT_MAX_BYTES);
    assertThat(lines.get(2)).isEqualTo(good(3, "b"));
  }

  @Test
  void a_card_number_is_noticed_in_the_part_of_a_line_that_is_skipped() throws IOException {
    String far = "x".repeat(200_000) + ",4111111111111111," + "x".repeat(200_000) + "\nb\n";

    assertThat(lines(far.getBytes(UTF_8)))
        .extracting(Line::cardNumber)
        .containsExactly(true, false);
  }

  @Test
  void a_card_number_is_noticed_in_a_line_just_over_the_cap() throws IOException {
    assertThat(lines("x,4111111111111111\n".getBytes(UTF_8), 16))
        .extracting(Line::cardNumber)
        .containsExactly(true);
  }

  @Test
  void bytes_that_are_not_utf_8_are_told_with_their_place() throws IOException {
    assertThat(lines("ok\ncaf\u00E9,1\nok\n".getBytes(ISO_8859_1)))
        .containsExactly(
            good(1, "ok"), new Line(2, "café,1", Fault.NOT_UTF_8, 4, false, 0), good(3, "ok"));
  }

  @Test
  void a_character_cut_off_at_the_end_of_a_line_is_not_utf_8() throws IOException {
    assertThat(lines(new byte[] {'a', (byte) 0xC3, '\n', 'b'}))
        .extracting(Line::fault)
        .containsExactly(Fault.NOT_UTF_8, Fault.NONE);
  }

  @Test
  void a_nul_is_told_with_its_place_in_bytes() throws IOException {
    assertThat(lines("a\0b\né\0\n".getBytes(UTF_8)))
        .containsExactly(
            new Line(1, "a\0b", Fault.NUL, 2, false, 0),
            new Line(2, "é\0", Fault.NUL, 3, false, 0));
  }

  @Test
  void a_stream_that_gives_one_byte_at_a_time_is_read_the_same() throws IOException {
    byte[] file = "\uFEFFone\r\nzwölf\n\n1234567890\nend".getBytes(UTF_8);
    InputStream slow =
        new ByteArrayInputStream(file) {
          @Override
          public synchronized int read(byte[] b, int off, int len) {
            return super.read(b, off, Math.min(len, 1));
          }
        };

    assertThat(all(new LineReader(slow, 8))).isEqualTo(lines(file, 8));
  }

  @Test
  void lines_across_the_end_of_the_buffer_stay_whole() throws IOException {
    StringBuilder file = new StringBuilder();
    List<Line> expected = new ArrayList<>();
    for (int i = 1; i <= 5000; i++) {
      String text = i + ":" + "y".repeat(i % 97);
      file.append(text).append('\n');
      expected.add(good(i, text));
    }

    assertThat(lines(file.toString().getBytes(UTF_8), 120)).isEqualTo(expected);
  }

  @Test
  void a_cap_below_one_byte_is_refused() {
    assertThatThrownBy(() -> new LineReader(InputStream.nullInputStream(), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Line good(long number, String text) {
    return new Line(number, text, Fault.NONE, 0, false, 0);
  }

  private static List<Line> lines(byte[] file) throws IOException {
    return lines(file, LineReader.DEFAULT_MAX_BYTES);
  }

  private static List<Line> lines(byte[] file, int cap) throws IOException {
    return all(new LineReader(new ByteArrayInputStream(file), cap));
  }

  private static List<Line> all(LineReader reader) throws IOException {
    List<Line> lines = new ArrayList<>();
    try (reader) {
      for (Line line = reader.next(); line != null; line = reader.next()) {
        lines.add(line);
      }
    }
    return lines;
  }
}
