package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.Warnings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captures of a part that stand below the lines about which Plural is asked first. */
class FurtherDownTest {

  private static final int IN_FLIGHT = 4;

  @TempDir Path data;

  @Test
  void the_first_answer_that_shows_a_part_stops_the_file_until_every_line_was_asked_about()
      throws Exception {
    Map<String, String> settings =
        Map.of(
            "intake.csv.look-first",
            "sample",
            "plural.api.max-in-flight",
            Integer.toString(IN_FLIGHT));
    try (Warnings warnings = Warnings.listen();
        Sandbox sandbox = Sandbox.start(SandboxSettings.onFreePort().withLatencyMs(100));
        RunningBridge bridge = RunningBridge.start(data, sandbox, settings)) {
      List<String> orders = sandbox.ledger().authoriseOrders(100, 110_000);
      List<String> lines =
          new ArrayList<>(List.of("order_id,merchant_capture_reference,amount,currency"));
      for (int line = 2; line <= 101; line++) {
        lines.add(orders.get(line - 2) + ",down-" + line + "," + amount(line) + ",INR");
      }
      bridge.drop("night.csv", lines);

      List<String> results = bridge.results("night");

      List<Integer> released = new ArrayList<>();
      for (int line = 2; line <= 101; line++) {
        String row = results.get(line - 1);
        if (line < 30 || line > 95) {
          assertThat(row).contains(",SUCCEEDED,PROCESSED,");
        } else if (row.contains(",SUCCEEDED,")) {
          released.add(line);
          assertThat(row).contains("\"INR 1,089.00 released for good, without partial=yes\"");
        } else {
          assertThat(row).contains(",REFUSED,,CAPTURE_IS_PARTIAL,");
        }
      }
      // What was under way when the first answer came, and what was claimed for the next free hand.
      assertThat(released).isNotEmpty().contains(30).hasSizeLessThanOrEqualTo(3 * IN_FLIGHT);
      String told =
          "INR "
              + String.format("%,d", released.size() * 1089)
              + ".00 released for good by "
              + released.size()
              + " captures without partial=yes: lines 30, 31, ";
      assertThat(bridge.summary("night")).contains("\"BALANCED\"", told);
      assertThat(warnings.messages().stream().filter(m -> m.contains(told))).hasSize(1);
      assertThat(warnings.messages().stream().filter(m -> m.contains("every line"))).hasSize(1);
    }
  }

  private static int amount(int line) {
    return line < 30 || line > 95 ? 110_000 : 1100;
  }
}
