package io.pluralbridge.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads a folder of route files and finds what is wrong with them, each fault with its file and
 * line. Knows the canonical YAML of Camel: routes, steps as maps, {@code expression: <language>:
 * expression:}, endpoint options under {@code parameters:}.
 */
public final class RouteFiles {

  private static final String SUFFIX = ".camel.yaml";

  private static final Set<String> TOP = Set.of("route", "routeTemplate", "routeConfiguration");

  private static final Set<String> LANGUAGES =
      Set.of(
          "constant",
          "datasonnet",
          "exchangeProperty",
          "groovy",
          "header",
          "hl7terser",
          "java",
          "joor",
          "jq",
          "js",
          "jsonpath",
          "language",
          "method",
          "mvel",
          "ognl",
          "python",
          "ref",
          "simple",
          "spel",
          "tokenize",
          "variable",
          "wasm",
          "xpath",
          "xquery",
          "xtokenize");

  /** Steps in which the names of two languages mean something else. */
  private static final Set<String> NAMES_A_BEAN = Set.of("bean", "custom", "process");

  /** Keys whose value is a language at once, without {@code expression:} between. */
  private static final Set<String> HOLDS_LANGUAGE =
      Set.of(
          "completionPredicate",
          "completionSizeExpression",
          "completionTimeoutExpression",
          "continued",
          "correlationExpression",
          "handled",
          "retryWhile");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]*)}}");
  private static final Pattern NUMBER = Pattern.compile("\\d+\\s*([a-zA-Z]{1,3})?");
  private static final Pattern HOST =
      Pattern.compile(
          "://[\\w\\[]|\\blocalhost\\b|\\b\\d{1,3}(\\.\\d{1,3}){3}\\b|(^|[@/])[\\w.-]*:\\d{2,5}\\b");
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i).*(username|password|passphrase|secret|credential|token|apikey|clientid).*");
  private static final Pattern BEAN_REFERENCE = Pattern.compile("#(?:bean:)?([A-Za-z][\\w-]*)");
  private static final Pattern BEAN_IN_SIMPLE = Pattern.compile("\\$\\{bean:([A-Za-z][\\w-]*)");
  private static final Pattern INSIDE = Pattern.compile("(direct|seda):([\\w-]+)");

  private final Function<String, Object> beans;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, String> ids = new TreeMap<>();
  private final Map<String, String> starts = new TreeMap<>();
  private final Map<String, String> calls = new TreeMap<>();
  private final Set<String> placeholders = new TreeSet<>();
  private String file = "";

  private RouteFiles(Function<String, Object> beans) {
    this.beans = beans;
  }

  /**
   * Reads all route files of a folder.
   *
   * @param calledFromJava endpoints that our classes send to, as in {@code direct:fetch-token}
   * @param beans the bean of a name, null when there is none
   */
  public static RouteFiles read(
      Path folder, Set<String> calledFromJava, Function<String, Object> beans) throws IOException {
    RouteFiles routes = new RouteFiles(beans);
    List<Path> files;
    try (Stream<Path> found = Files.list(folder)) {
      files = found.filter(f -> f.toString().endsWith(SUFFIX)).sorted().toList();
    }
    for (Path each : files) {
      routes.readFile(each);
    }
    routes.checkCalls(calledFromJava);
    return routes;
  }

  /** Everything wrong, as {@code file:line: what}. */
  List<String> problems() {
    return problems;
  }

  /** Every {@code {{setting}}} that is named, without the marks of an optional one. */
  public Set<String> placeholders() {
    return placeholders;
  }

  private void readFile(Path path) throws IOException {
    file = String.valueOf(path.getFileName());
    Node root =
        new Compose(LoadSettings.builder().build())
            .composeString(Files.readString(path))
            .orElse(null);
    if (!(root instanceof SequenceNode list)) {
      problems.add(file + ": is not a list of routes");
      return;
    }
    boolean first = true;
    for (Node item : list.getValue()) {
      if (item instanceof MappingNode map
          && map.getValue().size() == 1
          && TOP.contains(key(map.getValue().get(0)))) {
        readTop(key(map.getValue().get(0)), map.getValue().get(0).getValueNode(), first);
      } else {
        problem(item, "begins with none of " + new TreeSet<>(TOP));
      }
      first = false;
    }
  }

  /** The first of a file gives it its name; the others are its chapters. */
  private void readTop(String kind, Node node, boolean first) {
    if (!(node instanceof MappingNode map)) {
      problem(node, kind + " is not a map");
      return;
    }
    String id = text(get(map, "id"));
    if (id.isBlank()) {
      problem(map, "the " + kind + " has no id");
    } else if (first && !file.equals(id + SUFFIX)) {
      problem(map, "the " + kind + " is called " + id + ", and the file is not");
    }
    if (text(get(map, "description")).isBlank()) {
      problem(map, "the " + kind + " has no description");
    }
    walk(kind, map);
    Node from =
        get(
            kind.equals("routeTemplate") && get(map, "route") instanceof MappingNode r ? r : map,
            "from");
    if (from instanceof MappingNode start) {
      String name = insideName(start);
      if (!name.isEmpty()) {
        starts.put(name, at(start));
        if (name.startsWith("direct:") && !kebab(name).equals("direct:" + id)) {
          problem(start, name + " does not carry the name of its route " + id);
        }
      }
      if (!first && !name.startsWith("direct:")) {
        problem(start, id + " begins elsewhere than inside, and a file tells one story");
      }
    } else if (!first) {
      problem(map, id + " begins elsewhere than inside, and a file tells one story");
    }
  }

  /** An operation of the contract has its name in camelCase, and its route in kebab-case. */
  private static String kebab(String name) {
    return name.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }

  /** Looks at a map and all below it; {@code name} is the key that it stands under. */
  private void walk(String name, MappingNode map) {
    Node id = get(map, "id");
    if (id instanceof ScalarNode scalar) {
      String before = ids.putIfAbsent(scalar.getValue(), at(scalar));
      if (before != null) {
        problem(scalar, "the id " + scalar.getValue() + " is taken, by " + before);
      }
    }
    if (get(map, "uri") instanceof ScalarNode uri) {
      endpoint(name, map, uri);
    }
    for (NodeTuple entry : map.getValue()) {
      String key = key(entry);
      Node value = entry.getValueNode();
      if (key.equals("expression") || HOLDS_LANGUAGE.contains(key)) {
        expression(value);
      } else if (LANGUAGES.contains(key) && !NAMES_A_BEAN.contains(name)) {
        problem(entry.getKeyNode(), "write expression: " + key + ": expression:");
      } else if (key.equals("parameters") && value instanceof MappingNode parameters) {
        parameters.getValue().forEach(parameter -> below("", parameter.getValueNode()));
      } else if (key.equals("steps")) {
        steps(value);
      } else if (key.equals("ref") && NAMES_A_BEAN.contains(name)) {
        bean(value, text(value), get(map, "method"));
      } else if (key.equals("aggregationStrategy") && !text(value).startsWith("#")) {
        bean(value, text(value), null);
      } else {
        below(key, value);
      }
    }
  }

  private void below(String key, Node value) {
    if (value instanceof MappingNode map) {
      walk(key, map);
    } else if (value instanceof SequenceNode list) {
      list.getValue().forEach(item -> below(key, item));
    } else {
      scalar(value);
    }
  }

  private void scalar(Node node) {
    String text = text(node);
    Matcher placeholder = PLACEHOLDER.matcher(text);
    while (placeholder.find()) {
      placeholders.add(placeholder.group(1).replaceAll("^[?!]+", "").replaceAll(":.*", ""));
    }
    Matcher reference = BEAN_REFERENCE.matcher(text);
    if (reference.matches()) {
      bean(node, reference.group(1), null);
    }
    Matcher inSimple = BEAN_IN_SIMPLE.matcher(text);
    while (inSimple.find()) {
      bean(node, inSimple.group(1), null);
    }
  }

  private void steps(Node node) {
    if (!(node instanceof SequenceNode list)) {
      problem(node, "steps are not a list");
      return;
    }
    for (Node step : list.getValue()) {
      if (!(step instanceof MappingNode map)) {
        problem(step, "the step " + text(step) + " is a bare word, write it as a map");
      } else if (map.getValue().size() != 1) {
        problem(step, "a step is a map with one key, and this has " + map.getValue().size());
      } else if (map.getValue().get(0).getValueNode() instanceof MappingNode inner) {
        walk(key(map.getValue().get(0)), inner);
      } else {
        problem(
            step, "the step " + key(map.getValue().get(0)) + " is shorthand, write it as a map");
      }
    }
  }

  private void expression(Node node) {
    if (!(node instanceof MappingNode map) || map.getValue().size() != 1) {
      problem(node, "write expression: <language>: expression:");
      return;
    }
    NodeTuple language = map.getValue().get(0);
    if (!LANGUAGES.contains(key(language))) {
      problem(node, key(language) + " is not a language that we know");
    } else if (language.getValueNode() instanceof MappingNode inner) {
      inner.getValue().forEach(entry -> below(key(entry), entry.getValueNode()));
    } else {
      problem(node, "write expression: " + key(language) + ": expression:");
    }
  }

  private void endpoint(String step, MappingNode map, ScalarNode node) {
    String uri = node.getValue();
    String rest = PLACEHOLDER.matcher(uri).replaceAll("");
    if (rest.contains("?")) {
      problem(node, "has its options inline, write them under parameters:");
    }
    if (HOST.matcher(rest).find()) {
      problem(node, "names a host or a port, which belongs into config/ as {{a.setting}}");
    }
    if (get(map, "parameters") instanceof MappingNode parameters) {
      parameters.getValue().forEach(this::parameter);
    }
    String inside = insideName(map);
    if (!step.equals("from") && !inside.isEmpty()) {
      calls.putIfAbsent(inside, at(node));
    }
  }

  private void parameter(NodeTuple entry) {
    String name = key(entry);
    String value = text(entry.getValueNode());
    boolean set = PLACEHOLDER.matcher(value).find();
    String rest = PLACEHOLDER.matcher(value).replaceAll("").strip();
    if (!rest.isEmpty() && SECRET.matcher(name).matches() && !rest.matches("true|false|#.*")) {
      problem(entry.getKeyNode(), name + " is a secret, which belongs into {{a.setting}}");
    } else if (NUMBER.matcher(rest).matches() && !rest.matches("[01]") && !set) {
      problem(
          entry.getKeyNode(), name + " is a number, which belongs into config/ as {{a.setting}}");
    } else if (HOST.matcher(rest).find()) {
      problem(
          entry.getKeyNode(),
          name + " names a host or a port, which belongs into config/ as {{a.setting}}");
    } else if (name.equals("directoryName") && !set) {
      problem(
          entry.getKeyNode(),
          name + " is a fixed folder, which belongs into config/ as {{a.setting}}");
    }
  }

  /** {@code direct:name} of an endpoint inside the process, however it is written; else empty. */
  private static String insideName(MappingNode endpoint) {
    String uri = text(get(endpoint, "uri"));
    String path = get(endpoint, "parameters") instanceof MappingNode p ? text(get(p, "name")) : "";
    Matcher inside = INSIDE.matcher(path.isEmpty() ? uri : uri + ":" + path);
    return inside.matches() ? inside.group() : "";
  }

  private void bean(Node place, String name, Node method) {
    Object bean = beans.apply(name);
    if (bean == null) {
      problem(place, "there is no bean " + name);
    } else if (method != null) {
      String called = text(method).replaceAll("\\(.*", "").strip();
      boolean known =
          Stream.of(bean.getClass().getMethods()).anyMatch(m -> m.getName().equals(called));
      if (!known) {
        problem(method, "the bean " + name + " has no method " + called);
      }
    }
    if (method != null) {
      scalar(method);
    }
  }

  private void checkCalls(Set<String> calledFromJava) {
    calls.forEach(
        (name, place) -> {
          if (!starts.containsKey(name)) {
            problems.add(place + ": there is no route at " + name);
          }
        });
    calledFromJava.stream()
        .filter(name -> !starts.containsKey(name))
        .forEach(name -> problems.add("src/main/java: there is no route at " + name));
    starts.forEach(
        (name, place) -> {
          if (!calls.containsKey(name) && !calledFromJava.contains(name)) {
            problems.add(place + ": nobody calls " + name);
          }
        });
  }

  private void problem(Node place, String what) {
    problems.add(at(place) + ": " + what);
  }

  private String at(Node node) {
    return file + ":" + node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  private static Node get(MappingNode map, String key) {
    return map.getValue().stream()
        .filter(entry -> key(entry).equals(key))
        .map(NodeTuple::getValueNode)
        .findFirst()
        .orElse(null);
  }

  private static String key(NodeTuple entry) {
    return text(entry.getKeyNode());
  }

  private static String text(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }
}
