package io.pluralbridge.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A capture file as someone would drop it; each method spoils exactly one thing about it. */
record Dropped(String header, List<String> rows) {

  static final String ORDER = "v1-4405071524-aa-qlAtAf";
  static final String CARD = "4111111111111111";

  static Dropped good() {
    return new Dropped(
        "order_id,merchant_capture_reference,amount,currency",
        List.of(ORDER + ",cap-1,1100,INR", ORDER + ",cap-2,2200,INR"));
  }

  Dropped withHeader(String other) {
    return new Dropped(other, rows);
  }

  Dropped withRows(String... others) {
    return new Dropped(header, List.of(others));
  }

  /** The good rows with that one between them, on line 3. */
  Dropped withRow(String row) {
    return new Dropped(header, List.of(rows.get(0), row, rows.get(1)));
  }

  Dropped withAmount(String amount) {
    return withRow(ORDER + ",cap-x," + amount + ",INR");
  }

  String text() {
    List<String> lines = new ArrayList<>();
    lines.add(header);
    lines.addAll(rows);
    return String.join("\n", lines) + "\n";
  }

  Path in(Path folder) throws IOException {
    return Files.write(folder.resolve("captures.csv"), text().getBytes(UTF_8));
  }

  List<CaptureLine> read(Path folder) throws Exception {
    return read(in(folder), new ArrayList<>());
  }

  static List<CaptureLine> readAll(Path file) throws Exception {
    return read(file, new ArrayList<>());
  }

  private static List<CaptureLine> read(Path file, List<CaptureLine> into) throws Exception {
    try (CaptureFile captures = CaptureFile.open(file)) {
      for (CaptureLine line = captures.next(); line != null; line = captures.next()) {
        into.add(line);
      }
    }
    return into;
  }
}
