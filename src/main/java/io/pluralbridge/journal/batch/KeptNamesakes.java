package io.pluralbridge.journal.batch;

import io.pluralbridge.journal.store.Database;
import io.pluralbridge.payment.Command;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** The namesakes that stand in the journal. */
public final class KeptNamesakes implements Namesakes {

  private static final Logger log = LoggerFactory.getLogger(KeptNamesakes.class);

  private static final String OPEN =
      "SELECT command_key FROM entry WHERE merchant = ? AND order_id = ? AND action = ?"
          + " AND state IN ('ACCEPTED', 'SENT', 'UNKNOWN')";

  private static final String DONE =
      "SELECT command_key FROM entry WHERE merchant = ? AND order_id = ? AND action = ?"
          + " AND order_status IS NOT NULL AND state = 'SUCCEEDED'";

  private final Database database;

  public KeptNamesakes(Database database) {
    this.database = database;
  }

  @Override
  public boolean has(Command command) {
    try {
      return find(OPEN, command).or(() -> find(DONE, command)).isPresent();
    } catch (DataAccessException e) {
      log.debug("Nobody knows now whether {} has a namesake", command.action(), e);
      return true;
    }
  }

  @Override
  public Optional<String> succeeded(Command command) {
    return find(DONE, command);
  }

  private Optional<String> find(String sql, Command command) {
    List<String> keys =
        database
            .reading()
            .queryForList(
                sql, String.class, command.merchant(), command.orderId(), command.action().name());
    String mine = command.key();
    return keys.stream().filter(key -> !key.equals(mine) && key.equalsIgnoreCase(mine)).findFirst();
  }
}
