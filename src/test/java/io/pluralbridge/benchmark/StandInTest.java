package io.pluralbridge.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the figures stand on: the stand-in counts right, and is as slow as it was told to be. */
class StandInTest {

  private static final List<String> SMALL = List.of("-Xmx64m", "-XX:TieredStopAtLevel=1");
  private static final Path JAVA = Path.of(System.getProperty("java.home"));

  @TempDir static Path folder;
  private static Helper standIn;
  private static Helper ceiling;

  @BeforeAll
  static void start() throws Exception {
    standIn = StandIns.start(folder);
    ceiling =
        Helper.start(
            JAVA,
            StandIns.folder(folder, "ceiling"),
            SMALL,
            Ceiling.class,
            StandIns.url(standIn),
            "8",
            "false");
  }

  @AfterAll
  static void stop() throws Exception {
    ceiling.close();
    standIn.close();
  }

  @Test
  void each_capture_is_counted_once_and_a_repeated_one_is_told() throws Exception {
    standIn.ask("reset", 0);
    assertThat(ceiling.ask("run", 100, "a").path("failed").asLong()).isZero();
    JsonNode once = StandIns.exactly(100, standIn);
    assertThat(once.path("most_in_flight").asInt()).isBetween(1, 8);

    ceiling.ask("run", 50, "a");
    JsonNode twice = standIn.ask("figures");
    assertThat(twice.path("captures").asLong()).isEqualTo(150);
    assertThat(twice.path("repeated").asLong()).isEqualTo(50);
  }

  @Test
  void no_answer_comes_before_its_time() throws Exception {
    standIn.ask("reset", 20);
    ceiling.ask("run", 80, "b");

    JsonNode figures = StandIns.exactly(80, standIn);
    // Eight at a time, so ten times twenty milliseconds at the least.
    assertThat(figures.path("first_to_last_nanos").asLong()).isGreaterThanOrEqualTo(200_000_000L);
    assertThat(figures.path("most_in_flight").asInt()).isEqualTo(8);
  }

  @Test
  void an_order_is_described_as_one_that_was_captured_with_that_reference() throws Exception {
    JsonNode order =
        new ObjectMapper()
            .readTree(StandIn.Order.described("v1-x", "PROCESSED", "cap-1", 1100).getBytes())
            .path("data");

    assertThat(order.path("order_id").asText()).isEqualTo("v1-x");
    assertThat(order.path("status").asText()).isEqualTo("PROCESSED");
    JsonNode capture = order.path("payments").path(0).path("capture_data").path(0);
    assertThat(capture.path("merchant_capture_reference").asText()).isEqualTo("cap-1");
    assertThat(capture.path("capture_amount").path("value").asLong()).isEqualTo(1100);
  }
}
