package io.pluralbridge;

import java.util.ArrayList;
import java.util.List;

/** Settings with which the bridge does not start. Names each, and what would be right. */
final class SettingsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ArrayList<String> problems;

  SettingsException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = new ArrayList<>(problems);
  }

  /** One sentence or two for each. */
  List<String> problems() {
    return List.copyOf(problems);
  }
}
