package io.pluralbridge.config;

import java.util.ArrayList;
import java.util.List;

/** Settings with which the bridge does not start. Names each, and what would be right. */
public final class SettingsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ArrayList<String> problems;

  public SettingsException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = new ArrayList<>(problems);
  }

  /** One sentence or two for each. */
  public List<String> problems() {
    return List.copyOf(problems);
  }
}
