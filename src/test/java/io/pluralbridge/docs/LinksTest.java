package io.pluralbridge.docs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a page, a setting or a message says is elsewhere is there. */
class LinksTest {

  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("`[^`]*`");
  private static final Pattern PAGE = Pattern.compile("docs/[a-z/-]+\\.md|[A-Z]{5,}\\.md");

  static List<Path> pages() {
    return Pages.all();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void each_link_leads_somewhere(Path page) {
    List<String> broken = new ArrayList<>();
    for (String line : Pages.linesOfProse(page)) {
      LINK.matcher(CODE.matcher(line).replaceAll("`code`"))
          .results()
          .map((MatchResult link) -> link.group(1))
          .filter(link -> !link.matches("[a-z]+:.*"))
          .filter(link -> !leadsSomewhere(page, link))
          .forEach(broken::add);
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void what_code_settings_and_messages_name_is_a_page() throws IOException {
    Set<String> missing = new TreeSet<>();
    for (String folder : List.of("src", "config", "routes", "examples", "plural-bridge", ".ci")) {
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          PAGE.matcher(Files.readString(file, ISO_8859_1))
              .results()
              .map(MatchResult::group)
              .filter(name -> !Files.exists(Path.of(name)))
              .forEach(name -> missing.add(file + " names " + name));
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  private static boolean leadsSomewhere(Path page, String link) {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
    return Files.exists(target) && (hash < 0 || anchors(target).contains(link.substring(hash + 1)));
  }

  /** As GitHub makes them of headings. */
  private static Set<String> anchors(Path page) {
    Map<String, Integer> seen = new HashMap<>();
    Set<String> anchors = new TreeSet<>();
    for (String line : Pages.linesOfProse(page)) {
      if (line.matches("#{1,6} .*")) {
        String anchor =
            line.replaceFirst("#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
        int before = seen.merge(anchor, 1, Integer::sum) - 1;
        anchors.add(before == 0 ? anchor : anchor + "-" + before);
      }
    }
    return anchors;
  }
}
