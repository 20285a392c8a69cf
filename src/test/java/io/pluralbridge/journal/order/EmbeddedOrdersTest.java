package io.pluralbridge.journal.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.journal.store.DatabaseSettings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedOrdersTest extends OrdersContract {

  @TempDir Path folder;

  @Override
  protected DatabaseSettings database() {
    return new DatabaseSettings("jdbc:sqlite:" + folder.resolve("journal.db"), "", "");
  }

  /** A million entries must not make a webhook slow, nor what is asked every quarter second. */
  @Test
  void everything_is_found_by_an_index() {
    assertThat(planOf(Orders.CALLS.replaceFirst("\\?", "'a'").replaceFirst("\\?", "'b'")))
        .contains("entry_order (");
    assertThat(planOf(Orders.ASK_DUE)).contains("order_ask (");
    assertThat(planOf(InboundEvents.DUE)).contains("receipt_due (");
    assertThat(planOf(Orders.WITNESSES.formatted("'a', 'b'"))).contains("witness_said (");
    assertThat(planOf(Orders.STATES.formatted("'a', 'b'"))).contains("order_state_1 (");
    assertThat(planOf(Orders.WITH_CALLS.formatted("'a', 'b'")))
        .contains("order_state_1 (", "entry_order (");
    assertThat(planOf(Orders.HURRY_ORDERS.formatted("'a', 'b'"))).contains("entry_one_writer (");
    assertThat(planOf(Orders.HURRY_REFERENCES.formatted("'a', 'b'"))).contains("entry_key (");
    assertThat(planOf("SELECT COUNT(*)" + Orders.OLD))
        .contains("order_authorized (", "entry_order (");
  }

  private String planOf(String sql) {
    List<String> plan =
        database.reading().query("EXPLAIN QUERY PLAN " + sql, (rs, i) -> rs.getString("detail"));
    assertThat(plan).as(sql).noneMatch(step -> step.startsWith("SCAN"));
    return String.join("; ", plan);
  }
}
