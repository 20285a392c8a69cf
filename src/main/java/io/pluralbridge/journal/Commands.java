package io.pluralbridge.journal;

import io.pluralbridge.carddata.Said;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.JournalUnavailableException;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionException;

/**
 * Commands that come one by one: handed in, and looked at.
 *
 * <p>A command has one key, by which it is written down once; and it may have further names. What
 * is handed in again under any of them is the same command, or is refused.
 */
public final class Commands {

  private static final int TRIES = 3;
  private static final int MOST_BEGINNINGS = 10_000;

  /** What was taken back before it was sent leaves its key free. */
  public static final String UNLESS_KNOWN =
      " ON CONFLICT (merchant, action, command_key) WHERE state <> 'WITHDRAWN' DO NOTHING";

  private static final String ENTER =
      "INSERT INTO entry (merchant, action, command_key, order_id, minor_units, currency, body,"
          + " sealed, sender, way, given_by, batch_id, batch_line, partial, look_at, state, due_at,"
          + " attempts, inquiries, ended, accepted_at, doubt)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, ?, ?, 'ACCEPTED', ?, 0, 0, 0, ?, "
          + Restoration.IN_DOUBT
          + ")"
          + UNLESS_KNOWN;

  private static final String ALIAS =
      "INSERT INTO entry_alias (merchant, action, alias, entry_id) VALUES (?, ?, ?, ?)";

  public static final String BY_KEY =
      " WHERE e.merchant = ? AND e.action = ? AND e.command_key = ? AND e.state <> 'WITHDRAWN'";

  private static final String FREE_ALIAS =
      "DELETE FROM entry_alias WHERE merchant = ? AND action = ? AND alias = ? AND EXISTS"
          + " (SELECT 1 FROM entry e WHERE e.id = entry_alias.entry_id AND e.state = 'WITHDRAWN')";

  private static final String WITHDRAWN_BY_KEY =
      " WHERE e.merchant = ? AND e.action = ? AND e.command_key = ? AND e.state = 'WITHDRAWN'"
          + " ORDER BY e.id DESC LIMIT 1";

  /**
   * Which of several names are further names of a command that stands; to be filled in. With the
   * actions of files, the key of the table leads to each name; without, all names would be read.
   */
  public static final String FURTHER_NAMES =
      "SELECT a.action, a.alias FROM entry_alias a JOIN entry e ON e.id = a.entry_id"
          + " WHERE a.merchant = ? AND a.action IN ('CAPTURE', 'CANCEL') AND a.alias IN (%s)"
          + " AND e.state <> 'WITHDRAWN'";

  public static final String BY_ALIAS =
      " JOIN entry_alias a ON a.entry_id = e.id"
          + " WHERE a.merchant = ? AND a.action = ? AND a.alias = ? AND e.state <> 'WITHDRAWN'";

  private static final String VIEW_COLUMNS =
      "e.id, e.command_key, e.action, e.order_id, e.state, e.http_status, e.error_code,"
          + " e.error_message, e.reason, e.attempts, e.inquiries, e.sender, e.batch_id,"
          + " e.accepted_at, e.due_at, e.concluded_at, e.payment_id, b.name,"
          + " COALESCE(e.given_by, b.given_by) AS given_by,"
          + " s.http_status AS said_status, s.body AS said";

  private static final String VIEW_JOINS =
      " LEFT JOIN batch b ON b.id = e.batch_id LEFT JOIN answer s ON s.entry_id = e.id";

  private static final String VIEW = "SELECT " + VIEW_COLUMNS + " FROM entry e" + VIEW_JOINS;

  /** Announcements, each with its command where there is one. */
  public static final String ANNOUNCED =
      "SELECT a.id AS announcement_id, a.merchant AS announcement_merchant, a.message_id,"
          + " a.reply_to, a.correlation_id, a.name AS called, a.refusal, a.tries,"
          + " a.due_at AS announcement_due, "
          + VIEW_COLUMNS
          + " FROM announcement a LEFT JOIN entry e ON e.id = a.entry_id"
          + VIEW_JOINS;

  private final Database database;
  private final Journal journal;
  private final JdbcTemplate reading;
  private final boolean partialCaptures;
  private final Clock clock;

  /** Commands of which an amount that is spelt out says itself that a part is meant. */
  public Commands(Database database, Journal journal, Clock clock) {
    this(database, journal, true, clock);
  }

  /**
   * Commands in that database.
   *
   * @param partialCaptures false when a capture of less than the order is worth is not sent, though
   *     its amount is spelt out
   */
  public Commands(Database database, Journal journal, boolean partialCaptures, Clock clock) {
    this.partialCaptures = partialCaptures;
    this.database = database;
    this.journal = journal;
    this.reading = database.reading();
    this.clock = clock;
  }

  /**
   * How what is sealed of commands that wait begins, each beginning once.
   *
   * @param characters so many of it
   */
  public List<String> beginningsOfSealed(int characters) {
    return reading.queryForList(
        "SELECT DISTINCT SUBSTR(sealed, 1, ?) FROM entry WHERE state = 'ACCEPTED'"
            + " AND sealed IS NOT NULL LIMIT "
            + MOST_BEGINNINGS,
        String.class,
        characters);
  }

  /**
   * Writes a command down, unless it is known, and returns when that is durable.
   *
   * @param alias a further name of it; null when it has none
   * @param from where it comes from
   * @throws JournalUnavailableException when the database does not take it
   */
  public Acceptance accept(Command command, @Nullable String alias, Origin from)
      throws JournalUnavailableException {
    return accept(command, alias, from, null);
  }

  /**
   * The same for somebody who does not wait, and is told by a message once there is an outcome.
   *
   * @param to who is told; null when nobody is
   * @throws JournalUnavailableException when the database does not take it
   */
  public Acceptance accept(
      Command command, @Nullable String alias, Origin from, @Nullable Addressee to)
      throws JournalUnavailableException {
    Acceptance acceptance;
    try {
      acceptance = commit(command, alias, from, to);
    } catch (DataAccessException | TransactionException e) {
      throw new JournalUnavailableException(e);
    }
    if (acceptance instanceof Acceptance.Accepted accepted && (accepted.first() || to != null)) {
      journal.changed();
    }
    return acceptance;
  }

  /**
   * Two nodes may give one name to two commands at the same moment: then one of them looks again.
   */
  private Acceptance commit(
      Command command, @Nullable String alias, Origin from, @Nullable Addressee to) {
    for (int i = 1; i < TRIES; i++) {
      try {
        return journal.writer().commitWork(db -> acceptIn(db, command, alias, from, to));
      } catch (DuplicateKeyException beaten) {
        // Its name is known now, so the next look finds it.
      }
    }
    return journal.writer().commitWork(db -> acceptIn(db, command, alias, from, to));
  }

  private Acceptance acceptIn(
      JdbcTemplate db,
      Command command,
      @Nullable String alias,
      Origin from,
      @Nullable Addressee to) {
    Acceptance acceptance = acceptIn(db, command, alias, from);
    if (to != null && acceptance instanceof Acceptance.Accepted accepted) {
      String name = alias == null ? command.key() : alias;
      OutboxRows.add(
          db, database, accepted.entryId(), command.merchant(), to, name, clock.millis());
    }
    return acceptance;
  }

  private Acceptance acceptIn(
      JdbcTemplate db, Command command, @Nullable String alias, Origin from) {
    // A key is a name, too: what stands for one command never comes to stand for another.
    for (String name : alias == null ? List.of(command.key()) : List.of(alias, command.key())) {
      Optional<Known> named = named(db, command, name);
      if (named.isPresent()) {
        Acceptance acceptance = same(named.get(), command, name);
        if (alias != null
            && !alias.equals(name)
            && acceptance instanceof Acceptance.Accepted accepted) {
          remember(db, command, alias, accepted.entryId());
        }
        return acceptance;
      }
    }
    long now = clock.millis();
    Money amount = command.amount();
    int entered =
        db.update(
            ENTER,
            command.merchant(),
            command.action().name(),
            command.key(),
            command.orderId(),
            amount == null ? null : amount.minorUnits(),
            amount == null ? null : amount.currency().getCurrencyCode(),
            command.body(),
            command.sealed(),
            from.sender(),
            from.way().name(),
            from.user(),
            partialCaptures ? 1 : 0,
            mustBeLookedAt(db, command) ? now : null,
            now,
            now,
            now);
    Known there = known(db, BY_KEY, command, command.key()).orElseThrow();
    Acceptance acceptance =
        entered == 1
            ? new Acceptance.Accepted(there.entryId(), true)
            : same(there, command, command.key());
    if (alias != null && acceptance instanceof Acceptance.Accepted accepted) {
      remember(db, command, alias, accepted.entryId());
    }
    return acceptance;
  }

  /** Where a part has to be meant, it must be known what the whole is. */
  private boolean mustBeLookedAt(JdbcTemplate db, Command command) {
    Money amount = command.amount();
    return !partialCaptures
        && command.action() == Action.CAPTURE
        && amount != null
        && db.query(
                "SELECT 1 FROM order_state WHERE merchant = ? AND order_id = ? AND currency = ?",
                (rs, i) -> 1,
                command.merchant(),
                command.orderId(),
                amount.currency().getCurrencyCode())
            .isEmpty();
  }

  private static Optional<Known> named(JdbcTemplate db, Command command, String name) {
    Optional<Known> byKey = known(db, BY_KEY, command, name);
    return byKey.isPresent() ? byKey : known(db, BY_ALIAS, command, name);
  }

  private static void remember(JdbcTemplate db, Command command, String alias, long entryId) {
    // It may have been a name of something that was taken back before it was sent.
    db.update(FREE_ALIAS, command.merchant(), command.action().name(), alias);
    db.update(ALIAS, command.merchant(), command.action().name(), alias, entryId);
  }

  private static Acceptance same(Known known, Command command, String name) {
    return Content.isSame(known.command(), command)
        ? new Acceptance.Accepted(known.entryId(), false)
        : new Acceptance.KeyReused(name, known.inWords());
  }

  private record Known(long entryId, Command command, String sender, Instant acceptedAt) {

    String inWords() {
      Money amount = command.amount();
      return command.action()
          + (command.orderId().isEmpty() ? "" : " of order " + command.orderId())
          + (amount == null ? "" : " for " + amount.inWords())
          + ", received "
          + acceptedAt
          + " from "
          + sender;
    }
  }

  private static Optional<Known> known(
      JdbcTemplate db, String which, Command command, String name) {
    return db
        .query(
            "SELECT e.id, e.merchant, e.action, e.command_key, e.order_id, e.minor_units,"
                + " e.currency, e.body, e.sender, e.batch_id, e.accepted_at, b.name FROM entry e"
                + " LEFT JOIN batch b ON b.id = e.batch_id"
                + which,
            (rs, i) ->
                new Known(
                    rs.getLong("id"),
                    new Command(
                        rs.getString("merchant"),
                        Action.valueOf(rs.getString("action")),
                        rs.getString("command_key"),
                        rs.getString("order_id"),
                        EntryRows.money(rs),
                        rs.getString("body")),
                    sender(rs, rs.getString("name")),
                    Instant.ofEpochMilli(rs.getLong("accepted_at"))),
            command.merchant(),
            command.action().name(),
            name)
        .stream()
        .findFirst();
  }

  // ---- looking ---------------------------------------------------------------------------------

  /** The command of that key, or of that further name. */
  public Optional<CommandView> find(String merchant, Action action, String name) {
    Optional<CommandView> byKey = view(BY_KEY, name, merchant, action.name(), name);
    Optional<CommandView> found =
        byKey.isPresent() ? byKey : view(BY_ALIAS, name, merchant, action.name(), name);
    if (found.isEmpty()) {
      found = view(WITHDRAWN_BY_KEY, name, merchant, action.name(), name);
    }
    return found.map(this::withHistory);
  }

  /**
   * True when a command of that key came before.
   *
   * @throws JournalUnavailableException when the database does not answer
   */
  public boolean isKnown(Command command) throws JournalUnavailableException {
    try {
      return known(reading, BY_KEY, command, command.key()).isPresent();
    } catch (DataAccessException e) {
      throw new JournalUnavailableException(e);
    }
  }

  /** A command without its history; empty when the file that it came in was refused since. */
  public Optional<CommandView> find(long entryId, String name) {
    return view(" WHERE e.id = ?", name, entryId);
  }

  /**
   * Where a command stands.
   *
   * @param attempts how often it was sent
   */
  record Standing(EntryState state, int attempts) {

    static Standing of(CommandView view) {
      return new Standing(view.state(), view.attempts());
    }
  }

  /** Where each of those entries stands, without those that are not there any more. */
  Map<Long, Standing> standings(Collection<Long> entryIds) {
    String ids = entryIds.stream().map(String::valueOf).collect(Collectors.joining(","));
    Map<Long, Standing> standings = new HashMap<>();
    if (!ids.isEmpty()) {
      reading.query(
          "SELECT id, state, attempts FROM entry WHERE id IN (" + ids + ")",
          rs -> {
            standings.put(
                rs.getLong("id"),
                new Standing(EntryState.valueOf(rs.getString("state")), rs.getInt("attempts")));
          });
    }
    return standings;
  }

  private Optional<CommandView> view(String which, String name, Object... of) {
    return reading.query(VIEW + which, (rs, i) -> view(rs, name), of).stream().findFirst();
  }

  public static CommandView view(ResultSet rs, String name) throws SQLException {
    EntryState state = EntryState.valueOf(rs.getString("state"));
    String errorCode = rs.getString("error_code");
    String said = rs.getString("said");
    long concludedAt = rs.getLong("concluded_at");
    Number httpStatus = (Number) rs.getObject("http_status");
    return new CommandView(
        rs.getLong("id"),
        name,
        Action.valueOf(rs.getString("action")),
        rs.getString("order_id"),
        state,
        httpStatus == null ? null : Integer.valueOf(httpStatus.intValue()),
        said == null || !state.isFinal() ? null : new Said(rs.getInt("said_status"), said),
        errorCode == null
            ? null
            : new CommandView.Problem(errorCode, String.valueOf(rs.getString("error_message"))),
        rs.getString("reason"),
        rs.getInt("attempts"),
        rs.getInt("inquiries"),
        sender(rs, rs.getString("name")),
        rs.getString("given_by"),
        rs.getString("batch_id"),
        Instant.ofEpochMilli(rs.getLong("accepted_at")),
        Instant.ofEpochMilli(rs.getLong("due_at")),
        concludedAt == 0 ? null : Instant.ofEpochMilli(concludedAt),
        rs.getString("payment_id"),
        List.of());
  }

  private static String sender(ResultSet rs, @Nullable String batchName) throws SQLException {
    String sender = rs.getString("sender");
    if (sender != null) {
      return sender;
    }
    return "file " + (batchName == null ? rs.getString("batch_id") : batchName);
  }

  private CommandView withHistory(CommandView view) {
    List<CommandView.Step> history = new ArrayList<>();
    history.add(
        new CommandView.Step(
            view.acceptedAt(),
            null,
            EntryState.ACCEPTED.name(),
            "received from "
                + view.sender()
                + (view.givenBy() == null ? "" : ", given by " + view.givenBy()),
            null,
            null));
    history.addAll(
        reading.query(
            "SELECT moved_at, from_state, to_state, detail, request_id, node FROM entry_move"
                + " WHERE entry_id = ? ORDER BY id",
            (rs, i) ->
                new CommandView.Step(
                    Instant.ofEpochMilli(rs.getLong("moved_at")),
                    rs.getString("from_state"),
                    rs.getString("to_state"),
                    rs.getString("detail"),
                    rs.getString("request_id"),
                    rs.getString("node")),
            view.entryId()));
    return view.with(history);
  }
}
