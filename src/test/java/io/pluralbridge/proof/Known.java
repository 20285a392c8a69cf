package io.pluralbridge.proof;

import static java.util.stream.Collectors.groupingBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.pluralbridge.payment.Action;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The evidence, to be looked up from every side. */
final class Known {

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

  Known(Evidence evidence) {
    this.evidence = evidence;
    for (JournalCopy.Entry entry : evidence.journal().entries()) {
      entries.put(entry.instructionId(), entry);
      entryCounts.merge(entry.instructionId(), 1L, Long::sum);
      entriesById.put(entry.id(), entry);
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
        .map(FileLine::instruction)
        .filter(Objects::nonNull)
        .forEach(asked::add);
    evidence.visits().forEach(visit -> asked.add(visit.instruction()));
    asked.stream()
        .filter(instruction -> hasNoReference(instruction.action()))
        .forEach(i -> askedOfOrder.merge(i.action() + " " + i.orderId(), 1, Integer::sum));
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

  JournalCopy.@Nullable Entry entry(String instructionId) {
    return entries.get(instructionId);
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
