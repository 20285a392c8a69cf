package io.pluralbridge.settings;

import io.pluralbridge.config.ListenAddress;
import io.pluralbridge.config.SettingNames;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A group of settings of one stage, with what all of them need to read their own. */
abstract class SettingsGroup {

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  private final SettingValues values;

  SettingsGroup(SettingValues values) {
    this.values = values;
  }

  /** Finds out what is wrong with them, and says so to the values. */
  abstract void check();

  final String value(String key) {
    return values.value(key);
  }

  final void problem(String key, String right, String found) {
    values.problem(key, right, found);
  }

  final void add(String problem) {
    values.add(problem);
  }

  static String environmentName(String key) {
    return SettingNames.environmentName(key);
  }

  /** The constant that is named, in whatever case, with a dash for each underscore. */
  final <E extends Enum<E>> E oneOf(String key, Class<E> all, String right, E instead) {
    for (E known : all.getEnumConstants()) {
      if (known.name().equalsIgnoreCase(value(key).replace('-', '_'))) {
        return known;
      }
    }
    problem(key, right, value(key));
    return instead;
  }

  final void moreThanNothing(String... keys) {
    for (String key : keys) {
      if (duration(key).isZero()) {
        problem(key, "longer than nothing", value(key));
      }
    }
  }

  final Duration duration(String key) {
    Matcher parts = DURATION.matcher(value(key));
    if (!parts.matches()) {
      problem(key, "a number and one of ms, s, m, h, d, as in 30s", value(key));
      return Duration.ofSeconds(1);
    }
    long number = Long.parseLong(parts.group(1));
    return switch (String.valueOf(parts.group(2))) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  final int number(String key, int least, int most) {
    String text = value(key);
    if (text.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    problem(key, "a whole number from " + least + " to " + most, text);
    return least;
  }

  final ListenAddress address(String key, String usual) {
    try {
      return ListenAddress.parse(value(key).isEmpty() ? usual : value(key));
    } catch (IllegalArgumentException e) {
      problem(
          key, "an IP address of this machine, 0.0.0.0 for all of them, or localhost", value(key));
      return ListenAddress.parse(usual);
    }
  }

  /** The parts of a value with commas between them; none when it is empty. */
  final List<String> list(String key) {
    return Arrays.stream(value(key).split(",", -1))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  final boolean isAllowed(String key) {
    String found = value(key);
    if (!found.equals("allow") && !found.equals("hold")) {
      problem(key, "allow or hold", found);
    }
    return found.equals("allow");
  }
}
