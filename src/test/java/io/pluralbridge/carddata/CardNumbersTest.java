package io.pluralbridge.carddata;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CardNumbersTest {

  @Test
  void a_long_run_of_card_numbers_is_little_work() {
    String run = "4111111111111111-".repeat(60_000);

    assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> assertThat(CardNumbers.mask(run)).doesNotContain("4"));
  }

  @ParameterizedTest
  @CsvSource({"4111111111111111,true", "4111111111111112,false", "0,true", "18,true", "19,false"})
  void a_check_digit_fits_the_digits_before_it(String digits, boolean isValid) {
    assertThat(CardNumbers.hasValidCheckDigit(digits)).isEqualTo(isValid);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111111111111111", // Visa
        "4222222222222",
        "4000000000000000006",
        "5555555555554444", // Mastercard
        "2223003122003222",
        "378282246310005", // American Express
        "6074819900004939", // RuPay
        "6521111111111110",
        "5085000000000007",
        "8100000000000002",
        "30569309025904", // Diners Club
        "36227206271667",
        "3530111333300000", // JCB
        "6011111111111117", // Discover
        "6212345678901232", // UnionPay
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "4111 - 1111 - 1111 - 1111",
        "41111111 11111111",
        "41111111,11111111",
        "4111                    1111                    1111                    1111",
        "9792123456789018",
        "411111111111,1111",
        "4111 1111,1111 1111",
        "(4012) 0010 3714 1112",
        "4012<br>0010<br/>3714<BR />1112",
        "<td>4012</td><td>0010</td><td>3714</td><td>1112</td>",
        "<b>40120010</b><i>37141112</i>",
        "<p>4012<span class=\"x1\">0010</span>37141112</p>",
        "<card 4012001037141112>",
        "4012) 0010 3714 1112",
        "4012: 0010 3714 1112",
        "401200103714111212/30",
        "401200103714111212-30",
        "401200103714111212/2030",
        "401200103714111212/30123",
        "3782 822463 10005",
        "3056 930902 5904",
        "4111 1111 1111 1111 12/27",
        "2027 4111 1111 1111 1111",
        "card:4111111111111111;cvv",
        "pan4111111111111111x",
        "４１１１１１１１１１１１１１１１", // full width
        "४१११११११११११११११", // Devanagari
        "4111\u00A01111\u00A01111\u00A01111",
        "4111\u20111111\u20111111\u20111111",
        "4111\u200B1111\u200B1111\u200B1111",
        "4111,1111,1111,1111",
        "4012:8888:8888:1881",
        "4111|1111|1111|1111",
        "4111+1111+1111+1111",
        "4111%201111%201111%201111",
        "4111%252B1111%252B1111%252B1111",
        "%34%31%31%31%31%31%31%31%31%31%31%31%31%31%31%31",
        "&#52;&#49;&#49;&#49;&#49;&#49;&#49;&#49;&#49;&#49;&#49;&#49;&#49;&#49;&#49;&#49;",
        "04111111111111111",
        "41111111111111111230123",
        "4111111111111111123",
        "41111111111111110000000",
        "4111111111111111=30121011234567890",
        "4\u00001\u00001\u00001\u00001111 11111111",
      })
  void a_card_number_is_found_however_it_is_written(String text) {
    assertThat(CardNumbers.isIn(text)).isTrue();
    assertThat(CardNumbers.isIn(text.getBytes(UTF_8), 0, text.getBytes(UTF_8).length)).isTrue();
    assertThat(CardNumbers.isIn(CardNumbers.mask(text))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v1-4405071524-aa-qlAtAf",
        "v1-240828181232-aa-7cGcgo",
        "v1-5757575757-aa-uHj93A",
        "4111111111111112", // bad check digit
        "5555555555554445",
        "4111-11111111-1111", // no card is grouped like that
        "6011-20261130-0001",
        "6011/20261130/0007",
        "ORD20261130000000123456",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "SBINR52026113012345678",
        "20260115100000", // a timestamp
        "20260115100000000",
        "1768471200000",
        "2026-01-15T10:00:00.000Z",
        "550e8400-e29b-41d4-a716-446655440000",
        "00000000-4111-1111-1111-111111111111",
        "601510000007", // a retrieval reference number
        "353879234252633", // a device number
        "<td>20261130</td><td>20261201</td><td>1100</td>",
        "<td>1100</td><td>2200</td>",
        "30.10.2025-31.12.2025",
        "+91 98765 43210",
        "cap-0001",
        "",
      })
  void what_only_looks_like_one_is_left_alone(String text) {
    assertThat(CardNumbers.isIn(text)).isFalse();
    assertThat(CardNumbers.mask(text)).isEqualTo(text);
  }

  @Test
  void a_uuid_is_never_taken_for_one() {
    for (long i = 0; i < 20_000; i++) {
      String uuid =
          new UUID(0x4111_1111_1111_1111L + i * 0x1_0001L, 0x8111_1111_1111_1111L + i).toString();
      assertThat(CardNumbers.isIn("id " + uuid)).as(uuid).isFalse();
    }
  }

  @Test
  void masking_leaves_everything_else_as_it_was() {
    assertThat(CardNumbers.mask("é 4111 1111 1111 1111 and 5555555555554444, ﬁne ½ 1234"))
        .isEqualTo("é **** **** **** **** and ****************, ﬁne ½ 1234");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "c=4111%201111%201111%201111&y=1  | c=****%20****%20****%20****&y=1",
        "c=4111%252B1111%252B1111%252B1111| c=****%252B****%252B****%252B****",
        "x%34%3111111111111111y           | x********************y",
        "&#52;111111111111111&nbsp;x       | ********************&nbsp;x",
        "\\u00341111111 11111111            | ************* ********",
        "041111111111111111230123 y        | 0*********************** y",
        "4012:8888:8888:1881.csv           | ****:****:****:****.csv",
        "1100,4111 1111 1111 1111,1100     | 1100,**** **** **** ****,1100",
        "41111111-11111111 12/30           | ********-******** 12/30",
      })
  void masking_covers_what_is_encoded_in_its_whole_length(String text, String masked) {
    assertThat(CardNumbers.mask(text)).isEqualTo(masked);
  }

  @Test
  void masking_covers_all_the_groups_of_the_longest_number() {
    assertThat(CardNumbers.mask("4000 0000 0000 0000 006")).isEqualTo("**** **** **** **** ***");
  }

  @Test
  void bytes_are_masked_in_their_place_in_any_encoding() {
    byte[] wide = "card 4111111111111111.".getBytes(UTF_16LE);

    assertThat(CardNumbers.mask(wide, 0, wide.length)).isTrue();
    assertThat(new String(wide, UTF_16LE)).isEqualTo("card ****************.");
  }
}
