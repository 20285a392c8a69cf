package io.pluralbridge.proof;

import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.CaptureFault;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A file being made: its lines in the order of being thought of, not yet in that of the file. */
final class Draft {

  private static final List<String> NOTES =
      List.of(
          "",
          "",
          "Müller und Söhne",
          "paid, in part",
          "said \"yes\"",
          "=1+1",
          "second delivery",
          "कुल");

  private final String name;
  private final double when;
  private final Random random;
  private final List<String> columns;
  private final String lineEnd;
  private final boolean withTotals;
  private final List<Row> rows = new ArrayList<>();

  /** What is wrong with a line that is to be refused. */
  enum Mistake {
    LEADING_ZERO("AMOUNT_LEADING_ZERO", false),
    ZERO("AMOUNT_NOT_POSITIVE", false),
    NO_REFERENCE("REFERENCE_MISSING", true),
    UNKNOWN_ACTION("ACTION_UNKNOWN", true),
    SMALL_CURRENCY("CURRENCY_UNKNOWN", false),
    FIELD_MISSING("WRONG_NUMBER_OF_FIELDS", false),
    FIELD_TOO_MANY("WRONG_NUMBER_OF_FIELDS", false);

    private final String code;
    private final boolean amountCounts;

    Mistake(String code, boolean amountCounts) {
      this.code = code;
      this.amountCounts = amountCounts;
    }
  }

  /**
   * A line being made.
   *
   * @param refusal the code that it is to be refused with; null when it is to be carried out
   * @param mistake what is wrong with it; null when it is well formed
   */
  private record Row(
      Map<String, String> values,
      Instruction instruction,
      @Nullable String refusal,
      @Nullable Mistake mistake) {}

  Draft(String name, double when, Random random) {
    this.name = name;
    this.when = when;
    this.random = random;
    this.columns =
        new ArrayList<>(
            List.of(
                "order_id",
                "merchant_capture_reference",
                "amount",
                "currency",
                "action",
                "partial",
                "invoice",
                "note"));
    if (random.nextInt(4) == 0) {
      Collections.shuffle(columns, random);
    }
    this.lineEnd = random.nextInt(8) == 0 ? "\r\n" : "\n";
    this.withTotals = random.nextInt(4) == 0;
  }

  String name() {
    return name;
  }

  double when() {
    return when;
  }

  int size() {
    return rows.size();
  }

  /** Whether a line with that mistake still says of which order it is. */
  boolean showsOrder(Mistake mistake) {
    return mistake != Mistake.FIELD_MISSING || !columns.get(columns.size() - 1).equals("order_id");
  }

  /** Whether a line of it is of that order. */
  boolean has(String orderId) {
    return rows.stream().anyMatch(row -> row.instruction().orderId().equals(orderId));
  }

  /** Whether a line of it with a mistake is of that order: no other may be then. */
  boolean hasMistakeOf(String orderId) {
    return rows.stream()
        .anyMatch(row -> row.mistake() != null && row.instruction().orderId().equals(orderId));
  }

  /** Whether a line of it asks for something else under the same key. */
  boolean contradicts(Instruction instruction) {
    return rows.stream()
        .map(Row::instruction)
        .anyMatch(one -> one.id().equals(instruction.id()) && !one.equals(instruction));
  }

  void add(Instruction instruction) {
    rows.add(new Row(values(instruction, actionOf(instruction)), instruction, null, null));
  }

  /** Adds one that is well formed and not to be sent, for that reason. */
  void addHeldBack(Instruction asked, CaptureFault.Code why) {
    Map<String, String> values = values(asked, actionOf(asked));
    if (why == CaptureFault.Code.CAPTURE_IS_PARTIAL) {
      values.put("partial", random.nextBoolean() ? "" : "no");
    }
    rows.add(new Row(values, asked, why.name(), null));
  }

  /** Adds a line like that one, but with a mistake in it. */
  void addBad(Instruction like, Mistake mistake) {
    Map<String, String> values =
        values(like, mistake == Mistake.UNKNOWN_ACTION ? "REFUND" : "CAPTURE");
    switch (mistake) {
      case LEADING_ZERO -> values.put("amount", "0110050");
      case ZERO -> values.put("amount", "0");
      case NO_REFERENCE -> values.put("merchant_capture_reference", "");
      case SMALL_CURRENCY -> values.put("currency", "inr");
      case UNKNOWN_ACTION, FIELD_MISSING, FIELD_TOO_MANY -> {}
    }
    rows.add(new Row(values, like, mistake.code, mistake));
  }

  /** A capture is the default, and need not be named. */
  private String actionOf(Instruction instruction) {
    boolean named = instruction.action() != Action.CAPTURE || random.nextBoolean();
    return named ? instruction.action().name() : "";
  }

  private Map<String, String> values(Instruction instruction, String action) {
    Long amount = instruction.amount();
    return new HashMap<>(
        Map.of(
            "order_id",
            instruction.orderId(),
            "merchant_capture_reference",
            instruction.key(),
            "amount",
            amount == null ? "" : amount.toString(),
            "currency",
            amount == null ? "" : Instruction.CURRENCY,
            "action",
            action,
            "partial",
            isPart(amount) ? "yes" : "",
            "invoice",
            "INV-" + random.nextInt(100_000),
            "note",
            NOTES.get(random.nextInt(NOTES.size()))));
  }

  /** What is left of the order is released for good, and that is meant. */
  private static boolean isPart(@Nullable Long amount) {
    return amount != null && amount < Instructions.AUTHORISED;
  }

  /** Puts the lines into an order of chance. */
  DroppedFile finish() {
    Collections.shuffle(rows, random);
    List<FileLine> lines = new ArrayList<>(rows.size());
    for (Row row : rows) {
      lines.add(line(lines.size() + 2L, row));
    }
    return new DroppedFile(name, when, List.copyOf(columns), lines, lineEnd, withTotals);
  }

  private FileLine line(long number, Row row) {
    List<String> fields = new ArrayList<>();
    columns.forEach(column -> fields.add(row.values().get(column)));
    List<String> out = new ArrayList<>(fields);
    Mistake mistake = row.mistake();
    if (mistake == Mistake.FIELD_MISSING) {
      fields.remove(fields.size() - 1);
      out.set(out.size() - 1, "");
    } else if (mistake == Mistake.FIELD_TOO_MANY) {
      fields.add("one too many");
    }
    out.replaceAll(value -> value.startsWith("=") ? "'" + value : value);
    boolean counts = mistake == null || mistake.amountCounts;
    return new FileLine(
        number,
        String.join(",", fields.stream().map(Draft::quoted).toList()),
        out,
        mistake == null ? row.instruction() : null,
        row.refusal(),
        counts ? row.instruction().amount() : null);
  }

  private static String quoted(String value) {
    boolean plain = value.indexOf(',') < 0 && value.indexOf('"') < 0;
    return plain ? value : "\"" + value.replace("\"", "\"\"") + "\"";
  }
}
