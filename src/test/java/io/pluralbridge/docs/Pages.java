package io.pluralbridge.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Markdown pages of this repository. */
final class Pages {

  static final Path README = Path.of("README.md");

  private Pages() {}

  /** Those at the top, and all under docs/. */
  static List<Path> all() {
    try (Stream<Path> top = Files.list(Path.of(""));
        Stream<Path> docs = Files.walk(Path.of("docs"))) {
      return Stream.concat(top, docs)
          .filter(path -> path.toString().endsWith(".md"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A page without its blocks of code, in which nothing is a link or a heading. */
  static List<String> linesOfProse(Path page) {
    boolean[] fenced = {false};
    return text(page)
        .lines()
        .filter(
            line -> {
              if (line.startsWith("```")) {
                fenced[0] = !fenced[0];
                return false;
              }
              return !fenced[0] && !line.startsWith("    ");
            })
        .toList();
  }
}
