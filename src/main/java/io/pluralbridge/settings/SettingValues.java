package io.pluralbridge.settings;

import io.pluralbridge.config.SettingNames;
import io.pluralbridge.config.SettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The values of all settings by their names, and what is wrong with them: every fault that is found
 * is kept, so that all can be said at once.
 */
final class SettingValues {

  private final Map<String, String> values;
  private final List<String> problems = new ArrayList<>();

  SettingValues(Map<String, String> values) {
    this.values = values;
  }

  Map<String, String> all() {
    return Map.copyOf(values);
  }

  String value(String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalStateException("application.properties lacks " + key);
    }
    return value;
  }

  void add(String problem) {
    problems.add(problem);
  }

  void addAll(List<String> found) {
    problems.addAll(found);
  }

  void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
  }

  void problem(String key, String right, String found) {
    String problem =
        key
            + " ("
            + SettingNames.environmentName(key)
            + ") must be "
            + right
            + ", and is: '"
            + found
            + "'";
    if (!problems.contains(problem)) {
      problems.add(problem);
    }
  }
}
