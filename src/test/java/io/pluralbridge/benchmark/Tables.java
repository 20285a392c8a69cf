package io.pluralbridge.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Measurements as a table in Markdown: a row each figure, a column each measurement. */
final class Tables {

  private Tables() {}

  static List<String> of(String title, List<Measurement> measurements) {
    List<String> lines = new ArrayList<>();
    lines.add("### " + title);
    lines.add("");
    lines.add(row("", measurements.stream().map(Measurement::column).toList()));
    lines.add("|---" + "|---".repeat(measurements.size()) + "|");
    Set<String> names = new LinkedHashSet<>();
    measurements.forEach(m -> m.figures().forEach(figure -> names.add(figure.what())));
    for (String name : names) {
      lines.add(row(name, measurements.stream().map(m -> cell(m, name)).toList()));
    }
    lines.add("");
    return lines;
  }

  private static String cell(Measurement measurement, String name) {
    return measurement.figures().stream()
        .filter(figure -> figure.what().equals(name))
        .findFirst()
        .map(Figure::shown)
        .orElse("");
  }

  private static String row(String first, List<String> cells) {
    return "| " + first + " | " + String.join(" | ", cells) + " |";
  }
}
