package io.pluralbridge.config;

import io.pluralbridge.payment.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names by which settings are told, in the file, in the environment and as system properties.
 * One that looks like a setting of ours and is none was meant for another.
 */
public final class SettingNames {

  private static final Pattern OURS = Pattern.compile("(plural|bridge|batch|intake|sandbox)\\..*");
  private static final Pattern OURS_IN_ENVIRONMENT =
      Pattern.compile("(PLURAL|BRIDGE|BATCH|INTAKE|SANDBOX)_.*");

  /** What the launcher and the log are told. */
  private static final Set<String> OF_THE_LAUNCHER =
      Set.of("bridge.home", "bridge.terminal", "bridge.log.level");

  /**
   * What Kubernetes, and Docker before it, tell every process of the services around it: a service
   * {@code plural-bridge} is {@code PLURAL_BRIDGE_SERVICE_HOST}, {@code
   * PLURAL_BRIDGE_PORT_8080_TCP_ADDR} and so on.
   */
  private static final Pattern SERVICE =
      Pattern.compile(
          ".*_SERVICE_(HOST|PORT(_\\w+)?)|.*_PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?");

  /** The value of {@code PLURAL_BRIDGE_PORT}, which for some services is the name of a setting. */
  private static final Pattern SERVICE_URL =
      Pattern.compile("(tcp|udp|sctp)://([0-9.]+|\\[[0-9a-fA-F:]+]):[0-9]+");

  /** What Google's Batch tells its tasks. */
  private static final Pattern OF_A_TASK = Pattern.compile("BATCH_(TASK|JOB|NODE|HOSTS)_.*");

  /** With which the names of ours begin. */
  private static final Set<String> FIRST_WORDS =
      Set.of("plural", "bridge", "batch", "intake", "sandbox");

  /** In a shorter word one letter more or less makes another word of it: PATCH of BATCH. */
  private static final int LONG_ENOUGH = 6;

  private final Set<String> known;
  private final Map<String, String> inEnvironment;

  /**
   * Knows those.
   *
   * @param known as they stand in the file
   */
  public SettingNames(Set<String> known) {
    this.known = known;
    this.inEnvironment =
        known.stream()
            .collect(
                Collectors.toMap(
                    SettingNames::environmentName, key -> key, (one, other) -> one, TreeMap::new));
  }

  public static String environmentName(String key) {
    return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  /** True for what others put into the environment, whatever it is called. */
  public static boolean isOfOthers(String name, String value) {
    return SERVICE.matcher(name).matches()
        || (name.endsWith("_PORT") && SERVICE_URL.matcher(value).matches())
        || OF_A_TASK.matcher(name).matches();
  }

  /** What is wrong with the names of the file. */
  public List<String> problemsOfFile(Set<String> names) {
    return unknown(names, "", " in config/application.properties");
  }

  /** What is wrong with the names of system properties. */
  public List<String> problemsOfProperties(Set<String> names) {
    Set<String> ours = new TreeSet<>(names);
    ours.removeAll(OF_THE_LAUNCHER);
    return unknown(ours, "-D", "");
  }

  private List<String> unknown(Set<String> names, String before, String behind) {
    List<String> problems = new ArrayList<>();
    for (String name : new TreeSet<>(names)) {
      boolean isMeant = OURS.matcher(name).matches() || isNearOneOf(known, name);
      if (isMeant && !known.contains(name)) {
        problems.add(
            before
                + name
                + behind
                + " is not a setting. The nearest is "
                + Spelling.nearest(name, known)
                + ".");
      }
    }
    return problems;
  }

  /** A slip may be in the first word, too, by which ours are told from others. */
  private static boolean isNearOneOf(Set<String> names, String name) {
    return beginsLikeOurs(name) && names.stream().anyMatch(right -> Spelling.isNear(name, right));
  }

  /** What others call theirs is no slip of ours, however near the rest of it is. */
  private static boolean beginsLikeOurs(String name) {
    String first = name.split("[^A-Za-z0-9]", 2)[0].toLowerCase(Locale.ROOT);
    return FIRST_WORDS.stream()
        .anyMatch(
            word ->
                first.startsWith(word)
                    || (word.length() >= LONG_ENOUGH && Spelling.isOneSlip(first, word)));
  }

  /** What is wrong with the names in the environment. */
  public List<String> problemsOfEnvironment(Map<String, String> environment) {
    List<String> problems = new ArrayList<>();
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              if (inEnvironment.containsKey(name) || isOfOthers(name, value)) {
                return;
              }
              String right = environmentName(name);
              if (inEnvironment.containsKey(right)) {
                problems.add(name + " in the environment is to be written " + right + ".");
              } else if (OURS_IN_ENVIRONMENT.matcher(name).matches()
                  || isNearOneOf(inEnvironment.keySet(), name)) {
                problems.add(
                    name
                        + " in the environment is not a setting. The nearest is "
                        + Spelling.nearest(right, inEnvironment.keySet())
                        + ".");
              }
            });
    return problems;
  }
}
