package io.pluralbridge.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors follow from the rule of the guide; Plural publishes none. */
class CallbackSignatureTest {

  /** How many forgeries are tried; {@code -Dforgeries=100000} for a long look. */
  private static final int FORGERIES = Integer.getInteger("forgeries", 20_000);

  private static final String KEY =
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
  private static final Map<String, String> AUTHORIZED =
      Map.of("status", "AUTHORIZED", "order_id", "v1-4405071524-aa-qlAtAf");
  private static final String OF_AUTHORIZED =
      "FD758DAAEC1954FE3E63DD4AD26B7CE8AA367AD2F2434C1398CDCDE623109A1B";

  private final CallbackSignature signature = new CallbackSignature(SecretEncoding.HEX.decode(KEY));

  private static Map<String, String> signed(Map<String, String> fields, String signature) {
    Map<String, String> all = new HashMap<>(fields);
    all.put("signature", signature);
    return all;
  }

  @Test
  void it_is_that_of_the_guide_for_a_payment_that_went_well() {
    assertThat(signature.sign(AUTHORIZED)).isEqualTo(OF_AUTHORIZED);
    assertThat(signature.isOn(signed(AUTHORIZED, OF_AUTHORIZED))).isTrue();
  }

  @Test
  void it_is_that_of_the_guide_for_one_that_failed_with_a_space_that_stays_a_space() {
    Map<String, String> failed =
        Map.of(
            "order_id",
            "v1-4405071524-aa-qlAtAf",
            "status",
            "FAILED",
            "error_code",
            "USER_AUTHENTICATION_FAILED",
            "error_message",
            "Consumer Authentication required");

    assertThat(signature.sign(failed))
        .isEqualTo("38B59FD890BB8487B1BE37372D8BE878F1C07B1ADA5ECE7F5FAFBB31E662ECEB");
  }

  @Test
  void small_letters_and_capitals_are_the_same() {
    String mixed =
        OF_AUTHORIZED.substring(0, 9) + OF_AUTHORIZED.substring(9).toLowerCase(Locale.ROOT);

    assertThat(signature.isOn(signed(AUTHORIZED, mixed))).isTrue();
  }

  @Test
  void every_byte_of_it_counts() {
    for (int i = 0; i < OF_AUTHORIZED.length(); i++) {
      char other = OF_AUTHORIZED.charAt(i) == '0' ? '1' : '0';
      String forged = OF_AUTHORIZED.substring(0, i) + other + OF_AUTHORIZED.substring(i + 1);
      assertThat(signature.isOn(signed(AUTHORIZED, forged))).as("position %d", i).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "0",
        "FD758D",
        OF_AUTHORIZED + "00",
        " " + OF_AUTHORIZED,
        OF_AUTHORIZED + "\n",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
      })
  void what_is_not_it_is_not_taken_for_it(String forged) {
    assertThat(signature.isOn(signed(AUTHORIZED, forged))).isFalse();
  }

  @Test
  void nothing_is_not_a_signature() {
    assertThat(signature.isOn(AUTHORIZED)).isFalse();
    assertThat(signature.isOn(Map.of())).isFalse();
  }

  @Test
  void an_empty_key_signs_nothing() {
    assertThatThrownBy(() -> new CallbackSignature(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void of_many_forgeries_none_is_believed() {
    Random random = new Random(6);
    byte[] wrong = new byte[32];
    for (int i = 0; i < FORGERIES; i++) {
      Map<String, String> forged = new HashMap<>(signed(AUTHORIZED, OF_AUTHORIZED));
      switch (i % 5) {
        case 0 -> {
          random.nextBytes(wrong);
          forged.put("signature", HexFormat.of().formatHex(wrong));
        }
        case 1 -> forged.put("order_id", "v1-44050715" + (25 + i) + "-aa-qlAtAf");
        case 2 -> forged.put("status", "PROCESSED" + " ".repeat(i % 3));
        case 3 -> forged.put("extra" + i, "1");
        default -> {
          random.nextBytes(wrong);
          forged.put("signature", new CallbackSignature(wrong).sign(AUTHORIZED));
        }
      }
      assertThat(signature.isOn(forged)).as("%s", forged).isFalse();
    }
  }
}
