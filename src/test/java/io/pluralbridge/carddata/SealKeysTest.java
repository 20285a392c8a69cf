package io.pluralbridge.carddata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealKeysTest {

  private static final String KEY =
      Base64.getEncoder().encodeToString("canary".repeat(6).substring(0, 32).getBytes());

  @Test
  void the_derived_key_is_the_same_for_the_same_secret_and_another_for_another() {
    SealKeys one = SealKeys.derivedFrom("secret");
    SealKeys again = SealKeys.derivedFrom("secret");
    SealKeys other = SealKeys.derivedFrom("Secret");

    assertThat(one.newest()).isEqualTo(again.newest()).startsWith("derived-");
    assertThat(one.find(one.newest())).isEqualTo(again.find(one.newest())).isPresent();
    assertThat(other.newest()).isNotEqualTo(one.newest());
    assertThat(one.find(other.newest())).isEmpty();
    assertThat(one.newest()).doesNotContain("secret");
  }

  @Test
  void the_derived_key_stays_what_it_has_always_been() {
    // Whoever changes how it is derived locks up what waits sealed at that moment.
    assertThat(SealKeys.derivedFrom("secret").newest()).isEqualTo("derived-b2f8d3a3");
  }

  @Test
  void it_is_told_which_keys_are_missing() {
    SealKeys keys = SealKeys.parse("2026=" + KEY + ",2025=" + KEY);

    assertThat(keys.missing(List.of("2026.abc", "2025.x", "2024.x", "2024.y", "derived-1.", "?")))
        .containsExactly("2024", "derived-1", "one without an id");
    assertThat(keys.missing(List.of("2026.abc"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 24, 32})
  void a_key_of_aes_has_one_of_three_lengths(int length) {
    String setting = "2026 = " + Base64.getEncoder().encodeToString(new byte[length]);

    assertThat(SealKeys.parse(setting).find("2026")).isPresent();
  }

  @Test
  void what_is_wrong_is_said_without_the_key() {
    for (String setting :
        new String[] {
          "",
          KEY,
          "=" + KEY,
          "a b=" + KEY,
          "a.b=" + KEY,
          "k=" + KEY + ",k=" + KEY,
          "k=" + KEY + ",",
          "k=canary canary",
          "k=" + KEY.substring(4),
          "k=" + KEY + KEY,
          "k=",
        }) {
      assertThatThrownBy(() -> SealKeys.parse(setting))
          .as(setting)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContainingAny("canary", KEY, KEY.substring(4, 12));
    }
  }

  @Test
  void keys_are_not_shown() {
    assertThat(SealKeys.parse("k=" + KEY)).asString().doesNotContain(KEY, "canary");
  }
}
