package io.pluralbridge.instruction;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Money;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command in the words of the queue. */
class EnvelopeTest {

  private static final String CARD = "4012001037141112";
  private static final String CAPTURE =
      """
      {"action":"CAPTURE","key":"cap-0001","order_id":"v1-4405071524-aa-qlAtAf",
       "body":{"merchant_capture_reference":"cap-0001","capture_amount":{"value":1100,"currency":"INR"}}}""";

  private final Envelope envelope = new Envelope(new Instructions());

  private Draft read(String message) throws RefusedException {
    return envelope.read(message.getBytes(UTF_8));
  }

  private List<String> faults(String message) {
    RefusedException refused = catchThrowableOfType(RefusedException.class, () -> read(message));
    assertThat(refused).as(message).isNotNull();
    return refused.faults().stream().map(f -> f.field() + " " + f.code()).toList();
  }

  @Test
  void the_example_of_the_contract_is_a_capture() throws Exception {
    Draft draft = read(CAPTURE);

    assertThat(draft.command().action()).isEqualTo(Action.CAPTURE);
    assertThat(draft.command().key()).isEqualTo("cap-0001");
    assertThat(draft.command().orderId()).isEqualTo("v1-4405071524-aa-qlAtAf");
    assertThat(draft.command().amount()).isEqualTo(Money.of(1100, "INR"));
    assertThat(draft.command().body())
        .isEqualTo(
            "{\"merchant_capture_reference\":\"cap-0001\",\"capture_amount\":{\"value\":1100,"
                + "\"currency\":\"INR\"}}");
    assertThat(draft.alias()).isNull();
  }

  @Test
  void a_key_of_its_own_is_a_further_name() throws Exception {
    assertThat(read(CAPTURE.replace("\"key\":\"cap-0001\"", "\"key\":\"doc 7\"".replace(' ', '-'))))
        .satisfies(
            draft -> {
              assertThat(draft.command().key()).isEqualTo("cap-0001");
              assertThat(draft.alias()).isEqualTo("doc-7");
            });
  }

  @Test
  void to_cancel_needs_no_body() throws Exception {
    Draft draft = read("{\"action\":\"CANCEL\",\"key\":\"can-1\",\"order_id\":\"v1-a\"}");

    assertThat(draft.command().key()).isEqualTo("can-1");
    assertThat(draft.command().body()).isEmpty();
  }

  @Test
  void it_is_the_same_command_as_over_http() throws Exception {
    byte[] body =
        CAPTURE.substring(CAPTURE.indexOf("{\"merchant"), CAPTURE.length() - 1).getBytes(UTF_8);

    assertThat(read(CAPTURE).command())
        .isEqualTo(
            new Instructions()
                .read(Action.CAPTURE, "v1-4405071524-aa-qlAtAf", body, null)
                .command());
  }

  @Test
  void all_that_is_wrong_is_said_at_once_and_where() {
    assertThat(faults("{}")).containsExactly("action FIELD_MISSING", "body FIELD_MISSING");
    assertThat(faults("{\"action\":\"PAY\",\"key\":7,\"body\":[]}"))
        .containsExactly("action FIELD_INVALID", "key FIELD_TYPE", "body FIELD_TYPE");
    assertThat(faults("{\"action\":\"CAPTURE\",\"key\":\"a b\",\"body\":{}}"))
        .containsExactly(
            "order_id ORDER_ID_INVALID",
            "key IDEMPOTENCY_KEY_INVALID",
            "merchant_capture_reference REFERENCE_MISSING");
    assertThat(faults("{\"action\":\"CREATE_ORDER\",\"order_id\":\"v1-a\",\"body\":{}}"))
        .contains("order_id ORDER_ID_INVALID", "order_amount AMOUNT_MISSING");
    assertThat(faults("{\"action\":\"CANCEL\",\"order_id\":\"v1-a\",\"key\":\"" + CARD + "\"}"))
        .containsExactly("key CARD_NUMBER");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello", "[]", "{", "{}{}", "{\"a\":1,\"a\":2}", "null", "7"})
  void what_is_no_object_of_json_is_refused(String message) {
    assertThat(faults(message)).singleElement().asString().endsWith(" MALFORMED_JSON");
  }

  @Property(tries = 2000)
  void any_bytes_are_a_command_or_refused_and_nothing_else(@ForAll byte[] message) {
    try {
      envelope.read(message);
    } catch (RefusedException expected) {
      assertThat(expected.faults()).isNotEmpty();
    }
    assertThat(Envelope.keep(message).text()).isNotNull();
  }

  // ---- what is kept ----------------------------------------------------------------------------

  @Test
  void what_has_no_card_data_is_kept_as_it_came_and_known_by_its_names() {
    Envelope.Kept kept = Envelope.keep((" " + CAPTURE + "\n").getBytes(UTF_8));

    assertThat(kept.text()).isEqualTo(" " + CAPTURE + "\n");
    assertThat(kept.masked()).isFalse();
    assertThat(kept.names())
        .isEqualTo(new Envelope.Names("CAPTURE", "cap-0001", "v1-4405071524-aa-qlAtAf"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"action\":\"CREATE_PAYMENT\",\"body\":{\"card_number\":\"4012001037141112\"}}",
        "{\"key\":\"4012001037141112\"}",
        "{\"note\":\"card 4012 0010 3714 1112\"}",
        "{\"a\":4012001037141112",
        "card_number=4012001037141112&cvv=065",
        "<card>4012-0010-3714-1112</card>",
        "\"\\u0034012001037141112\" 4012001037141112"
      })
  void a_card_number_is_never_kept(String message) {
    Envelope.Kept kept = Envelope.keep(message.getBytes(UTF_8));

    assertThat(kept.masked()).isTrue();
    assertThat(kept.text().replaceAll("[^0-9]", "")).doesNotContain(CARD);
    assertThat(String.valueOf(kept.names().key())).doesNotContain(CARD);
  }

  @Test
  void nor_is_one_in_another_encoding_or_a_cvv() {
    assertThat(Envelope.keep(CARD.getBytes(UTF_16LE)).masked()).isTrue();
    assertThat(Envelope.keep("{\"cvv\":\"065\"}".getBytes(UTF_8)).text()).doesNotContain("065");
    assertThat(Envelope.keep("{\"cvv\":\"065\"".getBytes(UTF_8)).text()).doesNotContain("065");
  }
}
