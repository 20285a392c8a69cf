package io.pluralbridge.proof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How much was under way when a node was killed, found out from the journal afterwards. */
final class UnderWay {

  private final Map<String, List<Call>> calls = new HashMap<>();

  /** From being written down as sent until something was written down that became of it. */
  private record Call(long from, long to) {}

  UnderWay(Evidence evidence) {
    for (List<JournalCopy.Move> moves : new Known(evidence).moves().values()) {
      for (int i = 0; i < moves.size(); i++) {
        JournalCopy.Move move = moves.get(i);
        if (move.to().equals("SENT")) {
          long to = i + 1 < moves.size() ? moves.get(i + 1).at() : Long.MAX_VALUE;
          calls
              .computeIfAbsent(move.node(), node -> new ArrayList<>())
              .add(new Call(move.at(), to));
        }
      }
    }
  }

  /** How many calls of that process were under way when it was killed. */
  long at(Chaos.Kill kill) {
    long at = kill.at().toEpochMilli();
    long started = at - kill.aliveMs();
    return calls.getOrDefault(kill.node(), List.of()).stream()
        .filter(call -> call.from() >= started && call.from() <= at && call.to() > at)
        .count();
  }
}
