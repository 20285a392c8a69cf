package io.pluralbridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The route files are canonical, whole, and hold no settings. Each rule is tried on a mistake. */
class RouteFilesTest {

  private static final Path ROUTES = Path.of("routes");
  private static final Path SOURCES = Path.of("src/main/java");

  @TempDir static Path home;
  private static Wiring wiring;
  private static DefaultCamelContext camel;

  @TempDir Path copies;

  @BeforeAll
  static void bind_the_beans() throws IOException {
    Settings settings =
        Settings.load(home, Map.of("BRIDGE_DATA_DIR", home.resolve("data").toString()), Map.of());
    wiring = new Wiring(settings);
    camel = new DefaultCamelContext();
    wiring.configure(camel);
  }

  @AfterAll
  static void let_go() throws IOException {
    camel.close();
    wiring.close();
  }

  @Test
  void the_route_files_are_without_fault() throws IOException {
    assertThat(read(ROUTES).problems()).isEmpty();
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("carry-out", "    id: carry-out\n", "", "the route has no id"),
        mistake("dispatch", "    description: Carry out.*\n", "", "the route has no description"),
        mistake(
            "dispatch", "    id: dispatch", "    id: despatch", "despatch, and the file is not"),
        mistake("dispatch", "\\z", "- route: {id: x, description: x.}", "a file tells one"),
        mistake("dispatch", "- route:", "- from:", "begins with none of"),
        mistake("dispatch", "        - to:\n", "        - stop\n        - to:\n", "bare word"),
        mistake("dispatch", "        - to:\n", "        - log: x\n        - to:\n", "shorthand"),
        mistake(
            "dispatch",
            "            expression:\n +simple:\n +expression:",
            "            simple:",
            "write expression: simple: expression:"),
        mistake(
            "dispatch",
            "            expression:\n +simple:\n +expression:",
            "            expression:\n              simple:",
            "write expression: simple: expression:"),
        mistake("dispatch", "id: conclude$", "id: capture-call", "the id capture-call is taken"),
        mistake("dispatch", "id: conclude$", "id: carry-out", "the id carry-out is taken"),
        mistake("dispatch", "journal:due", "journal:due?maxInFlight=1", "options inline"),
        mistake("send-call", "\"\\{\\{plural.*}}\"", "https://api.pluralpay.in", "names a host"),
        mistake("send-call", "\"\\{\\{plural.*}}\"", "\"{{plural.host}}:443\"", "names a host"),
        mistake("send-call", "userAgent: .*", "proxyHost: proxy.local:3128", "names a host"),
        mistake("send-call", "userAgent: .*", "proxyPort: 3128", "is a number"),
        mistake("send-call", "userAgent: .*", "responseTimeout: 30s", "is a number"),
        mistake("send-call", "userAgent: .*", "authPassword: hush", "is a secret"),
        mistake("intake-csv", "timerName: inbox", "directoryName: inbox", "is a fixed folder"),
        mistake("dispatch", "name: carry-out", "name: carry-on", "no route at direct:carry-on"),
        mistake("inquire-open", "name: call-plural", "name: nowhere", "no route at direct:nowhere"),
        mistake("carry-out", "name: carry-out", "name: carry-on", "nobody calls direct:carry-on"),
        Arguments.of(
            "dispatch",
            "name: carry-out",
            "name: call-plural",
            "carry-out.camel.yaml:8: nobody calls direct:carry-out"),
        mistake("inquire-open", "ref: journal", "ref: jurnal", "there is no bean jurnal"),
        mistake("send-call", "ref: readAnswer", "ref: reedAnswer", "there is no bean reedAnswer"),
        mistake("intake-topic", "\"#noHeaders\"", "\"#twoHeaders\"", "there is no bean twoHeaders"),
        mistake(
            "inquire-open", "method: conclude", "method: include", "journal has no method include"),
        mistake("dispatch", "- route:[\\s\\S]*", "{}", "is not a list of routes"));
  }

  /** What to find in a route file, what to put there, and what is said about that file. */
  private static Arguments mistake(String route, String found, String put, String said) {
    return Arguments.of(route, found, put, route + ".camel.yaml(:\\d+)?: .*" + Pattern.quote(said));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void a_mistake_is_found_and_its_place_is_named(
      String route, String found, String put, String said) throws IOException {
    copyRoutes();
    Path file = copies.resolve(route + ".camel.yaml");
    String good = Files.readString(file);
    String bad = Pattern.compile(found, Pattern.MULTILINE).matcher(good).replaceFirst(put);
    assertThat(bad).isNotEqualTo(good);
    Files.writeString(file, bad);

    assertThat(read(copies).problems())
        .anySatisfy(problem -> assertThat(problem).containsPattern("^" + said));
  }

  @Test
  void a_route_that_our_classes_call_must_be_there() throws IOException {
    copyRoutes();
    Files.delete(copies.resolve("fetch-token.camel.yaml"));

    assertThat(read(copies).problems())
        .containsExactly("src/main/java: there is no route at direct:fetch-token");
  }

  private void copyRoutes() throws IOException {
    try (Stream<Path> files = Files.list(ROUTES)) {
      for (Path file : files.toList()) {
        Files.copy(file, copies.resolve(String.valueOf(file.getFileName())));
      }
    }
  }

  private static RouteFiles read(Path folder) throws IOException {
    Set<String> called = calledFromJava();
    called.addAll(calledByContract());
    return RouteFiles.read(folder, called, camel.getRegistry()::lookupByName);
  }

  /** Each operation of the contract goes on at the route of its name. */
  private static Set<String> calledByContract() throws IOException {
    return Pattern.compile("\"operationId\"\\s*:\\s*\"(\\w+)\"")
        .matcher(Files.readString(Path.of("src/main/resources/openapi/plural-bridge.json")))
        .results()
        .map(operation -> "direct:" + operation.group(1))
        .collect(Collectors.toSet());
  }

  private static Set<String> calledFromJava() throws IOException {
    Pattern call = Pattern.compile("\"((?:direct|seda):[\\w-]+)\"");
    try (Stream<Path> sources = Files.walk(SOURCES)) {
      Set<String> calls = new TreeSet<>();
      for (Path source : sources.filter(f -> f.toString().endsWith(".java")).toList()) {
        calls.addAll(
            call.matcher(Files.readString(source))
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toSet()));
      }
      return calls;
    }
  }
}
