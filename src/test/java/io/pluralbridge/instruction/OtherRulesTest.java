package io.pluralbridge.instruction;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.carddata.Payload;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways to pay without a card. */
class OtherRulesTest {

  private static final String OPTION = "payments[0].payment_option.";

  private static Payload payload(String option) {
    return Payments.payload(Payments.item("ANY", option, Payments.OFFER));
  }

  private static List<String> expected(@Nullable String faults) {
    return faults == null
        ? List.of()
        : Arrays.stream(faults.split(", ")).map(fault -> OPTION + fault).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"txn_mode\":\"COLLECT\",\"payer\":{\"vpa\":\"kevin.bob@examplebank.com\"}}|",
        "{\"txn_mode\":\"INTENT\"}|",
        "{\"txn_mode\":\"INTENT\",\"upi_qr\":true}|",
        "{\"txn_mode\":\"COLLECT\",\"payer\":{\"vpa\":\"a@\"}}|",
        "{}|upi_details.txn_mode FIELD_MISSING",
        "{\"txn_mode\":\"collect\"}|upi_details.txn_mode FIELD_INVALID",
        "{\"txn_mode\":true}|upi_details.txn_mode FIELD_TYPE",
        "{\"txn_mode\":\"COLLECT\"}|upi_details.payer FIELD_MISSING",
        "{\"txn_mode\":\"COLLECT\",\"payer\":\"a@b\"}|upi_details.payer FIELD_TYPE",
        "{\"txn_mode\":\"COLLECT\",\"payer\":{}}|upi_details.payer.vpa FIELD_MISSING",
        "{\"txn_mode\":\"COLLECT\",\"payer\":{\"vpa\":\"ab\"}}|upi_details.payer.vpa FIELD_INVALID",
        "{\"txn_mode\":\"COLLECT\",\"payer\":{\"vpa\":\"@\"}}|upi_details.payer.vpa FIELD_INVALID",
        "{\"txn_mode\":\"COLLECT\",\"payer\":{\"vpa\":\"a@b@c\"}}|upi_details.payer.vpa"
            + " FIELD_INVALID",
        "{\"txn_mode\":\"COLLECT\",\"payer\":{\"vpa\":\"a@b\\n\"}}|upi_details.payer.vpa"
            + " FIELD_INVALID",
        "null|upi_details FIELD_MISSING",
        "[]|upi_details FIELD_TYPE",
      })
  void upi_collects_from_an_address_or_is_begun_by_the_payer(
      String details, @Nullable String faults) {
    Payload payload = payload("{\"upi_details\":" + details + "}");

    assertThat(Refused.by(() -> new UpiRules().check(payload))).isEqualTo(expected(faults));
  }

  @Test
  void a_upi_address_has_up_to_256_characters() {
    String option = "{\"upi_details\":{\"txn_mode\":\"COLLECT\",\"payer\":{\"vpa\":\"%s\"}}}";
    String longest = "a@" + "b".repeat(254);

    assertThat(Refused.by(() -> new UpiRules().check(payload(option.formatted(longest)))))
        .isEmpty();
    assertThat(Refused.by(() -> new UpiRules().check(payload(option.formatted(longest + "b")))))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"netbanking_details\":{\"pay_code\":\"NB1531\",\"txn_mode\":\"REDIRECT\"}}|",
        "{\"netbanking_details\":{}}|netbanking_details.pay_code FIELD_MISSING",
        "{}|netbanking_details FIELD_MISSING",
      })
  void netbanking_needs_a_bank(String option, @Nullable String faults) {
    assertThat(Refused.by(() -> new NetbankingRules().check(payload(option))))
        .isEqualTo(expected(faults));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"wallet_details\":{\"wallet_code\":\"PHW\"}}|",
        "{\"wallet_details\":{\"wallet_code\":7}}|wallet_details.wallet_code FIELD_TYPE",
        "{}|wallet_details FIELD_MISSING",
      })
  void a_wallet_needs_its_code(String option, @Nullable String faults) {
    assertThat(Refused.by(() -> new WalletRules().check(payload(option))))
        .isEqualTo(expected(faults));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"bnpl_details\":{\"mobile\":\"9876543210\",\"bnpl_pay_code\":\"LAZYPAY\"}}|",
        "{\"bnpl_details\":{}}|bnpl_details.mobile FIELD_MISSING, bnpl_details.bnpl_pay_code"
            + " FIELD_MISSING",
        "{}|bnpl_details FIELD_MISSING",
      })
  void paying_later_needs_a_lender_and_a_mobile_number(String option, @Nullable String faults) {
    assertThat(Refused.by(() -> new BnplRules().check(payload(option))))
        .isEqualTo(expected(faults));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"card_last4\":\"1112\",\"card_number\":\"4012001037141112\","
            + "\"registered_mobile_number\":\"9876543210\"}|",
        "{\"card_last4\":\"1113\",\"card_number\":\"4012001037141112\","
            + "\"registered_mobile_number\":\"9876543210\"}|points_card_details.card_last4"
            + " FIELD_INVALID",
        "{\"card_last4\":\"112\",\"card_number\":\"4012 0010\","
            + "\"registered_mobile_number\":\"\"}|points_card_details.card_last4 FIELD_INVALID,"
            + " points_card_details.card_number FIELD_INVALID,"
            + " points_card_details.registered_mobile_number FIELD_MISSING",
        "null|points_card_details FIELD_MISSING",
      })
  void points_need_their_card(String details, @Nullable String faults) {
    Payload payload = payload("{\"points_card_details\":" + details + "}");

    assertThat(Refused.by(() -> new PointsRules().check(payload))).isEqualTo(expected(faults));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"pan_number\":\"ABCDE1234F\",\"registered_mobile_number\":\"9876543210\"}|",
        "{\"pan_last_digits\":\"234F\",\"registered_mobile_number\":\"9876543210\"}|",
        "{}|cardless_details.registered_mobile_number FIELD_MISSING, cardless_details.pan_number"
            + " FIELD_MISSING",
        "{\"pan_last_digits\":{},\"registered_mobile_number\":1}"
            + "|cardless_details.registered_mobile_number FIELD_TYPE,"
            + " cardless_details.pan_last_digits FIELD_TYPE",
        "7|cardless_details FIELD_TYPE",
      })
  void instalments_without_a_card_need_a_person(String details, @Nullable String faults) {
    Payload payload = payload("{\"cardless_details\":" + details + "}");

    assertThat(Refused.by(() -> new CardlessEmiRules().check(payload))).isEqualTo(expected(faults));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"offer_data\":null", ",\"offer_data\":[]"})
  void instalments_without_a_card_need_an_offer(String offer) {
    String details =
        "{\"cardless_details\":{\"pan_number\":\"ABCDE1234F\","
            + "\"registered_mobile_number\":\"9876543210\"}}";

    assertThat(
            Refused.faults(
                () ->
                    new CardlessEmiRules()
                        .check(Payments.payload(Payments.item("CARDLESS_EMI", details, offer)))))
        .singleElement()
        .extracting(Fault::field)
        .isEqualTo("payments[0].offer_data");
  }
}
