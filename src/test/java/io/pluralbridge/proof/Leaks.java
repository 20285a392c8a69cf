package io.pluralbridge.proof;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks through every byte that was left lying for card numbers that clients sent. */
final class Leaks {

  private static final int LENGTH = 16;

  private final Set<String> cards;
  private final Set<String> found = new TreeSet<>();

  private Leaks(Set<String> cards) {
    this.cards = cards;
  }

  static Leaks of(List<Errand> errands) {
    return new Leaks(cards(errands).collect(Collectors.toSet()));
  }

  private static Stream<String> cards(List<Errand> errands) {
    return errands.stream()
        .flatMap(errand -> Stream.concat(Stream.ofNullable(errand.card()), cards(errand.next())));
  }

  int cards() {
    return cards.size();
  }

  /** Looks through all files below: the data folder, that of the database, logs. */
  void look(Path folder) throws IOException {
    if (cards.isEmpty()) {
      return;
    }
    for (Path file : files(folder)) {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
        look(folder.relativize(file).toString(), in);
      } catch (NoSuchFileException gone) {
        // While nodes run, files move.
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(Files::isRegularFile).forEach(files::add);
    } catch (UncheckedIOException gone) {
      // The rest is looked through the next time.
    }
    return files;
  }

  private void look(String name, InputStream in) throws IOException {
    StringBuilder digits = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next >= '0' && next <= '9') {
        digits.append((char) next);
        if (digits.length() > LENGTH) {
          digits.deleteCharAt(0);
        }
        if (digits.length() == LENGTH && cards.contains(digits.toString())) {
          found.add("the card that ends in " + digits.substring(LENGTH - 4) + " stands in " + name);
        }
      } else if (!digits.isEmpty()) {
        digits.setLength(0);
      }
    }
  }

  /** Every file with every card in it, without its number. */
  List<String> found() {
    return List.copyOf(found);
  }
}
