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
  private final Map<String, List<Effect>> captures;
  private final Map<String, List<Effect>> cancels;
  private final Set<Instruction> asked = new HashSet<>();
  private final Map<String, Integer> cancelsAsked = new HashMap<>();

  Known(Evidence evidence) {
    this.evidence = evidence;
    for (JournalCopy.Entry entry : evidence.journal().entries()) {
      entries.put(entry.instructionId(), entry);
      entriesById.put(entry.id(), entry);
    }
    entriesByOrder =
        evidence.journal().entries().stream().collect(groupingBy(JournalCopy.Entry::orderId));
    evidence.journal().entries().forEach(e -> addLine(e.batchId(), e.line()));
    evidence.journal().kept().forEach(k -> addLine(k.batchId(), k.line()));
    moves = evidence.journal().moves().stream().collect(groupingBy(JournalCopy.Move::entryId));
    captures =
        evidence.effects().stream()
            .filter(effect -> effect.action() == Action.CAPTURE)
            .collect(groupingBy(effect -> String.valueOf(effect.reference())));
    cancels =
        evidence.effects().stream()
            .filter(effect -> effect.action() == Action.CANCEL)
            .collect(groupingBy(Effect::orderId));
    evidence.files().stream()
        .filter(this::isAccepted)
        .flatMap(file -> file.lines().stream())
        .map(FileLine::instruction)
        .filter(Objects::nonNull)
        .forEach(asked::add);
    asked.stream()
        .filter(instruction -> instruction.action() == Action.CANCEL)
        .forEach(instruction -> cancelsAsked.merge(instruction.orderId(), 1, Integer::sum));
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

  Map<String, List<Effect>> capturesByReference() {
    return captures;
  }

  Map<String, List<Effect>> cancelsByOrder() {
    return cancels;
  }

  /** What really came of a command, whatever its amount. */
  List<Effect> effectsOf(Action action, String key, String orderId) {
    return switch (action) {
      case CAPTURE -> captures.getOrDefault(key, List.of());
      case CANCEL -> cancels.getOrDefault(orderId, List.of());
      default -> throw new IllegalArgumentException("the proof knows nothing of " + action);
    };
  }

  List<JournalCopy.Entry> entriesOfOrder(String orderId) {
    return entriesByOrder.getOrDefault(orderId, List.of());
  }

  /** With how many keys good lines of accepted files ask to cancel that order. */
  int cancelsAsked(String orderId) {
    return cancelsAsked.getOrDefault(orderId, 0);
  }

  /** Every good line of every accepted file, each once. */
  Set<Instruction> asked() {
    return asked;
  }
}
