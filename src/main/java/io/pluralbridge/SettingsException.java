package io.pluralbridge;

import java.util.List;

/** Settings with which the bridge does not start. Names each, and what would be right. */
final class SettingsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SettingsException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
  }
}
