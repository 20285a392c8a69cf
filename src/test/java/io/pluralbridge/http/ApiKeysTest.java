package io.pluralbridge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {

  private static final String SECRET = "canary-key";

  /** {@code printf canary-key | sha256sum}. */
  private static final String DIGEST =
      "0b8bdfd5fe8e2887553f64e360259947f07d61acd45d51b4a74a53008e5a9597";

  @ParameterizedTest
  @CsvSource({
    "canary-key, key-1",
    "'  canary-key  ', key-1",
    "shop=canary-key, shop",
    "shop:canary-key, shop",
    "' shop= canary-key ', shop",
    "'other=x, shop=canary-key', shop",
    "'x,canary-key', key-2",
    "',,canary-key,', key-1",
    "a.b_c-d=canary-key, a.b_c-d",
  })
  void a_key_has_the_name_that_stands_before_it_or_that_of_its_place(String setting, String name) {
    assertThat(ApiKeys.parse(setting).nameOf(SECRET)).contains(name);
  }

  @Test
  void a_key_may_be_given_as_its_digest_alone() {
    for (String setting :
        List.of(
            "shop=sha256:" + DIGEST,
            "shop:sha256:" + DIGEST,
            "shop=SHA256:" + DIGEST.toUpperCase())) {
      assertThat(ApiKeys.parse(setting).nameOf(SECRET)).contains("shop");
      assertThat(ApiKeys.parse(setting).nameOf(DIGEST)).isEmpty();
      assertThat(ApiKeys.parse(setting).nameOf("sha256:" + DIGEST)).isEmpty();
    }
    assertThat(ApiKeys.parse("sha256:" + DIGEST).nameOf(SECRET)).contains("key-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Zm9v=", "Zm9vYg==", "aGVsbG8=", "a=b=c", "x:y:z", "a=b==", "a:b="})
  void equals_signs_and_colons_may_be_in_a_key(String key) {
    assertThat(ApiKeys.parse("shop=" + key).nameOf(key)).contains("shop");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Zm9v=", "Zm9vYg==", "1=2"})
  void what_is_only_a_key_is_not_taken_for_a_name(String key) {
    assertThat(ApiKeys.parse(key).nameOf(key)).contains("key-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shop=canary,shop=other",
        "shop=sha256:canary",
        "sha256:canary",
        "sha256=canary",
        "SHA256=0000000000000000000000000000000000000000000000000000000000000000",
        "shop=sha256:00",
        "shop=SHA256:zz0b4de55a9e15b2dabbd7f5ce1ef11b4e7ff4d57d0c3f4a3e2d9d9d5a3d1b0a",
      })
  void what_is_wrong_is_said_without_the_key(String setting) {
    assertThatThrownBy(() -> ApiKeys.parse(setting))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContainingAny("canary", "other", "zz0b")
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ",", " , ,"})
  void without_a_key_nobody_comes_in(String setting) {
    ApiKeys keys = ApiKeys.parse(setting);

    assertThat(keys.isEmpty()).isTrue();
    assertThat(keys.nameOf("")).isEmpty();
    assertThat(keys.nameOf(",")).isEmpty();
  }

  @Test
  void an_empty_key_is_nobodys() {
    assertThat(ApiKeys.parse("shop=,x").nameOf("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "canary-ke", "canary-key ", "Canary-key", "canary-keys", "shop=canary-key"})
  void only_the_whole_key_will_do(String presented) {
    assertThat(ApiKeys.parse("shop=canary-key").nameOf(presented)).isEmpty();
  }

  @Test
  void it_shows_no_key() {
    assertThat(ApiKeys.parse("shop=canary-key")).asString().doesNotContain("canary");
  }

  @Test
  void a_request_presents_one_key() throws Exception {
    ApiKeys keys = ApiKeys.parse("shop=canary-key");

    assertThat(keys.admit(List.of("Bearer canary-key"), List.of())).isEqualTo("shop");
    assertThat(keys.admit(List.of("bearer  canary-key "), List.of())).isEqualTo("shop");
    assertThat(keys.admit(List.of(), List.of("canary-key"))).isEqualTo("shop");
    for (List<List<String>> presented :
        List.of(
            List.of(List.<String>of(), List.<String>of()),
            List.of(List.of("Bearer"), List.<String>of()),
            List.of(List.of("canary-key"), List.<String>of()),
            List.of(List.of("Basic canary-key"), List.<String>of()),
            List.of(List.of("Bearer x"), List.of("canary-key")),
            List.of(List.of("Bearer canary-key", "Bearer canary-key"), List.<String>of()),
            List.of(List.<String>of(), List.of("canary-key", "canary-key")))) {
      assertThatThrownBy(() -> keys.admit(presented.get(0), presented.get(1)))
          .isInstanceOf(HttpRefusal.class)
          .hasMessageNotContaining("canary");
    }
  }
}
