package io.pluralbridge.callback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pluralbridge.signature.CallbackSignature;
import io.pluralbridge.support.MovingClock;
import io.pluralbridge.support.PluralVoice;
import io.pluralbridge.support.Warnings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallbackCheckTest {

  private static final byte[] KEY = new byte[32];

  private final MovingClock clock = new MovingClock();
  private final Refusals refusals = new Refusals("callbacks", clock);
  private final CallbackCheck check =
      new CallbackCheck(new CallbackSignature(KEY), Set.of("shop"), refusals);

  private static Map<String, String> signed(Map<String, String> fields) {
    Map<String, String> all = new HashMap<>(fields);
    all.put("signature", new CallbackSignature(KEY).sign(fields));
    return all;
  }

  private Refusal refusal(CallbackCheck by, String query, byte[] body) {
    UntrustedException refused =
        catchThrowableOfType(UntrustedException.class, () -> by.read(query, body));
    assertThat(refused).as(query).isNotNull();
    return refused.refusal();
  }

  @Test
  void without_a_key_nobody_is_believed_not_even_by_an_empty_signature() {
    CallbackCheck deaf = new CallbackCheck(null, Set.of(), refusals);

    assertThat(refusal(deaf, "order_id=a&status=FAILED&signature=", null))
        .isEqualTo(Refusal.NO_SECRET);
    assertThat(refusal(deaf, "", new byte[0])).isEqualTo(Refusal.NO_SECRET);
    assertThat(refusals.of(Refusal.NO_SECRET)).isEqualTo(2);
  }

  @Test
  void what_it_says_is_read_whatever_shape_it_has() throws Exception {
    Map<String, String> fields =
        signed(Map.of("order_id", "v1-a", "status", "FAILED", "error_message", "a b+c"));
    String form = PluralVoice.encoded(fields);

    for (Callback callback :
        List.of(
            check.read("shop=7&" + form, null),
            check.read("", form.getBytes(UTF_8)),
            check.read(
                "shop=7",
                ("{\"order_id\":\"v1-a\",\"status\":\"FAILED\",\"error_code\":null,"
                        + "\"error_message\":\"a b+c\",\"signature\":\""
                        + fields.get("signature")
                        + "\"}")
                    .getBytes(UTF_8)))) {
      assertThat(callback.orderId()).isEqualTo("v1-a");
      assertThat(callback.errorMessage()).isEqualTo("a b+c");
      assertThat(callback.isFailure()).isTrue();
      assertThat(callback.signed()).isEqualTo("error_message=a b+c&order_id=v1-a&status=FAILED");
    }
  }

  @Test
  void even_what_is_signed_must_name_an_order_and_a_status() {
    for (Map<String, String> odd :
        List.of(
            Map.of("order_id", "../x", "status", "FAILED"),
            Map.of("order_id", "a&b", "status", "FAILED"),
            Map.of("order_id", "4012001037141112", "status", "FAILED"),
            Map.of("order_id", "a", "status", "failed"),
            Map.of("order_id", "a", "status", "FAILED", "error_code", "x&y"))) {
      assertThat(refusal(check, "", PluralVoice.encoded(signed(odd)).getBytes(UTF_8)))
          .isEqualTo(Refusal.MALFORMED);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "AUTHORIZED, false",
    "PROCESSED, false",
    "PENDING, false",
    "FAILED, true",
    "CANCELLED, true",
    "ATTEMPTED, true",
    "DECLINED, true"
  })
  void who_is_undecided_is_not_told_that_the_payment_failed(String status, boolean failure)
      throws Exception {
    String form = PluralVoice.encoded(signed(Map.of("order_id", "a", "status", status)));

    assertThat(check.read(form, null).isFailure()).isEqualTo(failure);
  }

  /**
   * Nothing is encoded in what is signed, so a value could be cut into fields that nobody signed.
   */
  @Test
  void one_signature_is_good_for_no_other_fields() {
    Map<String, String> genuine =
        Map.of(
            "order_id", "v1-a",
            "status", "FAILED",
            "error_message", "x&order_id=v1-victim&status=AUTHORIZED&z=");
    Map<String, String> cut =
        Map.of(
            "error_message", "x",
            "order_id", "v1-victim",
            "status", "AUTHORIZED",
            "z", "&order_id=v1-a&status=FAILED");
    assertThat(signed(cut).get("signature")).isEqualTo(signed(genuine).get("signature"));

    assertThat(refusal(check, PluralVoice.encoded(signed(cut)), null)).isEqualTo(Refusal.MALFORMED);
    assertThat(refusal(check, PluralVoice.encoded(signed(genuine)), null))
        .isEqualTo(Refusal.MALFORMED);
  }

  @Test
  void of_many_refusals_a_line_a_minute_tells() {
    try (Warnings warnings = Warnings.listen()) {
      for (int i = 0; i < 1_000; i++) {
        refusal(check, "order_id=a", null);
      }
      assertThat(warnings.messages()).hasSize(1);
      clock.advance(Duration.ofMinutes(1));
      refusal(check, "order_id=a", null);

      assertThat(warnings.messages()).hasSize(2);
      assertThat(warnings.messages().get(1)).contains("1000 callbacks");
    }
    assertThat(refusals.of(Refusal.MISSING)).isEqualTo(1_001);
  }
}
