package io.pluralbridge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
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
    "shop=canary-key, shop",
    "' shop= canary-key ', shop",
    "shop =canary-key, shop",
    "'other=x, shop=canary-key', shop",
    "a.b_c-d=canary-key, a.b_c-d",
  })
  void each_key_has_the_name_that_stands_before_it(String setting, String name) {
    assertThat(parse(setting).nameOf(SECRET)).contains(name);
  }

  @Test
  void a_key_may_be_given_as_its_digest_alone() {
    for (String setting :
        List.of("shop=sha256:" + DIGEST, "shop=SHA256:" + DIGEST.toUpperCase(Locale.ROOT))) {
      assertThat(ApiKeys.parse(setting, 20).nameOf(SECRET)).contains("shop");
      assertThat(parse(setting).nameOf(DIGEST)).isEmpty();
      assertThat(parse(setting).nameOf("sha256:" + DIGEST)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Zm9v=", "Zm9vYg==", "aGVsbG8=", "a=b=c", "x:y:z", "a=b==", "a:b=", "\"a"})
  void signs_may_be_in_a_key(String key) {
    assertThat(parse("shop=" + key).nameOf(key)).contains("shop");
  }

  /** Each part that is wrong, beside others that are right: nothing of it lets anybody in. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "canary-key",
        "=canary-key",
        " = canary-key",
        "shop:canary-key",
        "3",
        "shop=",
        "shop==",
        "Y2FuYXJ5=",
        "Y2FuYXJ5LWtleQ==",
        "",
        " ",
        "9shop=canary-key",
        "my shop=canary-key",
        "shöp=canary-key",
        "\"shop=canary-key\"",
        "shop=\"canary-key\"",
        "shop=x;erp=canary-key",
        "shop=x; erp=canary-key",
        "shop=canary;key",
        "shop=x|erp=canary-key",
        "shop='canary-key'",
        "shop=canary key",
        "shop=canary\nkey",
        "shop=canary\u00a0key",
        "shop=canäry",
        "shop=canary\u200b",
        "a=x,shop=canary-key",
        "A=canary",
        "b=canary,B=other",
        "b=canary,c=canary",
        "c=sha256:" + DIGEST + ",b=canary-key",
        "shop=sha256:canary",
        "sha256:canary",
        "sha256=canary",
        "SHA256=0000000000000000000000000000000000000000000000000000000000000000",
        "shop=sha256:00",
        "shop=sha256 :" + DIGEST,
        "shop=sha256=" + DIGEST,
        "shop=sha256:" + DIGEST + "0",
        "shop=SHA256:zz0b4de55a9e15b2dabbd7f5ce1ef11b4e7ff4d57d0c3f4a3e2d9d9d5a3d1b0a",
      })
  void what_is_wrong_is_said_without_the_key(String part) {
    for (String setting : List.of("a=first," + part, part + ",a=first")) {
      assertThatThrownBy(() -> parse(setting))
          .as(setting)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContainingAny("canary", "Y2Fu", "other", "zz0b", "first")
          .hasNoCause();
    }
  }

  @Test
  void a_key_with_a_comma_does_not_fall_apart_into_two() {
    assertThatThrownBy(() -> ApiKeys.parse("shop=0123456789abcdef0123,erp=Tr0ub4dor,3", 20))
        .hasMessageContaining("the key of erp has fewer than 20 characters")
        .hasMessageContaining("part 3 of 3 is not name=key")
        .hasMessageContaining("cannot hold one");
  }

  @Test
  void where_money_is_at_stake_a_key_is_long() {
    String key = "0123456789abcdef0123";
    assertThat(ApiKeys.parse("shop=" + key, 20).nameOf(key)).contains("shop");

    assertThatThrownBy(() -> ApiKeys.parse("shop=" + key.substring(1), 20))
        .hasMessageContaining("the key of shop has fewer than 20 characters");
    assertThatThrownBy(() -> ApiKeys.parse("shop=choose-a-long-secret", 20))
        .hasMessageContaining("docs/http.md");
    assertThat(parse("shop=choose-a-long-secret").isEmpty()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void without_a_key_nobody_comes_in(String setting) {
    ApiKeys keys = parse(setting);

    assertThat(keys.isEmpty()).isTrue();
    assertThat(keys.nameOf("")).isEmpty();
    assertThat(keys.nameOf(",")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "canary-ke", "canary-key ", "Canary-key", "canary-keys", "shop=canary-key"})
  void only_the_whole_key_will_do(String presented) {
    assertThat(parse("shop=canary-key").nameOf(presented)).isEmpty();
  }

  @Test
  void it_shows_no_key() {
    assertThat(parse("shop=canary-key")).asString().doesNotContain("canary");
  }

  @Test
  void a_request_presents_one_key() throws Exception {
    KeyGuard keys = new KeyGuard(parse("shop=canary-key"), () -> 0);

    assertThat(keys.admit(List.of("Bearer canary-key"), List.of(), "")).isEqualTo("shop");
    assertThat(keys.admit(List.of("bearer  canary-key "), List.of(), "")).isEqualTo("shop");
    assertThat(keys.admit(List.of(), List.of("canary-key"), "")).isEqualTo("shop");
    for (List<List<String>> presented :
        List.of(
            List.of(List.<String>of(), List.<String>of()),
            List.of(List.of("Bearer"), List.<String>of()),
            List.of(List.of("canary-key"), List.<String>of()),
            List.of(List.of("Basic canary-key"), List.<String>of()),
            List.of(List.of("Bearer x"), List.of("canary-key")),
            List.of(List.of("Bearer canary-key", "Bearer canary-key"), List.<String>of()),
            List.of(List.<String>of(), List.of("canary-key", "canary-key")))) {
      assertThatThrownBy(() -> keys.admit(presented.get(0), presented.get(1), ""))
          .isInstanceOf(HttpRefusal.class)
          .hasMessageNotContaining("canary");
    }
  }

  private static ApiKeys parse(String setting) {
    return ApiKeys.parse(setting, 1);
  }
}
