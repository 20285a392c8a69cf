package io.pluralbridge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.sandbox.Signing;
import io.pluralbridge.sandbox.WebhookAttempt;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DemoPostTest {

  private static WebhookAttempt attempt(
      String id, String event, String order, Signing signing, @Nullable Integer status) {
    return new WebhookAttempt(id, event, order, signing, 1, Instant.EPOCH, status, null, null);
  }

  private static WebhookAttempt genuine(String id, String event, String order) {
    return attempt(id, event, order, Signing.GENUINE, 200);
  }

  @Test
  void everybody_is_counted_as_what_it_is() {
    DemoPost post =
        DemoPost.of(
            List.of(
                genuine("1", "ORDER_AUTHORIZED", "a"),
                genuine("1", "ORDER_AUTHORIZED", "a"),
                genuine("2", "ORDER_PROCESSED", "a"),
                genuine("3", "ORDER_PROCESSED", "b"),
                genuine("4", "ORDER_AUTHORIZED", "b"),
                attempt("5", "ORDER_CANCELLED", "a", Signing.WRONG_SIGNATURE, 401),
                attempt("6", "ORDER_PROCESSED", "a", Signing.STALE, 401),
                attempt("7", "ORDER_PROCESSED", "c", Signing.GENUINE, null),
                attempt("7", "ORDER_PROCESSED", "c", Signing.GENUINE, 200),
                attempt("8", "ORDER_PROCESSED", "d", Signing.GENUINE, 503)));

    assertThat(post).isEqualTo(new DemoPost(5, 1, 1, 1, 1, 1, 0));
  }

  @Test
  void a_lie_that_is_taken_is_wrong() {
    DemoPost post =
        DemoPost.of(
            List.of(
                attempt("1", "ORDER_CANCELLED", "a", Signing.WRONG_SIGNATURE, 200),
                attempt("2", "ORDER_CANCELLED", "a", Signing.STALE, 200)));

    assertThat(post.wrong()).isEqualTo(2);
    assertThat(post.genuine()).isZero();
  }
}
