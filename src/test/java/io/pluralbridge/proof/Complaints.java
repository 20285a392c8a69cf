package io.pluralbridge.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the nodes wrote to their logs as ERROR, alike ones counted together. */
final class Complaints {

  private static final Pattern ERROR = Pattern.compile("^\\S+ ERROR ");
  private static final Pattern PARTICULAR = Pattern.compile("\\S*[0-9/]\\S*");
  private static final int LONGEST = 120;

  private Complaints() {}

  static Map<String, Long> in(Path logs) throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    try (Stream<Path> all = Files.list(logs)) {
      for (Path log : all.toList()) {
        try (Stream<String> lines = Files.lines(log)) {
          lines
              .filter(line -> ERROR.matcher(line).find())
              .map(line -> ERROR.matcher(line).replaceFirst(""))
              .map(line -> PARTICULAR.matcher(line).replaceAll("…"))
              .map(line -> line.substring(0, Math.min(LONGEST, line.length())))
              .forEach(line -> counts.merge(line, 1L, Long::sum));
        }
      }
    }
    return counts;
  }
}
