package io.pluralbridge.benchmark;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/** Files of captures: an order of its own each line, and nothing wrong with any. */
final class CaptureFiles {

  /** Longer ago than a file must be left alone for. */
  private static final Duration AGE = Duration.ofMinutes(1);

  private CaptureFiles() {}

  static String order(String prefix, long number) {
    return "v1-" + prefix + "-aa-" + number;
  }

  static String reference(String prefix, long number) {
    return prefix + "-cap-" + number;
  }

  /** Writes one that the bridge takes for complete at first sight. */
  static Path write(Path file, String prefix, long lines) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("order_id,merchant_capture_reference,amount,currency\n");
      for (long i = 0; i < lines; i++) {
        out.write(order(prefix, i) + "," + reference(prefix, i) + ",1100,INR\n");
      }
    }
    return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(AGE)));
  }
}
