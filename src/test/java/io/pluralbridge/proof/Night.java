package io.pluralbridge.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pluralbridge.payment.Action;
import io.pluralbridge.proof.JournalCopy.Batch;
import io.pluralbridge.proof.JournalCopy.Entry;
import io.pluralbridge.proof.JournalCopy.Kept;
import io.pluralbridge.proof.JournalCopy.Move;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A night that went well, to be spoiled: one file with a capture that succeeded, the cancel of the
 * same order, which was declined for it, and a line that was refused.
 */
final class Night {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ACK = "acks/night.ack.json";
  private static final String SUMMARY = "results/night.summary.json";
  private static final String RESULTS = "results/night.results.csv";

  final List<DroppedFile> files = new ArrayList<>();
  final List<Effect> effects = new ArrayList<>();
  final List<Batch> batches = new ArrayList<>();
  final List<Entry> entries = new ArrayList<>();
  final List<Kept> kept = new ArrayList<>();
  final List<Move> moves = new ArrayList<>();
  final PapersFound papers = PapersFound.none();
  long twoWriters;

  Night() {
    DroppedFile file =
        new DroppedFile(
            "night.csv",
            0,
            List.of("order_id", "merchant_capture_reference", "amount", "currency", "action"),
            List.of(
                line(2, Instruction.capture("cap-1", "order-1", 1100), null),
                line(3, Instruction.cancel("can-1", "order-1"), null),
                line(4, null, "AMOUNT_NOT_POSITIVE")),
            "\n",
            false);
    files.add(file);
    effects.add(effect(Action.CAPTURE, "cap-1", 1100L, 1_000));
    batches.add(new Batch("batch-1", "night.csv", file.sha256(), "DONE", 3, 0));
    entries.add(entry(1, "CAPTURE", "cap-1", 1100L, "SUCCEEDED", null));
    entries.add(entry(2, "CANCEL", "can-1", null, "DECLINED", "ALREADY_CAPTURED"));
    kept.add(new Kept("batch-1", 4, null));
    move(1, "ACCEPTED", "SENT", 990);
    move(1, "SENT", "SUCCEEDED", 1_010);
    move(2, "ACCEPTED", "SENT", 1_020);
    move(2, "SENT", "UNKNOWN", 1_030);
    move(2, "UNKNOWN", "DECLINED", 1_040);
    write(file);
  }

  private static FileLine line(long number, Instruction asked, String refusal) {
    List<String> out =
        asked == null
            ? List.of("order-1", "bad-1", "0", "INR", "")
            : List.of(
                asked.orderId(),
                asked.key(),
                asked.amount() == null ? "" : asked.amount().toString(),
                asked.amount() == null ? "" : "INR",
                asked.action().name());
    Long counted = asked == null ? null : asked.amount();
    return new FileLine(number, String.join(",", out), out, asked, refusal, counted);
  }

  static Effect effect(Action action, String reference, Long amount, long at) {
    return new Effect(Instant.ofEpochMilli(at), action, "order-1", reference, amount, "request-1");
  }

  static Entry entry(
      long id, String action, String key, Long amount, String state, String errorCode) {
    String currency = amount == null ? null : "INR";
    return new Entry(
        id, action, key, "order-1", amount, currency, "batch-1", id + 1, state, 1, errorCode, null);
  }

  void move(long entryId, String from, String to, long at) {
    moves.add(new Move(moves.size() + 1, entryId, at, from, to, "node-1", null, null));
  }

  private void write(DroppedFile file) {
    papers.places().addAll(List.of(ACK, SUMMARY, RESULTS, "archive/night.csv"));
    papers.digests().put("archive/night.csv", file.sha256());
    papers
        .json()
        .put(
            ACK,
            json(
                """
                {"batch_id":"batch-1","status":"ACCEPTED","rows":3,"accepted":2,"refused":1,
                 "sums":{"INR":1100},"errors":[{"line":4,"code":"AMOUNT_NOT_POSITIVE"}]}
                """));
    papers
        .json()
        .put(
            SUMMARY,
            json(
                """
                {"rows":3,"balance":"BALANCED","captured":{"INR":1100},"by_status":{
                 "SUCCEEDED":{"count":1,"amount":{"INR":1100}},
                 "DECLINED":{"count":1,"amount":{}},
                 "REFUSED":{"count":1,"amount":{}}}}
                """));
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>(file.columns());
    header.addAll(
        List.of(
            "line",
            "status",
            "order_status",
            "error_code",
            "error_message",
            "attempts",
            "request_id",
            "rrn",
            "concluded_at"));
    rows.add(header);
    rows.add(row(file.lines().get(0), "SUCCEEDED", ""));
    rows.add(row(file.lines().get(1), "DECLINED", "ALREADY_CAPTURED"));
    rows.add(row(file.lines().get(2), "REFUSED", "AMOUNT_NOT_POSITIVE"));
    papers.results().put(RESULTS, rows);
  }

  private static List<String> row(FileLine line, String status, String code) {
    List<String> row = new ArrayList<>(line.out());
    row.addAll(
        List.of(Long.toString(line.number()), status, "PROCESSED", code, "", "1", "", "", ""));
    return row;
  }

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  ObjectNode acknowledgement() {
    return (ObjectNode) papers.json().get(ACK);
  }

  ObjectNode summary() {
    return (ObjectNode) papers.json().get(SUMMARY);
  }

  /** The rows of the result file, the header first. */
  List<List<String>> rows() {
    return papers.results().get(RESULTS);
  }

  /** Which promises the audit finds broken, each once. */
  List<Check> broken() {
    Evidence evidence =
        new Evidence(
            files,
            effects,
            twoWriters,
            List.of("order-1"),
            new JournalCopy(batches, entries, kept, moves),
            papers);
    return Audit.of(evidence).stream().map(Finding::check).distinct().sorted().toList();
  }
}
