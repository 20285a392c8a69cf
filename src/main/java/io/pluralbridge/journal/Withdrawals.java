package io.pluralbridge.journal;

import io.pluralbridge.journal.store.Rows;
import io.pluralbridge.payment.CaptureFault;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.OrderStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Takes back what was accepted and is not to be sent after all. */
public final class Withdrawals {

  static final String WITHDRAW =
      "UPDATE entry SET state = 'WITHDRAWN', error_code = ?, error_message = ?, reason = NULL,"
          + " order_amount = COALESCE(?, order_amount), concluded_at = ?, sealed = NULL,"
          + " look_at = NULL WHERE id = ? AND doubt = 0 AND "
          + Rows.ITS_STATE
          + " = 'ACCEPTED'";

  /** What else the file of an entry asks of the order of that entry, and has not been sent. */
  private static final String BESIDE =
      "SELECT x.id, x.order_id, e.batch_line AS first_line FROM entry e JOIN entry x"
          + " ON x.merchant = e.merchant AND x.order_id = e.order_id AND x.state = 'ACCEPTED'"
          + " AND x.id <> e.id AND x.batch_id || '' = e.batch_id WHERE e.id = ?";

  private final Moves moves;
  private final Clock clock;

  Withdrawals(Moves moves, Clock clock) {
    this.moves = moves;
    this.clock = clock;
  }

  /**
   * Why an entry that is due is not to be sent all the same, from the columns of {@link
   * EntryRows#KNOWN_OF_ORDER}; null when it is.
   */
  static @Nullable Withdrawal of(Claim claim, ResultSet rs) throws SQLException {
    Command command = claim.command();
    Money worth = EntryRows.worth(rs);
    CaptureFault fault = fault(command, rs, worth);
    if (fault != null
        && fault.code() == CaptureFault.Code.CAPTURE_TOO_LARGE
        && isNotHeld(rs.getString("order_state"))) {
      // There is nothing that it would be more of: Plural says best what is wrong.
      fault = null;
    }
    return fault == null
        ? null
        : new Withdrawal(
            claim.id(),
            command.merchant(),
            claim.batchId(),
            fault.code().name(),
            fault.message(),
            worth == null || !isComparable(command.amount(), worth) ? null : worth.minorUnits());
  }

  private static @Nullable CaptureFault fault(Command command, ResultSet rs, @Nullable Money worth)
      throws SQLException {
    return switch (command.action()) {
      case CAPTURE -> {
        String capturedAs = rs.getString("captured_as");
        yield capturedAs == null
            ? CaptureFault.of(command.amount(), rs.getInt("partial") == 1, worth)
            : CaptureFault.capturedBefore(command.orderId(), capturedAs);
      }
      case CANCEL -> CaptureFault.ofCancel(command.amount(), worth);
      default -> null;
    };
  }

  private static boolean isComparable(@Nullable Money amount, Money worth) {
    return amount != null && amount.currency().equals(worth.currency());
  }

  private static boolean isNotHeld(@Nullable String orderState) {
    return orderState != null && !orderState.equals(OrderStatus.AUTHORIZED.name());
  }

  /**
   * Takes back what was accepted and is not to be sent, in the transaction that finds that out; and
   * what else the same file asks of the same orders.
   *
   * @return those that were still to be sent; to be told once that is durable
   */
  public List<Withdrawal> withdraw(JdbcTemplate db, List<Withdrawal> found) {
    if (found.isEmpty()) {
      return found;
    }
    List<Withdrawal> wanted = new ArrayList<>(found);
    for (Withdrawal one : found) {
      if (!one.batchId().isEmpty()) {
        wanted.addAll(db.query(BESIDE, (rs, i) -> beside(one, rs), one.entryId()));
      }
    }
    return take(db, wanted);
  }

  /** The same of these alone. */
  public List<Withdrawal> take(JdbcTemplate db, List<Withdrawal> wanted) {
    EntryState.ACCEPTED.checkMayBecome(EntryState.WITHDRAWN);
    long now = clock.millis();
    int[] moved =
        Rows.write(
            db,
            WITHDRAW,
            wanted.stream()
                .map(
                    w ->
                        new @Nullable Object[] {w.code(), w.message(), w.worth(), now, w.entryId()})
                .toList());
    List<Withdrawal> done = new ArrayList<>(wanted.size());
    SortedMap<String, Integer> ended = new TreeMap<>();
    for (int i = 0; i < moved.length; i++) {
      if (moved[i] == 1) {
        Withdrawal withdrawal = wanted.get(i);
        done.add(withdrawal);
        if (!withdrawal.batchId().isEmpty()) {
          ended.merge(withdrawal.batchId(), 1, Integer::sum);
        }
      }
    }
    moves.write(
        db,
        done.stream()
            .map(
                w ->
                    new Move(
                        w.merchant(),
                        w.entryId(),
                        EntryState.ACCEPTED.name(),
                        EntryState.WITHDRAWN.name(),
                        null,
                        w.code() + ": " + w.message()))
            .toList());
    Conclusions.countDown(db, ended);
    OutboxRows.due(db, done.stream().map(Withdrawal::entryId).toList(), now);
    return done;
  }

  private static Withdrawal beside(Withdrawal one, ResultSet rs) throws SQLException {
    CaptureFault doubt =
        CaptureFault.inDoubt(rs.getString("order_id"), "line " + rs.getLong("first_line"));
    return new Withdrawal(
        rs.getLong("id"),
        one.merchant(),
        one.batchId(),
        doubt.code().name(),
        doubt.message(),
        null);
  }
}
