package io.pluralbridge.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.benchmark.Figure.Target;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TablesTest {

  private static Measurement measured(String column, Figure... figures) {
    return new Measurement(column, column, Map.of(), List.of(), List.of(figures));
  }

  @Test
  void a_table_has_a_row_each_figure_and_a_column_each_measurement() {
    Measurement slow =
        measured("200 ms", new Figure("ratio", new Spread(0.98, 0.97, 0.99), Target.atLeast(0.97)));
    Measurement fast =
        measured(
            "0 ms",
            new Figure("ratio", new Spread(0.4, 0.4, 0.4), Target.atLeast(0.5)),
            new Figure("heap", new Spread(42, 41, 43)));

    assertThat(Tables.of("Calls", List.of(slow, fast)))
        .containsExactly(
            "### Calls",
            "",
            "|  | 200 ms | 0 ms |",
            "|---|---|---|",
            "| ratio | 0.98 (0.97 to 0.99) [at least 0.97] | 0.40 [at least 0.50, missed] |",
            "| heap |  | 42.0 (41.0 to 43.0) |",
            "");
  }

  @Test
  void a_target_is_met_by_the_median_at_the_very_limit() {
    assertThat(new Figure("us", new Spread(150, 140, 160), Target.atMost(150)).shown())
        .isEqualTo("150 (140 to 160) [at most 150]");
    assertThat(new Figure("us", new Spread(151, 140, 160), Target.atMost(150)).shown())
        .endsWith("[at most 150, missed]");
  }
}
