package io.pluralbridge.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class JsonPapersTest {

  private static final Instant STARTED = Instant.parse("2026-01-15T10:00:00.120Z");
  private static final Instant FINISHED = Instant.parse("2026-01-15T10:05:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void an_acknowledgement_tells_counts_sums_and_every_error() throws Exception {
    JsonNode json =
        JSON.readTree(
            acknowledged(
                new Acknowledgement.Refusal(0, null, "CONTROL_TOTALS_DISAGREE", "say 3"),
                new Acknowledgement.Refusal(7, "amount", "AMOUNT_MISSING", "is \"empty\"")));

    assertThat(json)
        .isEqualTo(
            JSON.readTree(
                """
                {"batch_id":"b-1","file":"monday.csv","sha256":"abc","status":"ACCEPTED","rows":3,
                 "accepted":2,"refused":1,"seen_before":1,"sums":{"INR":3300},"sums_text":{"INR":"INR 33.00"},
                 "errors":[
                  {"line":0,"column":null,"code":"CONTROL_TOTALS_DISAGREE","message":"say 3"},
                  {"line":7,"column":"amount","code":"AMOUNT_MISSING","message":"is \\"empty\\""}],
                 "received_at":"2026-01-15T10:00:00.120Z"}
                """));
  }

  @Test
  void a_card_number_that_slipped_into_a_message_is_masked() throws Exception {
    assertThat(
            acknowledged(
                new Acknowledgement.Refusal(1, "4111111111111111", "X", "4111 1111 1111 1111")))
        .doesNotContain("4111");
  }

  @Test
  void a_hundred_thousand_errors_are_written_as_they_come() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    acknowledgement()
        .write(
            out,
            LongStream.rangeClosed(1, 100_000)
                .mapToObj(line -> new Acknowledgement.Refusal(line, null, "X", "y"))
                .iterator());

    assertThat(JSON.readTree(out.toByteArray()).get("errors")).hasSize(100_000);
  }

  @Test
  void a_summary_that_adds_up_is_balanced() throws Exception {
    Summary summary = summary(3, Map.of("INR", 3300L), tally(0, 0));

    assertThat(summary.isBalanced()).isTrue();
    assertThat(JSON.readTree(written(summary)))
        .isEqualTo(
            JSON.readTree(
                """
                {"batch_id":"b-1","file":"monday.csv","sha256":"abc","rows":3,
                 "by_status":{"REFUSED":{"count":1,"amount":{},"amount_text":{}},
                              "SUCCEEDED":{"count":2,"amount":{"INR":3300},
                                           "amount_text":{"INR":"INR 33.00"}}},
                 "seen_before":1,"captured":{"INR":3300},"captured_text":{"INR":"INR 33.00"},
                 "released":{"JPY":1100},"released_text":{"JPY":"JPY 1,100"},
                 "balance":"BALANCED",
                 "started_at":"2026-01-15T10:00:00.120Z","finished_at":"2026-01-15T10:05:00.000Z"}
                """));
  }

  @Test
  void a_summary_that_does_not_says_why_in_sentences() throws Exception {
    Summary summary = summary(4, Map.of("INR", 3301L, "USD", 5L), tally(1, 2));

    JsonNode json = JSON.readTree(written(summary));

    assertThat(json.get("balance").asText()).isEqualTo("UNBALANCED");
    assertThat(json.get("differences"))
        .extracting(JsonNode::asText)
        .containsExactly(
            "4 rows came in, 3 went out.",
            "Rows without a result: 1.",
            "Results without a row: 2.",
            "INR 33.01 came in, INR 33.00 went out.",
            "USD 0.05 came in, USD 0.00 went out.");
  }

  private static Acknowledgement acknowledgement() {
    return new Acknowledgement(
        "b-1",
        "monday.csv",
        "abc",
        Acknowledgement.Status.ACCEPTED,
        3,
        2,
        1,
        1,
        new TreeMap<>(Map.of("INR", 3300L)),
        STARTED);
  }

  private static String acknowledged(Acknowledgement.Refusal... errors) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    acknowledgement().write(out, List.of(errors).iterator());
    return out.toString();
  }

  private static Tally tally(long missing, long surplus) {
    return new Tally(
        3,
        new TreeMap<>(
            Map.of(
                "SUCCEEDED", new Tally.Group(2, new TreeMap<>(Map.of("INR", 3300L))),
                "REFUSED", new Tally.Group(1, new TreeMap<>()))),
        missing,
        surplus);
  }

  private static Summary summary(long rows, Map<String, Long> sums, Tally tally) {
    return new Summary(
        "b-1",
        "monday.csv",
        "abc",
        rows,
        new TreeMap<>(sums),
        tally,
        1,
        new TreeMap<>(Map.of("INR", 3300L)),
        new TreeMap<>(Map.of("JPY", 1100L)),
        List.of(),
        STARTED,
        FINISHED);
  }

  private static String written(Summary summary) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    summary.write(out);
    return out.toString();
  }
}
