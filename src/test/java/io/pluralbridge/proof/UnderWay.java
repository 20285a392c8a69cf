package io.pluralbridge.proof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** How much was under way when a node was killed, found out from the journal afterwards. */
final class UnderWay {

  private final Map<String, List<Call>> calls = new HashMap<>();

  /** From being written down as sent until something was written down that became of it. */
  private record Call(long from, long to) {}

  private record Sent(String node, long entryId, long at) {}

  /** Of a call that a restored journal has, too, the one that was lost may say how it ended. */
  UnderWay(Evidence evidence) {
    Known last = new Known(evidence);
    Map<Sent, Long> ends = new HashMap<>();
    Stream.concat(Stream.of(last), last.lost().stream())
        .flatMap(journal -> journal.moves().values().stream())
        .forEach(moves -> addTo(ends, moves));
    ends.forEach(
        (sent, end) ->
            calls
                .computeIfAbsent(sent.node(), node -> new ArrayList<>())
                .add(new Call(sent.at(), end)));
  }

  private static void addTo(Map<Sent, Long> ends, List<JournalCopy.Move> moves) {
    for (int i = 0; i < moves.size(); i++) {
      JournalCopy.Move move = moves.get(i);
      if (move.to().equals("SENT")) {
        long end = i + 1 < moves.size() ? moves.get(i + 1).at() : Long.MAX_VALUE;
        ends.merge(new Sent(move.node(), move.entryId(), move.at()), end, Math::min);
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
