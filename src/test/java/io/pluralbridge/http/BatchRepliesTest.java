package io.pluralbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pluralbridge.journal.EntryState;
import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.BatchLines;
import io.pluralbridge.journal.batch.BatchMode;
import io.pluralbridge.journal.batch.BatchView;
import io.pluralbridge.journal.batch.Hold;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Held against the schema that callers go by. */
class BatchRepliesTest {

  private static final String SHA256 =
      "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  private static final Instant RECEIVED = Instant.parse("2026-01-15T22:00:00Z");
  private static final Hold HOLD =
      new Hold("260115-220000-k7m2qx", "tonight.csv", RECEIVED.plusSeconds(130), "calls fail");

  private final BatchReplies replies = new BatchReplies();

  private static Batch batch(Batch.State state, String sha256) {
    return new Batch(
        HOLD.batchId(),
        "default",
        HOLD.name(),
        sha256,
        BatchMode.LENIENT,
        state,
        10,
        new TreeMap<>(Map.of("INR", 4400L)),
        false,
        RECEIVED,
        state == Batch.State.DONE ? RECEIVED.plusSeconds(9) : null);
  }

  private static BatchView view(Batch batch, @Nullable Hold hold, int amendments) {
    return new BatchView(
        batch,
        Map.of(EntryState.SUCCEEDED, 2L, EntryState.UNKNOWN, 1L, EntryState.ACCEPTED, 4L),
        new BatchLines.Kept(1, 2),
        hold,
        amendments);
  }

  private static JsonNode checked(HttpReply reply) throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode body = json.readTree(reply.body());
    try (var in = BatchRepliesTest.class.getResourceAsStream("/openapi/plural-bridge.json")) {
      JsonNode contract = json.readTree(in);
      assertThat(new Examples(contract).faults(contract.at("/components/schemas/Batch"), body))
          .isEmpty();
    }
    return body;
  }

  @ParameterizedTest
  @EnumSource(Batch.State.class)
  void a_batch_is_what_the_contract_says_in_every_state(Batch.State state) throws IOException {
    JsonNode body = checked(replies.shown(view(batch(state, SHA256), null, 0)));

    assertThat(body.path("state").asText()).isEqualTo(state.name());
    assertThat(body.at("/sums/INR").asLong()).isEqualTo(4400);
  }

  @Test
  void every_line_is_counted_once() throws IOException {
    JsonNode counts =
        checked(replies.shown(view(batch(Batch.State.OPEN, SHA256), null, 0))).path("counts");

    long sum = 0;
    for (JsonNode count : counts) {
      sum += count.asLong();
    }
    assertThat(sum).isEqualTo(10);
    assertThat(counts.path("SEEN_BEFORE").asLong()).isEqualTo(2);
  }

  @Test
  void of_a_refused_file_every_line_is_refused() throws IOException {
    BatchView refused =
        new BatchView(
            batch(Batch.State.REFUSED, SHA256), Map.of(), new BatchLines.Kept(3, 0), null, 0);

    JsonNode counts = checked(replies.shown(refused)).path("counts");

    assertThat(counts.path("REFUSED").asLong()).isEqualTo(10);
  }

  @Test
  void a_file_that_nobody_has_looked_into_has_no_sha256_yet() throws IOException {
    HttpReply reply = replies.taken(view(batch(Batch.State.READING, ""), null, 0));

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.headers()).containsEntry("Location", "/bridge/batches/" + HOLD.batchId());
    assertThat(checked(reply).path("sha256").isNull()).isTrue();
  }

  @Test
  void a_held_batch_says_until_when_and_why() throws IOException {
    JsonNode body = checked(replies.shown(view(batch(Batch.State.HELD, SHA256), HOLD, 0)));

    assertThat(body.path("held_until").asText()).isEqualTo("2026-01-15T22:02:10.000Z");
    assertThat(body.path("held_reason").asText()).isEqualTo("calls fail");
  }

  @Test
  void its_amendments_are_linked() throws IOException {
    JsonNode body = checked(replies.shown(view(batch(Batch.State.REPORTED, SHA256), null, 2)));

    assertThat(body.at("/links/amendments"))
        .extracting(JsonNode::asText)
        .containsExactly(
            "/bridge/batches/260115-220000-k7m2qx/results?amendment=1",
            "/bridge/batches/260115-220000-k7m2qx/results?amendment=2");
  }
}
