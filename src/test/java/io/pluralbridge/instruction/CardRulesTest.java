package io.pluralbridge.instruction;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.carddata.Payload;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cards and tokens, whichever kind of payment they pay. */
class CardRulesTest {

  private static final String CARD_PATH = "payments[0].payment_option.card_details";
  private static final String TOKEN_PATH = "payments[0].payment_option.card_token_details";

  private final NewCardRules newCard = new NewCardRules(Payments.CLOCK);
  private final SavedTokenRules savedToken = new SavedTokenRules(Payments.CLOCK);
  private final ExternalTokenRules externalToken = new ExternalTokenRules(Payments.CLOCK);
  private final EmiRules emi = new EmiRules(Payments.CLOCK);

  private static Payload card(String option) {
    return Payments.payload(Payments.item("CARD", option));
  }

  /** The option with the field set to that JSON, or without it when that is null. */
  private static String with(String option, String field, @Nullable String json) {
    String without =
        option
            .replaceAll("\"" + field + "\":(\"[^\"]*\"|true),", "")
            .replaceAll(",\"" + field + "\":(\"[^\"]*\"|true)", "");
    return json == null ? without : without.replace("}}", ",\"" + field + "\":" + json + "}}");
  }

  private static List<String> expected(String path, @Nullable String fault) {
    return fault == null ? List.of() : List.of(path + "." + fault);
  }

  // New cards.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "card_number|\"4895489548954895\"|",
        "card_number|\"378282246310005\"|",
        "card_number|\"123456789015\"|",
        "card_number|\"4000000000000000006\"|",
        "card_number||card_number FIELD_MISSING",
        "card_number|null|card_number FIELD_MISSING",
        "card_number|\"\"|card_number FIELD_MISSING",
        "card_number|4895489548954895|card_number FIELD_TYPE",
        "card_number|[]|card_number FIELD_TYPE",
        "card_number|\"4895489548954896\"|card_number CARD_NUMBER_INVALID",
        "card_number|\"12345678903\"|card_number CARD_NUMBER_INVALID",
        "card_number|\"00000000000000000000\"|card_number CARD_NUMBER_INVALID",
        "card_number|\"4895 4895 4895 4895\"|card_number CARD_NUMBER_INVALID",
        "card_number|\"４８９５４８９５４８９５４８９５\"|card_number CARD_NUMBER_INVALID",
        "card_number|\"४८९५४८९५४८९५४८९५\"|card_number CARD_NUMBER_INVALID",
        "card_number|\"4895489548954895\\n\"|card_number CARD_NUMBER_INVALID",
        "cvv|\"0653\"|",
        "cvv||",
        "cvv|\"\"|",
        "cvv|\"65\"|cvv CVV_INVALID",
        "cvv|\"12345\"|cvv CVV_INVALID",
        "cvv|\"०६५\"|cvv CVV_INVALID",
        "cvv|true|cvv FIELD_TYPE",
        "expiry_month|\"01\"|",
        "expiry_month|\"13\"|expiry_month EXPIRY_INVALID",
        "expiry_month|\"00\"|expiry_month EXPIRY_INVALID",
        "expiry_month|\"1\"|expiry_month EXPIRY_INVALID",
        "expiry_month||expiry_month FIELD_MISSING",
        "expiry_year|\"30\"|",
        "expiry_year|\"25\"|expiry_year CARD_EXPIRED",
        "expiry_year|\"203\"|expiry_year EXPIRY_INVALID",
        "expiry_year|\"20300\"|expiry_year EXPIRY_INVALID",
        "expiry_year||expiry_year FIELD_MISSING",
        "expiry_year|\"2025\"|expiry_year CARD_EXPIRED",
        "expiry_year|\"0000\"|expiry_year EXPIRY_INVALID",
        "name||",
        "name|7|name FIELD_TYPE",
        "save||",
        "save|\"true\"|save FIELD_TYPE",
        "unknown|{}|",
      })
  void a_card_is_checked(String field, @Nullable String json, @Nullable String fault) {
    Payload payload = card(with(Payments.CARD, field, json));

    assertThat(Refused.by(() -> newCard.check(payload))).isEqualTo(expected(CARD_PATH, fault));
  }

  @Test
  void a_name_has_up_to_a_hundred_characters() {
    String hundred = "😀".repeat(100);

    assertThat(
            Refused.by(
                () -> newCard.check(card(with(Payments.CARD, "name", "\"" + hundred + "\"")))))
        .isEmpty();
    assertThat(
            Refused.by(
                () -> newCard.check(card(with(Payments.CARD, "name", "\"" + hundred + "x\"")))))
        .containsExactly(CARD_PATH + ".name FIELD_INVALID");
  }

  @Test
  void a_card_without_any_expiry_passes() {
    String without = with(with(Payments.CARD, "expiry_month", null), "expiry_year", null);

    assertThat(Refused.by(() -> newCard.check(card(without)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "null", "7", "\"card\"", "{\"card_details\":[]}"})
  void a_payment_without_a_card_is_refused(String option) {
    assertThat(Refused.by(() -> newCard.check(card(option)))).hasSize(1);
  }

  @Test
  void all_that_is_wrong_with_a_card_is_told() {
    String option =
        "{\"card_details\":{\"card_number\":\"1\",\"cvv\":\"1\",\"expiry_month\":\"1\","
            + "\"save\":1}}";

    assertThat(Refused.by(() -> newCard.check(card(option))))
        .containsExactly(
            CARD_PATH + ".card_number CARD_NUMBER_INVALID",
            CARD_PATH + ".cvv CVV_INVALID",
            CARD_PATH + ".save FIELD_TYPE",
            CARD_PATH + ".expiry_month EXPIRY_INVALID",
            CARD_PATH + ".expiry_year FIELD_MISSING");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-31T23:59:59Z,true",
    "2026-02-01T11:59:59Z,true",
    "2026-02-01T12:00:00Z,false"
  })
  void a_card_is_good_until_its_month_has_ended_everywhere(Instant now, boolean isGood) {
    NewCardRules then = new NewCardRules(Clock.fixed(now, ZoneOffset.ofHours(14)));
    String january = Payments.CARD.replace("\"12\"", "\"01\"").replace("2030", "2026");

    assertThat(Refused.by(() -> then.check(card(january))).isEmpty()).isEqualTo(isGood);
  }

  // Tokens saved at Plural.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "token_id||token_id FIELD_MISSING",
        "token_id|7|token_id FIELD_TYPE",
        "token_txn_type||token_txn_type FIELD_MISSING",
        "token_txn_type|\"network_token\"|token_txn_type FIELD_INVALID",
        "token_txn_type|\"ALT_TOKEN\"|",
        "token_txn_type|\"ISSUER_TOKEN\"|",
        "cvv||",
        "cvv|\"12\"|cvv CVV_INVALID",
        "cvv|12|cvv FIELD_TYPE",
      })
  void a_saved_token_is_checked(String field, @Nullable String json, @Nullable String fault) {
    Payload payload = card(with(Payments.SAVED, field, json));

    assertThat(Refused.by(() -> savedToken.check(payload))).isEqualTo(expected(TOKEN_PATH, fault));
  }

  @ParameterizedTest
  @CsvSource({"ALT_TOKEN,true", "ISSUER_TOKEN,true", "NETWORK_TOKEN,false"})
  void only_a_network_token_pays_without_a_cvv(String kind, boolean isNeeded) {
    String saved = with(Payments.SAVED, "cvv", null).replace("NETWORK_TOKEN", kind);
    String external = with(Payments.EXTERNAL, "cvv", null).replace("ALT_TOKEN", kind);
    List<String> expected = expected(TOKEN_PATH, isNeeded ? "cvv CVV_MISSING" : null);

    assertThat(Refused.by(() -> savedToken.check(card(saved)))).isEqualTo(expected);
    assertThat(Refused.by(() -> externalToken.check(card(external)))).isEqualTo(expected);
  }

  // Tokens of another.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "name||name FIELD_MISSING",
        "last4_digit||last4_digit FIELD_MISSING",
        "last4_digit|\"26\"|last4_digit FIELD_INVALID",
        "last4_digit|\"٤٠٢٦\"|last4_digit FIELD_INVALID",
        "expiry_month||expiry_month FIELD_MISSING",
        "expiry_year||expiry_year FIELD_MISSING",
        "expiry_year|\"2025\"|expiry_year CARD_EXPIRED",
        "token||token FIELD_MISSING",
        "token|7|token FIELD_TYPE",
        "cryptogram||cryptogram FIELD_MISSING",
        "cryptogram|{}|cryptogram FIELD_TYPE",
        "token_txn_type||token_txn_type FIELD_MISSING",
        "diners_token_reference_id|\"x\"|",
      })
  void an_external_token_is_checked(String field, @Nullable String json, @Nullable String fault) {
    Payload payload = card(with(Payments.EXTERNAL, field, json));

    assertThat(Refused.by(() -> externalToken.check(payload)))
        .isEqualTo(expected(TOKEN_PATH, fault));
  }

  @ParameterizedTest
  @ValueSource(strings = {"token", "cryptogram"})
  void a_token_and_its_cryptogram_have_up_to_fifty_characters(String field) {
    String fifty = "\"" + "x".repeat(50) + "\"";
    String more = "\"" + "x".repeat(51) + "\"";

    assertThat(Refused.by(() -> externalToken.check(card(with(Payments.EXTERNAL, field, fifty)))))
        .isEmpty();
    assertThat(Refused.by(() -> externalToken.check(card(with(Payments.EXTERNAL, field, more)))))
        .containsExactly(TOKEN_PATH + "." + field + " FIELD_INVALID");
  }

  @ParameterizedTest
  @CsvSource({
    "4122980000000008,false", // Visa
    "5555555555554444,false", // Mastercard
    "6011111111111117,false", // Discover
    "3530111333300000,false", // JCB, or RuPay with it
    "6521500000000000,true",
    "6069850000000000,true",
    "6079840000000000,true",
    "6079850000000000,false",
    "5085000000000000,true",
    "8172000000000000,true",
    "8202000000000000,false",
    "508500000000000,false",
    "token-508500,false"
  })
  void a_rupay_token_always_needs_a_cvv(String token, boolean isRupay) {
    String option =
        with(Payments.EXTERNAL, "cvv", null)
            .replace("ALT_TOKEN", "NETWORK_TOKEN")
            .replace("4122980000000008", token);

    assertThat(Refused.by(() -> externalToken.check(card(option))))
        .isEqualTo(expected(TOKEN_PATH, isRupay ? "cvv CVV_MISSING" : null));
  }

  // Instalments.

  @ParameterizedTest
  @ValueSource(strings = {Payments.CARD, Payments.SAVED, Payments.EXTERNAL})
  void instalments_take_a_card_told_in_any_way_and_an_offer(String option) {
    assertThat(
            Refused.by(
                () ->
                    emi.check(
                        Payments.payload(Payments.item("CREDIT_EMI", option, Payments.OFFER)))))
        .isEmpty();
    assertThat(Refused.by(() -> emi.check(Payments.payload(Payments.item("DEBIT_EMI", option)))))
        .containsExactly("payments[0].offer_data FIELD_MISSING");
  }

  @Test
  void a_card_that_pays_by_instalments_is_checked_as_any() {
    String wrong = with(Payments.CARD, "cvv", "\"1\"");

    assertThat(
            Refused.by(
                () ->
                    emi.check(Payments.payload(Payments.item("DEBIT_EMI", wrong, Payments.OFFER)))))
        .containsExactly(CARD_PATH + ".cvv CVV_INVALID");
    assertThat(
            Refused.by(
                () ->
                    emi.check(Payments.payload(Payments.item("DEBIT_EMI", "{}", Payments.OFFER)))))
        .containsExactly("payments[0].payment_option PAYMENT_TYPE_UNKNOWN");
  }
}
