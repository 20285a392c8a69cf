package io.pluralbridge.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pluralbridge.payment.Action;
import io.pluralbridge.proof.JournalCopy.Batch;
import io.pluralbridge.proof.JournalCopy.Entry;
import io.pluralbridge.proof.JournalCopy.Kept;
import io.pluralbridge.proof.JournalCopy.Move;
import io.pluralbridge.proof.Visit.Told;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A night that went well, to be spoiled: one file with a capture that succeeded, the cancel of the
 * same order, which was declined for it, and a line that was refused.
 */
final class Night {

  private static final ObjectMapper JSON = new ObjectMapper();
  static final Told YES = new Told(200, "{\"data\":{\"status\":\"PROCESSED\"}}", false, false);
  static final Told NO = new Told(422, "{\"code\":\"OPERATION_NOT_ALLOWED\"}", false, false);
  private static final Told ORDER =
      new Told(200, "{\"data\":{\"order_id\":\"order-2\"}}", false, false);
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
  final List<Visit> visits = new ArrayList<>();
  final List<JournalCopy.Name> names = new ArrayList<>();
  final List<String> leaks = new ArrayList<>();
  long twoWriters;
  long madeTwice;
  long ordersMade;

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
    return effect(action, "order-1", reference, amount, at);
  }

  static Effect effect(Action action, String order, String reference, Long amount, long at) {
    return new Effect(Instant.ofEpochMilli(at), action, order, reference, amount, "request-1");
  }

  static Entry entry(
      long id, String action, String key, Long amount, String state, String errorCode) {
    String currency = amount == null ? null : "INR";
    return new Entry(
        id, action, key, "order-1", amount, currency, "batch-1", id + 1, state, 1, errorCode, null,
        false);
  }

  /**
   * What came over HTTP: an order, and a payment with a card; of the order of the file two clients
   * ask for a refund at once, and a third repeats it in the end; and a cancel that is declined.
   */
  Night withClients() {
    overHttp(3, new Instruction(Action.CREATE_ORDER, "ord-1", "", 1100L), "SUCCEEDED", ORDER);
    overHttp(
        4, new Instruction(Action.CREATE_PAYMENT, "pay-1", "order-2", 1100L), "SUCCEEDED", YES);
    overHttp(5, new Instruction(Action.REFUND, "ref-1", "order-1", 500L), "SUCCEEDED", YES);
    overHttp(6, Instruction.cancel("can-2", "order-1"), "DECLINED", NO);
    ordersMade = 1;
    names.add(new JournalCopy.Name("REFUND", "further-name", 5));
    effects.add(effect(Action.CREATE_ORDER, "order-2", "ord-1", 1100L, 1_032));
    effects.add(effect(Action.CREATE_PAYMENT, "order-2", null, 1100L, 1_042));
    effects.add(effect(Action.REFUND, "order-1", "ref-1", 500L, 1_052));
    return this;
  }

  void overHttp(long id, Instruction asked, String state, Told told) {
    String card = asked.action() == Action.CREATE_PAYMENT ? "4111111111111111" : null;
    String name = asked.action() == Action.REFUND ? "further-name" : null;
    Errand errand = new Errand(asked, name, card, 0, 0, 2, false, List.of());
    Told again = new Told(told.status(), told.body(), true, true);
    visits.add(
        new Visit(
            errand,
            new ArrayList<>(List.of(told, told, again)),
            new TreeSet<>(Set.of(state)),
            new ArrayList<>()));
    entries.add(http(id, asked, state, false));
    move(id, "ACCEPTED", "SENT", 1_000 + 10 * id);
    move(id, "SENT", state, 1_005 + 10 * id);
  }

  static Entry http(long id, Instruction asked, String state, boolean sealed) {
    return new Entry(
        id,
        asked.action().name(),
        asked.key(),
        asked.orderId(),
        asked.amount(),
        asked.amount() == null ? null : "INR",
        "",
        0,
        state,
        1,
        state.equals("DECLINED") ? "OPERATION_NOT_ALLOWED" : null,
        null,
        sealed);
  }

  /** The visit of that key. */
  Visit visit(String key) {
    return visits.stream().filter(v -> v.instruction().key().equals(key)).findFirst().orElseThrow();
  }

  /** Where that entry stands in the list. */
  int entry(String key) {
    return entries.indexOf(
        entries.stream().filter(e -> e.key().equals(key)).findFirst().orElseThrow());
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
            "concluded_at",
            "order_amount",
            "released",
            "payment_id"));
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
    row.addAll(List.of("", "", ""));
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
            visits,
            effects,
            twoWriters,
            List.of("order-1"),
            madeTwice,
            ordersMade,
            new JournalCopy(batches, entries, names, kept, moves),
            papers,
            leaks);
    return Audit.of(evidence).stream().map(Finding::check).distinct().sorted().toList();
  }
}
