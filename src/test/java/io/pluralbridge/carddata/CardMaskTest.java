package io.pluralbridge.carddata;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CardMaskTest {

  private static final String CARD = "4111 1111 1111 1111";

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 4096, 65535, 65536, 200_000})
  void a_card_number_is_masked_wherever_the_pieces_are_cut(int piece) throws IOException {
    for (int before = 65_536 - 25; before < 65_536 + 5; before++) {
      String text = "x".repeat(before - 1) + "," + CARD + ",rest";
      assertThat(masked(text.getBytes(UTF_8), piece))
          .asString()
          .endsWith(",**** **** **** ****,rest");
    }
  }

  @Test
  void a_card_number_is_masked_where_nothing_parts_values_for_long() throws IOException {
    for (int before = 65_536 - 25; before < 65_536 + 5; before++) {
      String text = "x".repeat(before) + CARD + "x".repeat(70_000) + CARD;
      assertThat(masked(text.getBytes(UTF_8), 8192)).asString().doesNotContain("1");
    }
  }

  @Test
  void bytes_that_are_no_text_pass_unchanged() throws IOException {
    byte[] bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] >= '0' && bytes[i] <= '9') {
        bytes[i] = 'x';
      }
    }

    assertThat(masked(bytes, 1000)).isEqualTo(bytes);
  }

  @Test
  void a_card_number_between_bytes_that_are_no_text_is_masked() throws IOException {
    byte[] bytes = ("\u00FF\u00C3" + CARD + "\u0080\u00FE").getBytes(ISO_8859_1);

    assertThat(new String(masked(bytes, 10), ISO_8859_1))
        .isEqualTo("\u00FF\u00C3**** **** **** ****\u0080\u00FE");
  }

  private static byte[] masked(byte[] bytes, int piece) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CardMask mask = new CardMask(out)) {
      for (int i = 0; i < bytes.length; i += piece) {
        mask.write(bytes, i, Math.min(piece, bytes.length - i));
      }
    }
    return out.toByteArray();
  }
}
