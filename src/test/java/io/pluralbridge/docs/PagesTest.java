package io.pluralbridge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.messaging.MessageErrorCode;
import io.pluralbridge.seal.SealErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages say of the code is so. */
class PagesTest {

  private static final int README_BYTES = 9 * 1024;
  private static final Pattern PROMISE = Pattern.compile("\\| (\\d+) \\| .* \\| `(\\w+)` \\|");
  private static final Pattern TEST = Pattern.compile("`(\\w+Test|\\w+Contract)`");
  private static final Pattern CLASS = Pattern.compile("`([A-Z][a-z0-9]+[A-Z][A-Za-z]*|Answers)`");
  private static final Pattern SETTING =
      Pattern.compile("`((?:bridge|plural|intake|batch|sandbox)\\.[a-z][a-z.-]*[a-z])(?=[` =])");
  private static final Set<String> NO_SETTINGS =
      Set.of(
          "bridge.inquiry",
          "bridge.log.level",
          "plural.commands",
          "plural.commands.parked",
          "plural.events",
          "plural.outcomes");
  private static final Pattern PACKAGE = Pattern.compile("(?m)^\\| `([a-z.]+)` \\| [^|]* \\|$");

  static List<Path> pages() {
    return Pages.all();
  }

  // ---- README ----------------------------------------------------------------------------------

  @Test
  void the_readme_is_two_screens_and_no_more() throws IOException {
    assertThat(Files.size(Pages.README))
        .as("what does not fit goes to a page under docs/")
        .isLessThanOrEqualTo(README_BYTES);
  }

  @Test
  void each_of_the_ten_promises_names_a_test() {
    List<MatchResult> promises = PROMISE.matcher(Pages.text(Pages.README)).results().toList();

    assertThat(promises)
        .extracting(promise -> promise.group(1))
        .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
    assertThat(promises)
        .extracting(promise -> promise.group(2))
        .allSatisfy(name -> assertThat(isATest(name)).as(name).isTrue());
  }

  private static boolean isATest(String name) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      List<Path> found =
          files.filter(file -> file.getFileName().toString().equals(name + ".java")).toList();
      return found.size() == 1
          && Pattern.compile("@(Test|Property|ParameterizedTest)\\b")
              .matcher(Files.readString(found.get(0)))
              .find();
    }
  }

  // ---- names of code ---------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("pages")
  void each_test_that_a_page_names_is_there(Path page) throws IOException {
    Set<String> named = names(TEST, page);
    named.removeAll(classes("src/test/java"));

    assertThat(named).isEmpty();
  }

  @Test
  void each_class_that_the_guide_for_contributors_names_is_there() throws IOException {
    Set<String> named = names(CLASS, Path.of("CONTRIBUTING.md"));
    named.removeAll(classes("src"));
    named.remove("XRules");

    assertThat(named).isEmpty();
  }

  @Test
  void the_guide_for_contributors_has_each_package() throws IOException {
    Path root = Path.of("src/main/java/io/pluralbridge");
    try (Stream<Path> folders = Files.walk(root)) {
      assertThat(names(PACKAGE, Path.of("CONTRIBUTING.md")))
          .isEqualTo(
              folders
                  .filter(folder -> Files.exists(folder.resolve("package-info.java")))
                  .filter(folder -> !folder.equals(root))
                  .map(folder -> root.relativize(folder).toString().replace('/', '.'))
                  .collect(Collectors.toCollection(TreeSet::new)));
    }
  }

  @Test
  void the_page_of_how_it_works_has_each_route_file() throws IOException {
    String page = Pages.text(Path.of("docs/design/how-it-works.md"));
    try (Stream<Path> files = Files.list(Path.of("routes"))) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".camel.yaml", "")))
          .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void each_setting_that_a_page_names_is_one(Path page) throws IOException {
    Set<String> named = names(SETTING, page);
    named.removeAll(NO_SETTINGS);
    try (Stream<String> lines = Files.lines(SettingsPage.SOURCE)) {
      lines.map(line -> line.replaceFirst(" *=.*", "")).forEach(named::remove);
    }

    assertThat(named).isEmpty();
  }

  private static Set<String> names(Pattern pattern, Path page) {
    return pattern
        .matcher(Pages.text(page))
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> classes(String folder) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(folder))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.replace(".java", ""))
          .collect(Collectors.toSet());
    }
  }

  // ---- codes -----------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(MessageErrorCode.class)
  void each_code_of_a_refused_message_is_explained(MessageErrorCode code) {
    assertThat(Pages.text(Path.of("docs/queues.md")).lines())
        .contains("| `" + code.name() + "` | " + code.sentence() + " |");
  }

  @ParameterizedTest
  @EnumSource(SealErrorCode.class)
  void each_code_of_a_refused_seal_is_explained(SealErrorCode code) {
    assertThat(Pages.text(Path.of("docs/sealed-commands.md")).lines())
        .contains("| `" + code.name() + "` | " + code.sentence() + " |");
  }
}
