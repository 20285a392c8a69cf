package io.pluralbridge.journal;

import io.pluralbridge.journal.store.Rows;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Evidence;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/** Reads rows of entries. */
public final class EntryRows {

  public static final String CLAIM_COLUMNS =
      "e.id, e.merchant, e.action, e.command_key, e.order_id, e.minor_units, e.currency, e.body,"
          + " e.sealed, e.batch_id, e.state, e.due_at, e.attempts, e.inquiries, e.sent_at, e.ended, e.error_code, e.error_message,"
          + " e.no_trace_since, e.parked_at";

  /** What is known of an order of which money is to be captured. Looked up by keys alone. */
  public static final String KNOWN_OF_ORDER =
      ", e.partial, CASE WHEN e.action IN ('CAPTURE', 'CANCEL') THEN COALESCE(e.order_amount,"
          + " (SELECT o.minor_units FROM order_state o WHERE o.merchant = e.merchant"
          + " AND o.order_id = e.order_id)) END AS worth,"
          + " CASE WHEN e.action IN ('CAPTURE', 'CANCEL') THEN (SELECT o.currency FROM order_state o"
          + " WHERE o.merchant = e.merchant AND o.order_id = e.order_id) END AS worth_currency,"
          + " CASE WHEN e.action = 'CAPTURE' THEN (SELECT o.state FROM order_state o"
          + " WHERE o.merchant = e.merchant AND o.order_id = e.order_id) END AS order_state,"
          + " CASE WHEN e.action = 'CAPTURE' THEN (SELECT MAX(c.command_key) FROM entry c"
          + " WHERE c.merchant = e.merchant AND c.order_id = e.order_id"
          + " AND c.order_status IS NOT NULL AND c.action = 'CAPTURE' AND c.id <> e.id AND c."
          + Rows.ITS_STATE
          + " = 'SUCCEEDED') END AS captured_as";

  private EntryRows() {}

  /** A claim as it is once sent: one attempt more, sent now. */
  static Claim sent(ResultSet rs, long sentAt) throws SQLException {
    Claim found = entry(rs, sentAt);
    return new Claim(
        found.id(),
        found.command(),
        found.batchId(),
        EntryState.SENT,
        found.attempts() + 1,
        found.inquiries(),
        Instant.ofEpochMilli(sentAt),
        Instant.ofEpochMilli(sentAt),
        false,
        null,
        null,
        null);
  }

  /** What an entry is now, from {@link #CLAIM_COLUMNS}. */
  public static Claim entry(ResultSet rs, long takenUpAt) throws SQLException {
    String errorCode = rs.getString("error_code");
    EntryState state = EntryState.valueOf(rs.getString("state"));
    long noTraceSince = rs.getLong("no_trace_since");
    long parkedAt = rs.getLong("parked_at");
    return new Claim(
        rs.getLong("id"),
        new Command(
            rs.getString("merchant"),
            Action.valueOf(rs.getString("action")),
            rs.getString("command_key"),
            rs.getString("order_id"),
            money(rs),
            rs.getString("body"),
            rs.getString("sealed")),
        rs.getString("batch_id"),
        state,
        rs.getInt("attempts"),
        rs.getInt("inquiries"),
        Instant.ofEpochMilli(rs.getLong("sent_at")),
        Instant.ofEpochMilli(takenUpAt),
        rs.getInt("ended") == 1,
        state == EntryState.UNKNOWN && errorCode != null
            ? new Outcome.Declined(
                errorCode, String.valueOf(rs.getString("error_message")), Evidence.NONE)
            : null,
        noTraceSince == 0 ? null : Instant.ofEpochMilli(noTraceSince),
        parkedAt == 0 ? null : Instant.ofEpochMilli(parkedAt));
  }

  /** The amount of an entry; null when it has none. */
  public static @Nullable Money money(ResultSet rs) throws SQLException {
    String currency = rs.getString("currency");
    return currency == null
        ? null
        : new Money(rs.getLong("minor_units"), Currency.getInstance(currency));
  }

  /**
   * What the order of a capture or a cancellation is worth, from the columns of {@link
   * #KNOWN_OF_ORDER}; null when nobody knows, or the capture is of all.
   */
  public static @Nullable Money worth(ResultSet rs) throws SQLException {
    Long worth = number(rs, "worth");
    String asked = rs.getString("currency");
    String told = rs.getString("worth_currency");
    // What was asked about for the capture itself is kept without a currency where it is the same.
    return worth == null || asked == null ? null : Money.of(worth, told == null ? asked : told);
  }

  /** A number that may be null. */
  public static @Nullable Long number(ResultSet rs, String column) throws SQLException {
    Number number = (Number) rs.getObject(column);
    return number == null ? null : Long.valueOf(number.longValue());
  }
}
