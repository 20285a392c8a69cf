package io.pluralbridge.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pluralbridge.files.csv.CsvLine;
import io.pluralbridge.files.csv.MalformedLineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * All that lies in the data folder once every node has stopped.
 *
 * @param json acknowledgements and summaries, by their place as in {@code acks/x.ack.json}
 * @param results rows of result files, the header first, by their place; of those, too, that were
 *     set aside
 * @param digests the SHA-256 of every file in {@code archive/} and {@code refused/}, by its place
 * @param places every file that there is
 */
record PapersFound(
    Map<String, JsonNode> json,
    Map<String, List<List<String>>> results,
    Map<String, String> digests,
    Set<String> places) {

  private static final List<String> FOLDERS =
      List.of("inbox", "processing", "acks", "results", "archive", "refused");

  static PapersFound none() {
    return new PapersFound(new HashMap<>(), new HashMap<>(), new HashMap<>(), new TreeSet<>());
  }

  static PapersFound read(Path data) throws IOException {
    PapersFound found =
        new PapersFound(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeSet<>());
    ObjectMapper json = new ObjectMapper();
    for (String folder : FOLDERS) {
      for (Path file : filesIn(data.resolve(folder))) {
        String place = data.relativize(file).toString().replace('\\', '/');
        found.places().add(place);
        if (folder.equals("archive") || folder.equals("refused")) {
          found.digests().put(place, DroppedFile.sha256(Files.readAllBytes(file)));
          if (place.contains(".results.")) {
            found.results().put(place, rows(file));
          }
        } else if (place.endsWith(".ack.json") || place.endsWith(".summary.json")) {
          found.json().put(place, json.readTree(file.toFile()));
        } else if (place.endsWith(".results.csv")) {
          found.results().put(place, rows(file));
        }
      }
    }
    return found;
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static List<List<String>> rows(Path file) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      try {
        rows.add(CsvLine.split(line));
      } catch (MalformedLineException e) {
        rows.add(List.of("not CSV: " + line));
      }
    }
    return rows;
  }
}
