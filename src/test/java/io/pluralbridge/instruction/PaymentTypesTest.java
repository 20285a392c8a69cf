package io.pluralbridge.instruction;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.carddata.Payload;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaymentTypesTest {

  private static final String UPI =
      Payments.item("UPI", "{\"upi_details\":{\"txn_mode\":\"INTENT\"}}");

  private final PaymentTypes types = new PaymentTypes();
  private final UnknownPaymentType unknown = new UnknownPaymentType();

  private String typeOf(String method, String option) {
    return types.of(Payments.payload(Payments.item(method, option)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"card_details\":{\"card_number\":\"1\"}}|NEW_CARD",
        "{\"card_details\":{},\"card_token_details\":null}|NEW_CARD",
        "{\"card_token_details\":{\"token_id\":\"t\"}}|SAVED_TOKEN",
        "{\"card_token_details\":{\"token_id\":\"t\",\"token\":\"\"}}|SAVED_TOKEN",
        "{\"card_token_details\":{\"token\":\"t\"}}|EXTERNAL_TOKEN",
        "{\"card_token_details\":{\"cryptogram\":\"c\",\"token_id\":null}}|EXTERNAL_TOKEN",
        "{\"card_token_details\":{\"token\":\"t\",\"token_id\":\"t\"}}|CARD",
        "{\"card_token_details\":{\"cryptogram\":\"c\",\"token_id\":\"t\"}}|CARD",
        "{\"card_token_details\":{}}|CARD",
        "{\"card_details\":{},\"card_token_details\":{}}|CARD",
        "{}|CARD",
        "[]|CARD",
        "7|CARD",
      })
  void a_card_is_told_in_one_of_three_ways(String option, String type) {
    assertThat(typeOf("CARD", option)).isEqualTo(type);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPI",
        "NETBANKING",
        "WALLET",
        "CREDIT_EMI",
        "DEBIT_EMI",
        "CARDLESS_EMI",
        "POINTS",
        "BNPL",
        "PIGEON_2"
      })
  void any_other_method_is_its_own_type(String method) {
    assertThat(typeOf(method, "{}")).isEqualTo(method);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "card",
        "CARD ",
        "065",
        "C065ARD",
        "4895489548954895",
        "A_4895489548954895",
        "A\\u0000",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ_ABCD",
        "SPLIT",
        "NEW_CARD",
        "SAVED_TOKEN",
        "EXTERNAL_TOKEN",
        "UNCLEAR"
      })
  void what_is_no_method_or_one_of_our_own_words_has_no_type(String method) {
    assertThat(typeOf(method, Payments.CARD)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "x",
        "{\"payments\":[]}",
        "{\"payments\":{}}",
        "{\"payments\":[7]}"
      })
  void what_is_no_payment_has_no_type(String payload) {
    assertThat(types.of(new Payload(payload))).isEmpty();
  }

  @Test
  void several_are_a_split_whose_items_keep_their_places() throws Exception {
    Payload split = Payments.payload(Payments.item("CARD", Payments.CARD), UPI);

    List<Payload> items = types.items(split);

    assertThat(types.of(split)).isEqualTo("SPLIT");
    assertThat(items.stream().map(types::of)).containsExactly("NEW_CARD", "UPI");
    assertThat(items)
        .containsExactly(
            Payments.payload(Payments.item("CARD", Payments.CARD)), Payments.payload("null", UPI));
  }

  @Test
  void a_fault_in_the_second_item_names_the_second() throws Exception {
    Payload split =
        Payments.payload(UPI, Payments.item("CARD", "{\"card_details\":{\"cvv\":\"1\"}}"));
    Payload second = types.items(split).get(1);

    assertThat(Refused.by(() -> new NewCardRules(Payments.CLOCK).check(second)))
        .containsExactly(
            "payments[1].payment_option.card_details.card_number FIELD_MISSING",
            "payments[1].payment_option.card_details.cvv CVV_INVALID");
  }

  @Test
  void an_unknown_method_is_refused_with_those_that_are_known() {
    assertThat(
            Refused.faults(() -> unknown.refuse(Payments.payload(Payments.item("PIGEON", "{}")))))
        .containsExactly(
            new Fault(
                "payments[0].payment_method",
                "PAYMENT_TYPE_UNKNOWN",
                "payment_method PIGEON is none that we carry; write CARD, UPI, NETBANKING, WALLET,"
                    + " CREDIT_EMI, DEBIT_EMI, CARDLESS_EMI, POINTS or BNPL"));
  }

  @Test
  void a_method_in_small_letters_is_recognised() {
    assertThat(
            Refused.faults(() -> unknown.refuse(Payments.payload(Payments.item(" upi", "{}"))))
                .get(0)
                .message())
        .isEqualTo("payment_method is none that we carry; write UPI exactly so");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"card_details\":{},\"card_token_details\":{}}|payment_option|both card_details and",
        "{}|payment_option|neither card_details nor",
        "{\"card_token_details\":{}}|payment_option.card_token_details|neither token_id nor token",
        "{\"card_token_details\":{\"token_id\":\"t\",\"token\":\"t\"}}"
            + "|payment_option.card_token_details|both token_id and token",
      })
  void a_card_that_is_unclear_is_refused_with_what_would_be_clear(
      String option, String field, String message) {
    Fault fault =
        Refused.faults(() -> unknown.refuse(Payments.payload(Payments.item("CARD", option))))
            .get(0);

    assertThat(fault.field()).isEqualTo("payments[0]." + field);
    assertThat(fault.code()).isEqualTo("PAYMENT_TYPE_UNKNOWN");
    assertThat(fault.message()).contains(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "", "{\"payments\":[null]}"})
  void refusing_refuses_whatever_it_is_given(String payload) {
    assertThat(Refused.by(() -> unknown.refuse(new Payload(payload)))).hasSize(1);
  }
}
