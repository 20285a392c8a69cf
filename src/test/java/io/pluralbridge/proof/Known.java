package io.pluralbridge.proof;

import static java.util.stream.Collectors.groupingBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.pluralbridge.journal.EntryState;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.CaptureFault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The evidence, to be looked up from every side. */
final class Known {

  /** Where the journal has what was accepted, and not sent all the same. */
  static final String TAKEN_BACK = EntryState.WITHDRAWN.name();

  /** Why all captures of one order are refused but the first. */
  static final String CAPTURED_BEFORE = CaptureFault.Code.ORDER_CAPTURED_BEFORE.name();

  private final Evidence evidence;
  private final Map<String, JournalCopy.Entry> entries = new HashMap<>();
  private final Map<Long, JournalCopy.Entry> entriesById = new HashMap<>();
  private final Map<String, List<JournalCopy.Entry>> entriesByOrder;
  private final Map<Long, List<JournalCopy.Move>> moves;
  private final Map<String, List<Long>> lines = new HashMap<>();
  private final Map<Action, Map<String, List<Effect>>> effects;
  private final Map<String, Long> entryCounts = new HashMap<>();
  private final Map<String, List<Long>> names = new HashMap<>();
  private final Set<Instruction> asked = new HashSet<>();
  private final Map<String, Integer> askedOfOrder = new HashMap<>();
  private final Set<String> takenBack = new HashSet<>();
  private final Map<String, String> heldBack = new HashMap<>();
  private final Map<String, List<Instruction>> rivals;
  private final List<Known> lost;

  Known(Evidence evidence) {
    this.evidence = evidence;
    lost = evidence.lost().stream().map(journal -> new Known(evidence.with(journal))).toList();
    for (JournalCopy.Entry entry : evidence.journal().entries()) {
      entries.put(entry.instructionId(), entry);
      entryCounts.merge(entry.instructionId(), 1L, Long::sum);
      entriesById.put(entry.id(), entry);
      if (entry.state().equals(TAKEN_BACK)) {
        takenBack.add(entry.batchId() + " " + entry.line());
      }
    }
    entriesByOrder =
        evidence.journal().entries().stream().collect(groupingBy(JournalCopy.Entry::orderId));
    evidence.journal().entries().forEach(e -> addLine(e.batchId(), e.line()));
    evidence.journal().kept().forEach(k -> addLine(k.batchId(), k.line()));
    moves = evidence.journal().moves().stream().collect(groupingBy(JournalCopy.Move::entryId));
    for (JournalCopy.Name name : evidence.journal().names()) {
      names
          .computeIfAbsent(name.action() + " " + name.name(), n -> new ArrayList<>())
          .add(name.entryId());
    }
    effects =
        evidence.effects().stream()
            .collect(groupingBy(Effect::action, groupingBy(effect -> nameOf(effect))));
    evidence.files().stream()
        .filter(this::isAccepted)
        .flatMap(file -> file.lines().stream())
        .forEach(this::addLine);
    rivals =
        asked.stream()
            .filter(wanted -> wanted.action() == Action.CAPTURE)
            .collect(groupingBy(Instruction::orderId));
    rivals
        .values()
        .removeIf(captures -> captures.stream().map(Instruction::key).distinct().count() < 2);
    evidence.visits().forEach(visit -> asked.add(visit.instruction()));
    asked.stream()
        .filter(instruction -> hasNoReference(instruction.action()))
        .forEach(i -> askedOfOrder.merge(i.action() + " " + i.orderId(), 1, Integer::sum));
  }

  private void addLine(FileLine line) {
    Instruction wanted = line.wanted();
    if (wanted != null) {
      asked.add(wanted);
    } else if (line.instruction() != null && line.refusal() != null) {
      heldBack.put(line.instruction().id(), line.refusal());
    }
  }

  /** Of a cancel and of a payment, Plural's books tell only the order. */
  static boolean hasNoReference(Action action) {
    return action == Action.CANCEL || action == Action.CREATE_PAYMENT;
  }

  private static String nameOf(Effect effect) {
    return hasNoReference(effect.action()) ? effect.orderId() : String.valueOf(effect.reference());
  }

  private void addLine(String batchId, long line) {
    lines.computeIfAbsent(batchId, id -> new ArrayList<>()).add(line);
  }

  /** The lines that the journal has of a batch, each as often as it has it. */
  List<Long> linesOf(String batchId) {
    return lines.getOrDefault(batchId, List.of());
  }

  /** What the acknowledgement of a file says; missing where there is none. */
  JsonNode acknowledgement(DroppedFile file) {
    return evidence
        .papers()
        .json()
        .getOrDefault("acks/" + file.base() + ".ack.json", MissingNode.getInstance());
  }

  JsonNode summary(DroppedFile file) {
    return evidence
        .papers()
        .json()
        .getOrDefault("results/" + file.base() + ".summary.json", MissingNode.getInstance());
  }

  boolean isAccepted(DroppedFile file) {
    return acknowledgement(file).path("status").asText().equals("ACCEPTED");
  }

  /** The same with each of the journals that were lost in the place of the last one. */
  List<Known> lost() {
    return lost;
  }

  /** True when the journal has that line as a command of its own that was taken back. */
  boolean isTakenBack(DroppedFile file, FileLine line) {
    return takenBack.contains(
        acknowledgement(file).path("batch_id").asText() + " " + line.number());
  }

  JournalCopy.@Nullable Entry entry(String instructionId) {
    return entries.get(instructionId);
  }

  /** True when a line of an accepted file asks for it that is to be refused for that reason. */
  boolean isToBeHeldBack(JournalCopy.Entry entry) {
    return String.valueOf(entry.errorCode()).equals(heldBack.get(entry.instructionId()));
  }

  /**
   * The captures that accepted files ask for of one order under several keys, by the order. Files
   * of which each alone is right: it is not said which of them comes first.
   */
  Map<String, List<Instruction>> rivals() {
    return rivals;
  }

  JournalCopy.@Nullable Entry entry(long id) {
    return entriesById.get(id);
  }

  List<JournalCopy.Move> moves(long entryId) {
    return moves.getOrDefault(entryId, List.of());
  }

  Map<Long, List<JournalCopy.Move>> moves() {
    return moves;
  }

  /** How often the journal has an instruction. */
  long entriesOf(String instructionId) {
    return entryCounts.getOrDefault(instructionId, 0L);
  }

  /** The entries that an action's further name leads to. */
  List<Long> named(String actionAndName) {
    return names.getOrDefault(actionAndName, List.of());
  }

  /** All of an action that took effect, by reference; by order where there is none. */
  Map<String, List<Effect>> effectsOf(Action action) {
    return effects.getOrDefault(action, Map.of());
  }

  /** What really came of a command, whatever its amount. */
  List<Effect> effectsOf(Action action, String key, String orderId) {
    return effectsOf(action).getOrDefault(hasNoReference(action) ? orderId : key, List.of());
  }

  /** The entries that may have caused it. */
  List<JournalCopy.Entry> causesOf(Effect effect) {
    JournalCopy.Entry maker = entries.get(effect.action() + " " + effect.reference());
    return effect.action() != Action.CREATE_ORDER
        ? entriesOfOrder(effect.orderId())
        : maker == null ? List.of() : List.of(maker);
  }

  List<JournalCopy.Entry> entriesOfOrder(String orderId) {
    return entriesByOrder.getOrDefault(orderId, List.of());
  }

  /**
   * With how many keys that is asked of that order, in good lines of accepted files or by clients.
   */
  int timesAsked(Action action, String orderId) {
    return askedOfOrder.getOrDefault(action + " " + orderId, 0);
  }

  /** Every good line of every accepted file, and all that clients ask for, each once. */
  Set<Instruction> asked() {
    return asked;
  }
}
