package io.pluralbridge.journal;

import io.pluralbridge.journal.store.Bulk;
import io.pluralbridge.journal.store.Database;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Writes down each move of an entry from one state to the next: its history. */
final class Moves {

  private static final Bulk MOVE =
      Bulk.insert(
          "entry_move"
              + " (merchant, entry_id, moved_at, from_state, to_state, node, request_id, detail)"
              + " SELECT :merchant::TEXT, :entry_id::BIGINT, :moved_at::BIGINT,"
              + " :from_state::TEXT, :to_state::TEXT, :node::TEXT, :request_id::TEXT,"
              + " :detail::TEXT");

  private final Database database;
  private final Clock clock;
  private final String node;

  Moves(Database database, Clock clock, String node) {
    this.database = database;
    this.clock = clock;
    this.node = node;
  }

  void write(JdbcTemplate db, List<Move> moves) {
    long now = clock.millis();
    database.write(
        db,
        MOVE,
        moves.stream()
            .map(
                m ->
                    new @Nullable Object[] {
                      m.merchant(),
                      m.entryId(),
                      now,
                      m.from(),
                      m.to(),
                      node,
                      m.requestId(),
                      m.detail()
                    })
            .toList());
  }
}
