package io.pluralbridge.proof;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How much was under way when a node was killed, found out from the journal afterwards. */
final class UnderWay {

  /** When each node sent something, and until when nobody knew what became of it. */
  private final Map<String, TreeMap<Long, Long>> begun = new TreeMap<>();

  private final Map<String, TreeMap<Long, Long>> ended = new TreeMap<>();

  UnderWay(Evidence evidence) {
    Known known = new Known(evidence);
    for (List<JournalCopy.Move> moves : known.moves().values()) {
      for (int i = 0; i < moves.size(); i++) {
        JournalCopy.Move move = moves.get(i);
        if (move.to().equals("SENT")) {
          long end = i + 1 < moves.size() ? moves.get(i + 1).at() : Long.MAX_VALUE;
          count(begun, move.node(), move.at());
          count(ended, move.node(), end);
        }
      }
    }
  }

  private static void count(Map<String, TreeMap<Long, Long>> times, String node, long at) {
    times.computeIfAbsent(node, name -> new TreeMap<>()).merge(at, 1L, Long::sum);
  }

  /** How many calls of that node were under way when it was killed. */
  long at(Chaos.Kill kill) {
    long at = kill.at().toEpochMilli();
    return until(begun, kill.node(), at) - until(ended, kill.node(), at);
  }

  private static long until(Map<String, TreeMap<Long, Long>> times, String node, long at) {
    return times.getOrDefault(node, new TreeMap<>()).headMap(at, true).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }
}
