package io.pluralbridge.instruction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.pluralbridge.carddata.Payload;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Money;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever follows Plural's guide to the letter is understood. */
class GuideTest {

  private final PaymentTypes types = new PaymentTypes();

  @Test
  void a_customer_is_created() throws Exception {
    Draft draft = Payments.read(Action.CREATE_CUSTOMER, Guide.CREATE_CUSTOMER);

    assertThat(draft.command().body()).isEqualTo(draft.payload().json());
    assertThat(Payments.json(draft.payload())).isEqualTo(StrictJson.parse(Guide.CREATE_CUSTOMER));
    assertThat(draft.command().key()).hasSize(36);
    assertThat(draft.command().amount()).isNull();
  }

  @Test
  void an_order_is_created_and_its_reference_becomes_a_text() throws Exception {
    Draft draft = Payments.read(Action.CREATE_ORDER, Guide.CREATE_ORDER);

    assertThat(draft.command().key()).isEqualTo("112345");
    assertThat(draft.command().amount()).isEqualTo(Money.of(1100, "INR"));
    assertThat(draft.payload().json())
        .startsWith(
            "{\"merchant_order_reference\":\"112345\",\"order_amount\":{\"value\":1100,"
                + "\"currency\":\"INR\"},\"pre_auth\":false,\"notes\":\"order1\"")
        .endsWith("\"merchant_metadata\":{\"key1\":\"DD\",\"key2\":\"XOF\"}}}");
    assertThat(draft.command().body()).isEqualTo(draft.payload().json());
  }

  @Test
  void a_card_that_is_saved_pays() throws Exception {
    Payload payload = Payments.read(Guide.NEW_CARD);

    assertThat(types.of(payload)).isEqualTo("NEW_CARD");
    assertThatCode(() -> new NewCardRules(Payments.CLOCK).check(payload))
        .doesNotThrowAnyException();
  }

  @Test
  void a_token_saved_at_plural_pays() throws Exception {
    Payload payload = Payments.read(Guide.SAVED_TOKEN);

    assertThat(types.of(payload)).isEqualTo("SAVED_TOKEN");
    assertThatCode(() -> new SavedTokenRules(Payments.CLOCK).check(payload))
        .doesNotThrowAnyException();
  }

  @Test
  void a_token_of_another_pays() throws Exception {
    Draft draft = Payments.read(Action.CREATE_PAYMENT, Guide.EXTERNAL_TOKEN);

    assertThat(draft.command().key()).isEqualTo("28dbc00d-3091-47ea-83a8-33004276555f");
    assertThat(types.of(draft.payload())).isEqualTo("EXTERNAL_TOKEN");
    assertThat(Payments.json(draft.payload())).isEqualTo(StrictJson.parse(Guide.EXTERNAL_TOKEN));
    assertThatCode(() -> new ExternalTokenRules(Payments.CLOCK).check(draft.payload()))
        .doesNotThrowAnyException();
  }

  @Test
  void an_order_is_captured_and_cancelled() throws Exception {
    Draft capture = Payments.read(Action.CAPTURE, Guide.CAPTURE);
    Draft cancel = Payments.read(Action.CANCEL, "");

    assertThat(capture.command().key()).isEqualTo("merchant-capture-ref-r4y");
    assertThat(capture.command().amount()).isEqualTo(Money.of(4000, "INR"));
    assertThat(capture.payload().json())
        .isEqualTo(
            "{\"merchant_capture_reference\":\"merchant-capture-ref-r4y\","
                + "\"capture_amount\":{\"value\":4000,\"currency\":\"INR\"}}");
    assertThat(cancel.command().body()).isEmpty();
    assertThat(cancel.payload().json()).isEmpty();
    assertThat(cancel.command().key()).isEqualTo(Payments.ORDER);
  }

  @Test
  void no_card_data_of_it_is_kept() throws Exception {
    for (String example : List.of(Guide.NEW_CARD, Guide.SAVED_TOKEN, Guide.EXTERNAL_TOKEN)) {
      Draft draft = Payments.read(Action.CREATE_PAYMENT, example);

      assertThat(draft.isMasked()).isTrue();
      assertThat(draft.command().sealed()).isNull();
      assertThat(draft.command() + " " + draft)
          .doesNotContain(
              "4895489548954895",
              "\"065\"",
              "\"123\"",
              "token-v1",
              "4122980000000008",
              "AgAAAGQkm6LscccAAAA5gz4AAAA=");
    }
  }
}
