package io.pluralbridge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pluralbridge.door.Brake;
import io.pluralbridge.door.Callers;
import io.pluralbridge.support.Warnings;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyGuardTest {

  private static final String SHOP = "10.0.0.1";

  private final AtomicLong millis = new AtomicLong(-5_000);
  private final KeyGuard guard = new KeyGuard(ApiKeys.parse("shop=right", 1), millis::get);

  @Test
  void many_wrong_keys_slow_their_address_and_no_other() throws Exception {
    for (int i = 0; i < Brake.FREE; i++) {
      assertThat(wrong(SHOP)).isEqualTo(Complaint.UNAUTHORIZED);
    }
    for (int i = 0; i < 100; i++) {
      assertThat(wrong(SHOP)).isEqualTo(Complaint.TOO_MANY_WRONG_KEYS);
    }
    assertThat(wrong("10.0.0.2")).isEqualTo(Complaint.UNAUTHORIZED);
    assertThat(guard.of(KeyGuard.Refused.WRONG)).isEqualTo(Brake.FREE + 1);
    assertThat(guard.of(KeyGuard.Refused.TOO_MANY)).isEqualTo(100);

    guard.admit(List.of("Bearer right"), List.of(), SHOP);
    assertThat(wrong(SHOP)).as("a right key is no pardon").isEqualTo(Complaint.TOO_MANY_WRONG_KEYS);
  }

  @Test
  void a_minute_after_the_last_wrong_key_all_is_forgotten() {
    for (int i = 0; i <= Brake.FREE; i++) {
      wrong(SHOP);
    }
    millis.addAndGet(Brake.SLOWED_MS);
    assertThat(wrong(SHOP)).as("and another minute").isEqualTo(Complaint.TOO_MANY_WRONG_KEYS);
    millis.addAndGet(Brake.SLOWED_MS + 1);

    for (int i = 0; i < Brake.FREE; i++) {
      assertThat(wrong(SHOP)).isEqualTo(Complaint.UNAUTHORIZED);
    }
  }

  @Test
  void a_wrong_key_now_and_then_is_a_mistake() {
    for (int i = 0; i < 100; i++) {
      assertThat(wrong(SHOP)).isEqualTo(Complaint.UNAUTHORIZED);
      millis.addAndGet(Brake.WINDOW_MS / Brake.FREE + 1);
    }
  }

  @Test
  void of_keys_that_come_at_once_one_a_second_is_looked_at() {
    slowDown();
    int lookedAt = 0;
    long start = millis.get();
    for (int i = 0; i < 200; i++) {
      long delay = delay("canary" + i);
      if (delay >= 0) {
        assertThat(delay).isEqualTo(lookedAt * Brake.TURN_MS);
        lookedAt++;
      }
    }
    assertThat(lookedAt).as("and the rest without a look").isEqualTo(Brake.MOST_WAITING);
    while (lookedAt < 200) {
      millis.addAndGet(100);
      if (delay("canary") >= 0) {
        wrong(SHOP);
        lookedAt++;
      }
    }
    assertThat(millis.get() - start).isGreaterThanOrEqualTo((200 - 8) * Brake.TURN_MS);
  }

  @Test
  void a_key_that_was_right_from_there_before_does_not_wait() throws Exception {
    guard.admit(List.of("Bearer right"), List.of(), "10.0.0.2");
    slowDown();
    assertThat(delay("right")).as("its turn is now").isZero();
    assertThat(delay("right")).isEqualTo(Brake.TURN_MS);
    guard.admit(List.of("Bearer right"), List.of(), SHOP);
    for (int i = 0; i < 100; i++) {
      delay("canary");
      assertThat(delay("right")).isZero();
    }
    guard.admitSecret("right", SHOP);
  }

  @Test
  void a_secret_in_a_body_is_looked_at_once_a_second() throws Exception {
    slowDown();
    assertThat(secret("canary")).contains("none of");
    assertThat(secret("canary")).contains("was not looked at");
    assertThat(secret("right")).contains("was not looked at");
    millis.addAndGet(Brake.TURN_MS);
    guard.admitSecret("right", SHOP);
    guard.admitSecret("right", SHOP);
  }

  private void slowDown() {
    for (int i = 0; i <= Brake.FREE; i++) {
      wrong(SHOP);
    }
  }

  /** -1 when it is refused. */
  private long delay(String key) {
    try {
      return guard.delay(List.of(), List.of(key), SHOP);
    } catch (HttpRefusal refusal) {
      assertThat(refusal.code()).isEqualTo(Complaint.TOO_MANY_WRONG_KEYS);
      return -1;
    }
  }

  private String secret(String secret) {
    return catchThrowableOfType(HttpRefusal.class, () -> guard.admitSecret(secret, SHOP))
        .getMessage();
  }

  @Test
  void a_missing_key_is_no_guess() {
    for (int i = 0; i < 100; i++) {
      assertThat(refused(List.of(), List.of())).isEqualTo(Complaint.UNAUTHORIZED);
      assertThat(refused(List.of("Basic x"), List.of())).isEqualTo(Complaint.UNAUTHORIZED);
    }
    assertThat(guard.of(KeyGuard.Refused.MISSING)).isEqualTo(100);
    assertThat(guard.of(KeyGuard.Refused.MALFORMED)).isEqualTo(100);
  }

  @Test
  void two_keys_are_refused_and_are_a_guess_where_one_is_wrong() throws Exception {
    KeyGuard two = new KeyGuard(ApiKeys.parse("shop=right,erp=right-too", 1), millis::get);
    assertThat(both(two, "right", "right-too")).isEqualTo(Complaint.UNAUTHORIZED);
    assertThat(two.of(KeyGuard.Refused.MALFORMED)).isEqualTo(1);
    assertThat(two.admit(List.of("Bearer right"), List.of("right"), SHOP)).isEqualTo("shop");

    for (int i = 0; i < Brake.FREE; i++) {
      boolean first = i % 2 == 0;
      assertThat(both(two, first ? "right" : "canary" + i, first ? "canary" + i : "right"))
          .isEqualTo(Complaint.UNAUTHORIZED);
    }
    assertThat(two.of(KeyGuard.Refused.WRONG)).isEqualTo(Brake.FREE);
    assertThat(both(two, "right", "canary")).isEqualTo(Complaint.TOO_MANY_WRONG_KEYS);
    assertThat(two.delay(List.of("Bearer right"), List.of("canary"), SHOP)).isZero();
    assertThat(two.delay(List.of("Bearer right"), List.of("canary"), SHOP))
        .as("what is no guess needs no turn, and this one does")
        .isEqualTo(Brake.TURN_MS);
    assertThat(two.delay(List.of("Bearer right"), List.of("right"), SHOP)).isZero();
    assertThat(both(two, "right", "right-too")).isEqualTo(Complaint.UNAUTHORIZED);
    assertThat(two.of(KeyGuard.Refused.MALFORMED)).isEqualTo(2);
  }

  private static Complaint both(KeyGuard guard, String bearer, String apiKey) {
    HttpRefusal refusal =
        catchThrowableOfType(
            HttpRefusal.class,
            () -> guard.admit(List.of("Bearer " + bearer), List.of(apiKey), SHOP));
    assertThat(refusal)
        .hasMessageContaining("Authorization and X-API-Key present two API keys")
        .hasMessageNotContainingAny("canary", "right");
    return refusal.code();
  }

  @Test
  void the_log_says_it_once_a_minute_with_the_addresses_and_without_the_keys() {
    try (Warnings warnings = Warnings.listen()) {
      for (int i = 0; i < 10_000; i++) {
        wrong("10.0.0.9");
      }
      wrong(SHOP);
      guard.tell();
      assertThat(warnings.messages())
          .containsExactly("Requests refused for a wrong or missing API key: 1 (1 from 10.0.0.9)");

      millis.addAndGet(60_000);
      guard.tell();
      guard.tell();
      assertThat(warnings.messages())
          .hasSize(2)
          .last()
          .isEqualTo(
              "Requests refused for a wrong or missing API key: 10000 (9999 from 10.0.0.9, 1 from"
                  + " 10.0.0.1)");
    }
  }

  @Test
  void what_is_remembered_has_a_bound() {
    Brake brake = new Brake(millis::get);
    for (int i = 0; i < 50_000; i++) {
      brake.wrongKey("10.1." + i / 250 + "." + i % 250);
      wrong("10.1." + i / 250 + "." + i % 250);
    }
    assertThat(brake.remembering()).isEqualTo(10_000);
    try (Warnings warnings = Warnings.listen()) {
      millis.addAndGet(60_000);
      guard.tell();
      assertThat(warnings.messages())
          .singleElement()
          .asString()
          .contains(": 49999 (", "the rest from 996 other addresses");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 10.0.0.1",
    "::ffff:10.0.0.1, 10.0.0.1",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
    "2001:db8:1:2:ffff::9%eth0, 2001:db8:1:2::/64",
    "0:0:0:0:0:0:0:1, 0:0:0:0::/64",
    "'', an unknown address",
    "localhost, an unknown address"
  })
  void of_ipv6_a_whole_network_is_one_caller(String address, String caller) {
    assertThat(Callers.group(address)).isEqualTo(caller);
  }

  private Complaint wrong(String address) {
    HttpRefusal refusal =
        catchThrowableOfType(
            HttpRefusal.class, () -> guard.admit(List.of("Bearer canary"), List.of(), address));
    assertThat(refusal).hasMessageNotContaining("canary");
    assertThat(refusal.headers().containsKey("Retry-After"))
        .isEqualTo(refusal.code() == Complaint.TOO_MANY_WRONG_KEYS);
    return refusal.code();
  }

  private Complaint refused(List<String> authorization, List<String> apiKey) {
    return catchThrowableOfType(HttpRefusal.class, () -> guard.admit(authorization, apiKey, SHOP))
        .code();
  }
}
