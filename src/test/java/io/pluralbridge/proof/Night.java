package io.pluralbridge.proof;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
  final List<Long> restoredAt = new ArrayList<>();
  final List<JournalCopy> lost = new ArrayList<>();
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
    write(
        file,
        "batch-1",
        List.of("SUCCEEDED ", "DECLINED ALREADY_CAPTURED", "REFUSED AMOUNT_NOT_POSITIVE"),
        Set.of());
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

  /**
   * A second file with captures that cannot be undone: one of less than the order is worth, which
   * was found out after the file was acknowledged; one of more, which was known before; two of one
   * order; and one of an order that a third file captures, too, and later.
   */
  Night withHeldBack() {
    DroppedFile evening =
        file(
            "evening.csv",
            line(2, Instruction.capture("less-1", "order-5", 1), "CAPTURE_IS_PARTIAL"),
            line(3, Instruction.capture("more-1", "order-6", 110_001), "CAPTURE_TOO_LARGE"),
            line(4, Instruction.capture("two-1", "order-7", 110_000), "ORDER_CAPTURED_TWICE"),
            line(5, Instruction.capture("two-2", "order-7", 110_000), "ORDER_CAPTURED_TWICE"),
            line(6, Instruction.capture("one-1", "order-8", 700), null));
    DroppedFile morning =
        file("morning.csv", line(2, Instruction.capture("one-2", "order-8", 800), null));
    batches.add(new Batch("batch-2", "evening.csv", evening.sha256(), "DONE", 5, 0));
    batches.add(new Batch("batch-3", "morning.csv", morning.sha256(), "DONE", 1, 0));
    takenBack(11, "batch-2", evening.lines().get(0), "CAPTURE_IS_PARTIAL");
    kept.add(new Kept("batch-2", 3, null));
    kept.add(new Kept("batch-2", 4, null));
    kept.add(new Kept("batch-2", 5, null));
    entries.add(entry(12, "batch-2", evening.lines().get(4), "SUCCEEDED", null));
    move(12, "ACCEPTED", "SENT", 1_200);
    move(12, "SENT", "SUCCEEDED", 1_220);
    effects.add(effect(Action.CAPTURE, "order-8", "one-1", 700L, 1_210));
    takenBack(13, "batch-3", morning.lines().get(0), "ORDER_CAPTURED_BEFORE");
    write(
        evening,
        "batch-2",
        List.of(
            "REFUSED CAPTURE_IS_PARTIAL",
            "REFUSED CAPTURE_TOO_LARGE",
            "REFUSED ORDER_CAPTURED_TWICE",
            "REFUSED ORDER_CAPTURED_TWICE",
            "SUCCEEDED "),
        Set.of(2L));
    write(morning, "batch-3", List.of("REFUSED ORDER_CAPTURED_BEFORE"), Set.of(2L));
    return this;
  }

  /**
   * The time of the capture is lost: a backup from before it was put back, the journal that was
   * lost had it as sent, and the last one has asked. The papers of the lost time are set aside.
   */
  Night withRestore() {
    List<Move> before = new ArrayList<>(moves);
    lost.add(
        new JournalCopy(
            new ArrayList<>(batches),
            new ArrayList<>(entries),
            List.of(),
            List.copyOf(kept),
            before,
            List.of()));
    restoredAt.add(2_000L);
    moves.removeIf(move -> move.entryId() == 1);
    move(1, "ACCEPTED", "UNKNOWN", 2_010);
    move(1, "UNKNOWN", "SUCCEEDED", 2_020);
    List<List<String>> rows = new ArrayList<>();
    rows().forEach(row -> rows.add(new ArrayList<>(row)));
    String place = "archive/night.results.20260115T100000000Z.csv";
    papers.results().put(place, rows);
    papers
        .places()
        .addAll(
            List.of(
                place,
                "archive/night.20260115T100000000Z.csv",
                "archive/night.ack.20260115T100000000Z.json",
                "archive/night.summary.20260115T100000000Z.json"));
    return this;
  }

  /** The acknowledgement of a file whose content came before. */
  static ObjectNode refusal() {
    ObjectNode refusal = JSON.createObjectNode().put("status", "REFUSED");
    refusal.putArray("errors").addObject().put("line", 0).put("code", "DUPLICATE_FILE");
    return refusal;
  }

  static Batch refused(String name) {
    return new Batch("batch-9", name, "", "REFUSED", 3, 0);
  }

  private DroppedFile file(String name, FileLine... lines) {
    DroppedFile file =
        new DroppedFile(name, 0, files.get(0).columns(), List.of(lines), "\n", false);
    files.add(file);
    return file;
  }

  private void takenBack(long id, String batchId, FileLine line, String code) {
    entries.add(entry(id, batchId, line, "WITHDRAWN", code));
    move(id, "ACCEPTED", "WITHDRAWN", 1_230);
  }

  static Entry entry(long id, String batchId, FileLine line, String state, String errorCode) {
    Instruction asked = line.instruction();
    return new Entry(
        id,
        asked.action().name(),
        asked.key(),
        asked.orderId(),
        asked.amount(),
        "INR",
        batchId,
        line.number(),
        state,
        state.equals("WITHDRAWN") ? 0 : 1,
        errorCode,
        null,
        false);
  }

  /** Puts another entry in the place of that key's. */
  void stands(String key, String state, String errorCode, int attempts) {
    Entry was = entries.get(entry(key));
    entries.set(
        entry(key),
        new Entry(
            was.id(),
            was.action(),
            was.key(),
            was.orderId(),
            was.amount(),
            was.currency(),
            was.batchId(),
            was.line(),
            state,
            attempts,
            errorCode,
            was.requestId(),
            was.sealed()));
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

  /**
   * The papers of an accepted file, as they should be.
   *
   * @param told of each line, the status and the code with a blank between
   * @param takenBack the lines that were accepted and are refused all the same
   */
  private void write(DroppedFile file, String batchId, List<String> told, Set<Long> takenBack) {
    ObjectNode ack = JSON.createObjectNode().put("batch_id", batchId).put("status", "ACCEPTED");
    ArrayNode errors = ack.putArray("errors");
    ObjectNode summary = JSON.createObjectNode().put("balance", "BALANCED");
    ObjectNode byStatus = summary.putObject("by_status");
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
    long captured = 0;
    for (int i = 0; i < file.lines().size(); i++) {
      FileLine line = file.lines().get(i);
      String status = told.get(i).split(" ", 2)[0];
      String code = told.get(i).split(" ", 2)[1];
      long amount = line.counted() == null ? 0 : line.counted();
      rows.add(row(line, status, code));
      ObjectNode group = byStatus.withObject("/" + status);
      group.put("count", group.path("count").asLong() + 1);
      ObjectNode sum = group.withObject("/amount");
      sum.put("INR", sum.path("INR").asLong() + amount);
      captured += status.equals("SUCCEEDED") ? amount : 0;
      if (status.equals("REFUSED") && !takenBack.contains(line.number())) {
        errors.addObject().put("line", line.number()).put("code", code);
      }
    }
    ack.put("rows", file.lines().size()).put("refused", errors.size());
    ack.put("accepted", file.lines().size() - errors.size());
    ack.putObject("sums").put("INR", file.sum());
    summary.put("rows", file.lines().size()).putObject("captured").put("INR", captured);
    String base = file.base();
    papers.json().put("acks/" + base + ".ack.json", ack);
    papers.json().put("results/" + base + ".summary.json", summary);
    papers.results().put("results/" + base + ".results.csv", rows);
    papers.places().addAll(List.of("acks/" + base + ".ack.json", "archive/" + file.name()));
    papers
        .places()
        .addAll(List.of("results/" + base + ".summary.json", "results/" + base + ".results.csv"));
    papers.digests().put("archive/" + file.name(), file.sha256());
  }

  private static List<String> row(FileLine line, String status, String code) {
    List<String> row = new ArrayList<>(line.out());
    row.addAll(
        List.of(Long.toString(line.number()), status, "PROCESSED", code, "", "1", "", "", ""));
    row.addAll(List.of("", "", ""));
    return row;
  }

  ObjectNode acknowledgement() {
    return acknowledgement("night");
  }

  ObjectNode acknowledgement(String base) {
    return (ObjectNode) papers.json().get("acks/" + base + ".ack.json");
  }

  ObjectNode summary() {
    return (ObjectNode) papers.json().get("results/night.summary.json");
  }

  /** The rows of the result file, the header first. */
  List<List<String>> rows() {
    return rows("night");
  }

  List<List<String>> rows(String base) {
    return papers.results().get("results/" + base + ".results.csv");
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
            new JournalCopy(batches, entries, names, kept, moves, restoredAt),
            lost,
            papers,
            leaks);
    return Audit.of(evidence).stream().map(Finding::check).distinct().sorted().toList();
  }
}
