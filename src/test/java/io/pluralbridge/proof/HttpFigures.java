package io.pluralbridge.proof;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How clients fared with their calls, counted. */
final class HttpFigures {

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  void count(String what) {
    counts.computeIfAbsent(what, name -> new LongAdder()).increment();
  }

  void count(boolean isLook, int status) {
    count((isLook ? "looked, and was answered " : "answered ") + status);
  }

  Map<String, Long> counts() {
    Map<String, Long> all = new TreeMap<>();
    counts.forEach((what, count) -> all.put(what, count.sum()));
    return all;
  }

  long calls() {
    return counts().values().stream().mapToLong(Long::longValue).sum();
  }
}
