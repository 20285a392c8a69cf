package io.pluralbridge.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretEncodingTest {

  @Test
  void the_same_digits_mean_other_bytes_in_each_encoding() {
    String secret = "00112233445566778899aabbccddeeff";

    assertThat(SecretEncoding.HEX.decode(secret)).hasSize(16);
    assertThat(SecretEncoding.BASE64.decode(secret)).hasSize(24);
    assertThat(SecretEncoding.UTF8.decode(secret)).hasSize(32);
  }

  @Test
  void hexadecimal_may_be_in_small_letters_and_in_capitals() {
    assertThat(SecretEncoding.HEX.decode("0aFf")).containsExactly(0x0a, 0xff);
  }

  @Test
  void the_prefix_of_svix_is_no_part_of_the_secret() {
    assertThat(SecretEncoding.BASE64.decode("whsec_YWJjMTIzNA=="))
        .isEqualTo("abc1234".getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({"HEX,abc", "HEX,zz", "HEX,0x12", "HEX,''", "BASE64,a", "BASE64,a*b=", "UTF8,''"})
  void what_stands_for_no_key_is_refused_and_not_shown(SecretEncoding encoding, String secret) {
    assertThatThrownBy(() -> encoding.decode(secret))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .message()
        .isIn("is not " + encoding, "is empty");
  }
}
