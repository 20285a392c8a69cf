package io.pluralbridge.sandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads settings that are a list of {@code name=number}. */
final class NamedNumbers {

  private NamedNumbers() {}

  /**
   * What each name is given; nothing for an empty text or {@code none}.
   *
   * @param allowed ends what is said when it cannot be read
   */
  static Map<String, String> read(String text, String allowed) {
    Map<String, String> named = new LinkedHashMap<>();
    if (!text.isBlank() && !text.strip().equals("none")) {
      for (String part : text.split(",", -1)) {
        int equals = part.indexOf('=');
        if (equals < 0) {
          throw new IllegalArgumentException(
              "\"" + part.strip() + "\" is not a name=number; " + allowed);
        }
        String name = part.substring(0, equals).strip();
        if (named.put(name, part.substring(equals + 1).strip()) != null) {
          throw new IllegalArgumentException("\"" + name + "\" is named twice");
        }
      }
    }
    return named;
  }

  static void check(Map<String, String> named, List<String> known, String allowed) {
    for (String name : named.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException("\"" + name + "\" is not a fault; " + allowed);
      }
    }
  }

  /** 0 when it is not named. */
  static double probability(Map<String, String> named, String name) {
    String text = named.getOrDefault(name, "0");
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException notOne) {
      throw new IllegalArgumentException(
          name + " is a probability from 0 to 1, not \"" + text + "\"", notOne);
    }
  }

  static long whole(Map<String, String> named, String name, long otherwise, long least, long most) {
    String text = named.getOrDefault(name, Long.toString(otherwise));
    String problem =
        name + " is a whole number from " + least + " to " + most + ", not \"" + text + "\"";
    try {
      long number = Long.parseLong(text);
      if (number < least || number > most) {
        throw new IllegalArgumentException(problem);
      }
      return number;
    } catch (NumberFormatException notOne) {
      throw new IllegalArgumentException(problem, notOne);
    }
  }
}
