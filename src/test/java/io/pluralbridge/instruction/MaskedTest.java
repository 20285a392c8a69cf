package io.pluralbridge.instruction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedTest {

  private static String masked(String json) throws RefusedException {
    return Masked.of(StrictJson.parse(json)).toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"card_number\":\"4895489548954895\"}|{\"card_number\":\"************4895\"}",
        "{\"card_number\":4895489548954895}|{\"card_number\":\"************4895\"}",
        "{\"card_number\":\"1234567\"}|{\"card_number\":\"*******\"}",
        "{\"card_number\":[\"4895489548954895\"]}|{\"card_number\":\"***\"}",
        "{\"card_number\":null}|{\"card_number\":null}",
        "{\"cardNumber\":\"4895489548954895\"}|{\"cardNumber\":\"************4895\"}",
        "{\"token\":\"AbCdEfGh\"}|{\"token\":\"****EfGh\"}",
        "{\"token\":\"abcdef😀😀😀\"}|{\"token\":\"*****f😀😀😀\"}",
        "{\"token_id\":\"token-v1-bb-RBDgpR\"}|{\"token_id\":\"**************DgpR\"}",
        "{\"cvv\":\"065\"}|{\"cvv\":\"***\"}",
        "{\"old_card\":\"999999999991\"}|{\"old_card\":\"********9991\"}",
        "{\"card\":[4111,1111,1111,1111]}" + "|{\"card\":[\"****\",\"****\",\"****\",\"****\"]}",
        "{\"a\":\"x\",\"p0\":\"4111\",\"p1\":\"1111\",\"p2\":\"1111\",\"p3\":\"1111\"}"
            + "|{\"a\":\"x\",\"p0\":\"****\",\"p1\":\"****\",\"p2\":\"****\",\"p3\":\"****\"}",
        "{\"card\":[\"40120010\",\"37141112\"]}" + "|{\"card\":[\"********\",\"********\"]}",
        "{\"a\":40120010,\"b\":37141112}" + "|{\"a\":\"********\",\"b\":\"********\"}",
        "{\"a\":\"4012 0010\",\"b\":\" 3714-1112\"}"
            + "|{\"a\":\"**** ****\",\"b\":\" ****-****\"}",
        "{\"card_details\":{\"number\":\"2200123456789019\"}}"
            + "|{\"card_details\":{\"number\":\"************9019\"}}",
        "{\"card_details\":{\"more\":[{\"x\":2200123456789019}]}}"
            + "|{\"card_details\":{\"more\":[{\"x\":\"************9019\"}]}}",
        "{\"note\":\"4012<br>0010<br/>3714<b> </b>1112\"}"
            + "|{\"note\":\"****<br>****<br/>****<b> </b>****\"}",
        "{\"CVV\":65}|{\"CVV\":\"***\"}",
        "{\"cvv\":{\"a\":\"065\"}}|{\"cvv\":\"***\"}",
        "{\"cryptogram\":\"AgAA=\"}|{\"cryptogram\":\"***\"}",
        "{\"otp\":\"123456\"}|{\"otp\":\"***\"}",
        "{\"encrypted_card_details\":\"x\"}|{\"encrypted_card_details\":\"***\"}",
        "{\"pan_number\":\"ABCDE1234F\"}|{\"pan_number\":\"***\"}",
        "{\"diners_token_reference_id\":\"x\"}|{\"diners_token_reference_id\":\"***\"}",
        "{\"notes\":\"card 4895 4895 4895 4895 ok\"}|{\"notes\":\"card **** **** **** **** ok\"}",
        "{\"notes\":[{\"a\":4895489548954895}]}|{\"notes\":[{\"a\":\"****************\"}]}",
        "{\"a\":4.895489548954895e15}|{\"a\":\"****************\"}",
        "{\"a\":4895489548954895.0}|{\"a\":\"****************.0\"}",
        "{\"4895489548954895\":1}|{\"****************\":1}",
        "{\"payment_option\":{\"gift\":{\"code\":\"abcdefgh\",\"pin\":1234}}}|{\"payment_option\":{\"gift\":{\"code\":\"****efgh\",\"pin\":\"****\"}}}",
        "{\"payment_option\":{\"gift\":[true,\"abcdefgh\"]}}|{\"payment_option\":{\"gift\":[true,\"****efgh\"]}}",
      })
  void card_data_is_masked_wherever_it_stands(String json, String expected) throws Exception {
    assertThat(masked(json)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"a\":1.10,\"b\":1e-999999999,\"c\":[null,true,\"x\"]}",
        "{\"from\":\"20261130\",\"to\":\"20261201\",\"a\":20260115,\"b\":40120010}",
        "{\"number\":\"2200123456789019\"}",
        "{\"merchant_order_reference\":\"112345\",\"order_amount\":{\"value\":1100}}",
        "{\"payment_option\":{\"upi_details\":{\"payer\":{\"vpa\":\"kevin.bob@examplebank.com\"}}}}",
      })
  void what_has_none_stays_as_it_is(String json) throws Exception {
    JsonNode tree = StrictJson.parse(json);

    assertThat(Masked.of(tree)).isEqualTo(tree);
    assertThat(Masked.of(tree).toString()).isEqualTo(tree.toString());
  }

  @Test
  void the_original_is_left_alone() throws Exception {
    JsonNode tree = StrictJson.parse(Guide.NEW_CARD);
    String before = tree.toString();

    Masked.of(tree);

    assertThat(tree.toString()).isEqualTo(before);
  }
}
