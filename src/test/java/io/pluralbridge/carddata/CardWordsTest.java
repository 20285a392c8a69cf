package io.pluralbridge.carddata;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CardWordsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"cvv\":\"123\"}                 | {\"cvv\":\"***\"}",
        "{\"CVV2\" : 1234, \"a\": 1}       | {\"CVV2\" : ***, \"a\": 1}",
        "Cvc=123                           | Cvc=***",
        "cvc2: 123                         | cvc2: ***",
        "{\"OTP\":\"123456\"}              | {\"OTP\":\"***\"}",
        "{\"Cryptogram\":\"AgAAAAAABk4D\"} | {\"Cryptogram\":\"***\"}",
        "ccvv 123, cvv 123                 | ccvv 123, cvv ***",
        "cvv 123, otp 123456               | cvv ***, otp ***",
        "?card_cvv%3D123&x=1               | ?card_cvv%3D***&x=1",
        "cvv&quot;:&quot;123               | cvv&quot;:&quot;***",
        "CVV no. 123                       | CVV no. ***",
        "cvv-1234                          | cvv-***",
        "4111111111111111 cvv 123          | **************** cvv ***"
      })
  void what_is_known_by_its_name_is_hidden_however_that_is_spelt(String text, String masked) {
    assertThat(CardWords.mask(text)).isEqualTo(masked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "c", "cv", "otp", "cvv", "crypto 12345678", "order c-123, o 123456"})
  void anything_else_stays_as_it_is(String text) {
    assertThat(CardWords.mask(text)).isEqualTo(text);
  }

  @Test
  void of_what_a_sender_wrote_a_password_may_be_that_of_a_delivery() {
    assertThat(CardWords.maskCards("otp 1234, cvv: 123, 4111 1111 1111 1111"))
        .isEqualTo("otp 1234, cvv: ***, **** **** **** ****");
  }

  @Test
  void a_name_at_the_very_end_of_a_long_text_is_found() {
    String before = "{\"order_id\":\"v1-4405071524-aa-qlAtAf\",\"c\":\"o\"},".repeat(1_000);

    assertThat(CardWords.mask(before + "cvv:999")).isEqualTo(before + "cvv:***");
  }
}
