package io.pluralbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pluralbridge.carddata.Said;
import io.pluralbridge.journal.CommandView;
import io.pluralbridge.journal.EntryState;
import io.pluralbridge.payment.Action;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A caller is told a 2xx only where Plural has said one. */
class RepliesTest {

  private static final Instant NOW = Instant.parse("2026-01-15T10:00:00Z");
  private static final CommandDoor.Handed FIRST = new CommandDoor.Handed(1, "cap/1", true);

  private final Replies replies = new Replies(Clock.fixed(NOW, ZoneOffset.UTC));

  private static CommandView view(EntryState state, Said said, CommandView.Problem error) {
    return new CommandView(
        1,
        "cap/1",
        Action.CAPTURE,
        "o1",
        state,
        null,
        said,
        error,
        "why it stands there",
        1,
        0,
        "shop",
        null,
        "",
        NOW,
        NOW.plusSeconds(9),
        null,
        null,
        List.of());
  }

  private static JsonNode json(HttpReply reply) throws Exception {
    return new ObjectMapper().readTree(reply.body());
  }

  @ParameterizedTest
  @EnumSource(EntryState.class)
  void no_state_by_itself_is_a_2xx(EntryState state) {
    assertThat(replies.told(view(state, null, null), FIRST).status()).isIn(504, 422);
  }

  @ParameterizedTest
  @EnumSource(names = {"ACCEPTED", "SENT", "UNKNOWN", "HELD", "SUCCEEDED"})
  void what_is_not_known_is_a_time_out_in_plurals_words(EntryState state) throws Exception {
    HttpReply reply = replies.told(view(state, null, null), FIRST);

    assertThat(reply.status()).isEqualTo(504);
    assertThat(reply.headers())
        .containsEntry("Location", "/bridge/commands/CAPTURE/cap%2F1")
        .containsEntry("Retry-After", "10")
        .doesNotContainKey("Idempotent-Replayed");
    JsonNode body = json(reply);
    assertThat(body.path("code").asText()).isEqualTo("TIMED_OUT");
    assertThat(body.path("message").asText()).contains("CAPTURE cap/1");
    assertThat(body.has("data")).isFalse();
    JsonNode details = body.path("additional_error_details");
    assertThat(details.path("source").asText()).isEqualTo("BRIDGE");
    assertThat(details.path("repeat_is_safe").asBoolean()).isTrue();
    assertThat(details.path("reason").asText())
        .contains("Repeating the same call is safe", "Never send it under another reference");
    assertThat(details.path("status").asText()).isEqualTo(state.name());
    assertThat(details.path("status_reason").asText()).isEqualTo("why it stands there");
  }

  @Test
  void what_was_declined_or_taken_back_is_a_no() throws Exception {
    CommandView.Problem no = new CommandView.Problem("ORDER_CANCELLED", "it is cancelled");
    HttpReply declined = replies.told(view(EntryState.DECLINED, null, no), FIRST);
    HttpReply withdrawn = replies.told(view(EntryState.WITHDRAWN, null, null), FIRST);

    assertThat(declined.status()).isEqualTo(422);
    assertThat(json(declined).path("code").asText()).isEqualTo("ORDER_CANCELLED");
    assertThat(withdrawn.status()).isEqualTo(422);
    assertThat(json(withdrawn).path("code").asText()).isEqualTo("WITHDRAWN");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 422})
  void what_plural_said_comes_as_it_is(int status) {
    HttpReply reply =
        replies.told(view(EntryState.SUCCEEDED, new Said(status, "{\"data\":1}"), null), FIRST);

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.body()).isEqualTo("{\"data\":1}");
  }

  @Test
  void a_file_did_it_and_plural_cannot_be_asked_how_the_order_stands() {
    CommandView view = view(EntryState.SUCCEEDED, null, null);
    HttpReply unreachable = HttpReply.json(502, "{}");

    HttpReply reply = replies.toldBy(unreachable, view, new CommandDoor.Handed(1, "cap/1", false));

    assertThat(reply.status()).isEqualTo(504);
    assertThat(reply.body()).contains("took effect");
    assertThat(reply.headers()).containsEntry("Idempotent-Replayed", "true");
  }

  @ParameterizedTest
  @EnumSource(EntryState.class)
  void who_does_not_want_to_wait_is_told_202_and_where_to_look(EntryState state) {
    HttpReply reply = replies.later(view(state, null, null), FIRST);

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.headers()).containsEntry("Location", "/bridge/commands/CAPTURE/cap%2F1");
  }
}
