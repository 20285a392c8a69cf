package io.pluralbridge.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page of all settings, made from {@code config/application.properties}: each section a table,
 * each comment the words beside the settings right below it.
 */
final class SettingsPage {

  static final Path PAGE = Path.of("docs/operate/settings.md");
  static final Path SOURCE = Path.of("config/application.properties");

  private static final Pattern SECTION = Pattern.compile("# --- (.+?) -+");
  private static final Pattern SETTING = Pattern.compile("([a-z][\\w.-]+) *=.*");
  private static final Pattern OTHER_PAGE = Pattern.compile("docs/([a-z/-]+\\.md)(#[a-z-]+)?");

  private static final String INTRODUCTION =
      """
      # Settings

      For operators. In the order in which a command meets them. Made from
      [config/application.properties](../../config/application.properties) by `GeneratedPagesTest`: change it there.

      Change a setting in that file, in the environment, or as a system property
      (`JAVA_OPTS=-Dbridge.data.dir=/srv/bridge`). In the environment a name is in capitals, with `_` for `.` and `-`:
      `bridge.http.api-keys` is `BRIDGE_HTTP_API_KEYS`. A setting that does not work, or whose name is misspelt, stops
      the start and names itself; what Kubernetes tells of its services (`PLURAL_BRIDGE_PORT_8080_TCP`) is ignored.

      Times are a number with a unit: `500ms`, `30s`, `5m`, `6h`, `3d`.
      """;

  private record Row(List<String> names, List<String> defaults, String words) {}

  private final List<String> lines;
  private final Set<String> names = new LinkedHashSet<>();
  private final StringBuilder page = new StringBuilder(INTRODUCTION);
  private final List<Row> rows = new ArrayList<>();
  private final List<String> comment = new ArrayList<>();

  SettingsPage(List<String> lines) {
    this.lines = lines;
    for (String line : lines) {
      Matcher setting = SETTING.matcher(line);
      if (setting.matches()) {
        names.add(setting.group(1));
      }
    }
  }

  /** The whole page. */
  String markdown() {
    boolean begun = false;
    boolean follows = false;
    for (String line : lines) {
      if (SECTION.matcher(line).matches()) {
        endTable();
        comment.clear();
        begun = true;
        page.append("\n## ").append(heading(line)).append('\n');
        follows = false;
      } else if (begun && SETTING.matcher(line).matches()) {
        setting(line, follows);
        follows = true;
      } else {
        if (begun && line.startsWith("# ")) {
          comment.add(line.substring(2));
        }
        follows = false;
      }
    }
    endTable();
    examples();
    return page.toString();
  }

  private static String heading(String line) {
    String title = SECTION.matcher(line).replaceFirst("$1");
    return title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
  }

  private void setting(String line, boolean follows) {
    int equals = line.indexOf('=');
    String value = line.substring(equals + 1).strip();
    Row row;
    if (follows) {
      row = rows.get(rows.size() - 1);
    } else {
      row = new Row(new ArrayList<>(), new ArrayList<>(), inWords(String.join(" ", comment)));
      rows.add(row);
      comment.clear();
    }
    row.names().add("`" + line.substring(0, equals).strip() + "`");
    row.defaults().add(value.isEmpty() ? "empty" : "`" + value + "`");
  }

  private String inWords(String text) {
    String words = text.replace("|", "\\|").replace("<", "&lt;");
    words = OTHER_PAGE.matcher(words).replaceAll("[$0](../$1$2)");
    for (String name : names) {
      words =
          words.replaceAll(
              "(?<![\\w.`/-])" + Pattern.quote(name) + "(?![\\w`-]|\\.[a-z])", "`" + name + "`");
    }
    return words;
  }

  private void endTable() {
    if (!rows.isEmpty()) {
      page.append("\n| setting | default | |\n|---|---|---|\n");
    }
    for (Row row : rows) {
      page.append("| ")
          .append(String.join("<br>", row.names()))
          .append(" | ")
          .append(String.join("<br>", row.defaults()))
          .append(" | ")
          .append(row.words())
          .append(" |\n");
    }
    rows.clear();
  }

  /** What stands behind the last setting, in comments. */
  private void examples() {
    if (!comment.isEmpty()) {
      page.append("\n").append(comment.get(0)).append("\n\n```properties\n");
      comment.stream().skip(1).forEach(line -> page.append(line).append('\n'));
      page.append("```\n");
    }
  }
}
