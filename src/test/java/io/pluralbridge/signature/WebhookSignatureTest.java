package io.pluralbridge.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pluralbridge.signature.WebhookSignature.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {

  /** How many forgeries are tried; {@code -Dforgeries=100000} for a long look. */
  private static final int FORGERIES = Integer.getInteger("forgeries", 20_000);

  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  /** Plural's own example. Source: API reference, "Webhook signature verification". */
  private static final String ID = "msg_2nEfCaUDn9fynC9Kz2upo1QSydl";

  private static final String TIME = "1728543028";
  private static final String BODY = "{\"payload\":\"payload\"}";
  private static final String SIGNATURE = "v1,Ns46HrH+Nfu9dZtBUVvSLyrOD5JH0SAGlNo3M5yobfQ=";

  private static final byte[] KEY = SecretEncoding.UTF8.decode("abc1234");
  private static final byte[] ANOTHER = SecretEncoding.UTF8.decode("another");

  private static WebhookSignature at(long seconds, byte[]... keys) {
    Clock clock = Clock.fixed(Instant.ofEpochSecond(seconds), ZoneOffset.UTC);
    return new WebhookSignature(List.of(keys), TOLERANCE, clock);
  }

  private final WebhookSignature now = at(1_728_543_028L, KEY);

  private Verdict verdict(String signatures) {
    return now.verify(ID, TIME, BODY.getBytes(UTF_8), signatures);
  }

  @Test
  void the_example_of_plural_is_genuine() {
    assertThat(verdict(SIGNATURE)).isEqualTo(Verdict.GENUINE);
    assertThat(now.sign(ID, Instant.ofEpochSecond(1_728_543_028L), BODY.getBytes(UTF_8)))
        .isEqualTo(SIGNATURE);
  }

  @Test
  void the_same_secret_may_be_written_in_base64() {
    WebhookSignature base64 = at(1_728_543_028L, SecretEncoding.BASE64.decode("YWJjMTIzNA=="));

    assertThat(base64.verify(ID, TIME, BODY.getBytes(UTF_8), SIGNATURE)).isEqualTo(Verdict.GENUINE);
  }

  @Test
  void one_of_several_signatures_is_enough() {
    String other = at(0, ANOTHER).sign(ID, Instant.ofEpochSecond(1), BODY.getBytes(UTF_8));

    assertThat(verdict(other + " v1a,abc " + SIGNATURE)).isEqualTo(Verdict.GENUINE);
    assertThat(verdict(other + " v1a,abc")).isEqualTo(Verdict.FORGED);
  }

  @Test
  void two_secrets_are_good_at_once_while_one_takes_over_from_the_other() {
    for (byte[][] keys : new byte[][][] {{KEY, ANOTHER}, {ANOTHER, KEY}}) {
      assertThat(at(1_728_543_028L, keys).verify(ID, TIME, BODY.getBytes(UTF_8), SIGNATURE))
          .isEqualTo(Verdict.GENUINE);
    }
    assertThat(at(1_728_543_028L, ANOTHER).verify(ID, TIME, BODY.getBytes(UTF_8), SIGNATURE))
        .isEqualTo(Verdict.FORGED);
  }

  @ParameterizedTest
  @ValueSource(longs = {-301, 301, -100_000, 100_000_000})
  void what_was_signed_long_ago_or_in_the_future_is_out_of_time(long seconds) {
    assertThat(at(1_728_543_028L + seconds, KEY).verify(ID, TIME, BODY.getBytes(UTF_8), SIGNATURE))
        .isEqualTo(Verdict.OUT_OF_TIME);
  }

  @ParameterizedTest
  @ValueSource(longs = {-300, 0, 300})
  void within_the_tolerance_it_is_genuine(long seconds) {
    assertThat(at(1_728_543_028L + seconds, KEY).verify(ID, TIME, BODY.getBytes(UTF_8), SIGNATURE))
        .isEqualTo(Verdict.GENUINE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "+1728543028", "1728543028.0", "99999999999999999999", "-1", "soon", "１７２８"})
  void a_time_that_is_none_is_never_good_even_when_it_is_signed(String time) {
    byte[] body = BODY.getBytes(UTF_8);
    String signed =
        "v1,"
            + Base64.getEncoder()
                .encodeToString(new Hmac(KEY).of((ID + "." + time + "." + BODY).getBytes(UTF_8)));

    assertThat(now.verify(ID, time, body, signed)).isEqualTo(Verdict.OUT_OF_TIME);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "v1,",
        "v1",
        "Ns46HrH+Nfu9dZtBUVvSLyrOD5JH0SAGlNo3M5yobfQ=",
        "v1=Ns46HrH+Nfu9dZtBUVvSLyrOD5JH0SAGlNo3M5yobfQ=",
        "v2,Ns46HrH+Nfu9dZtBUVvSLyrOD5JH0SAGlNo3M5yobfQ=",
        "v1,Ns46HrH+Nfu9dZtBUVvSLyrOD5JH0SAGlNo3M5yobfQ",
        "v1,Ns46HrH+Nfu9dZtBUVvSLyrOD5JH0SAGlNo3M5yobfR=",
        "v1,ns46hrh+nfu9dztbuvvslyrod5jh0sagllno3m5yobfq="
      })
  void what_is_not_it_is_not_taken_for_it(String forged) {
    assertThat(verdict(forged)).isEqualTo(Verdict.FORGED);
  }

  @Test
  void a_signature_is_bound_to_its_id_its_time_and_each_byte_of_the_body() {
    byte[] body = BODY.getBytes(UTF_8);
    assertThat(now.verify(ID + "x", TIME, body, SIGNATURE)).isEqualTo(Verdict.FORGED);
    assertThat(now.verify(ID, "1728543029", body, SIGNATURE)).isEqualTo(Verdict.FORGED);
    for (int i = 0; i < body.length; i++) {
      byte[] other = body.clone();
      other[i] ^= 1;
      assertThat(now.verify(ID, TIME, other, SIGNATURE)).as("byte %d", i).isEqualTo(Verdict.FORGED);
    }
  }

  @Test
  void without_a_key_nothing_is_verified() {
    assertThatThrownBy(() -> at(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> at(0, new byte[0])).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void of_many_forgeries_none_is_believed() {
    Random random = new Random(8);
    byte[] wrong = new byte[32];
    byte[] body = BODY.getBytes(UTF_8);
    for (int i = 0; i < FORGERIES; i++) {
      random.nextBytes(wrong);
      String forged =
          switch (i % 3) {
            case 0 -> "v1," + Base64.getEncoder().encodeToString(wrong);
            case 1 -> at(0, wrong).sign(ID, Instant.ofEpochSecond(1_728_543_028L), body);
            default -> now.sign(ID, Instant.ofEpochSecond(1_728_543_029L + i), body);
          };
      assertThat(verdict(forged)).as(forged).isEqualTo(Verdict.FORGED);
    }
  }
}
