package io.pluralbridge.journal;

import io.pluralbridge.journal.Fronts.Front;
import io.pluralbridge.journal.store.Bulk;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.GroupCommit;
import io.pluralbridge.journal.store.Rows;
import io.pluralbridge.payment.Command;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Claims what is due, so that it may be sent: whose turn it is, in which order, and what is not to
 * be sent all the same.
 */
final class DueClaims {

  private static final Logger log = LoggerFactory.getLogger(DueClaims.class);

  /**
   * Nothing of its order is under way, which is more than that nothing before it is: of two nodes,
   * one may commit an entry after the other one has sent a later one. And nothing before it is
   * HELD. Only beside an OR, and with something other than an equality in it, PostgreSQL asks for
   * one order at a time; else it may read all that is under way, or HELD.
   */
  private static final String ORDER_IS_FREE =
      " AND (e.order_id = '' OR (NOT EXISTS (SELECT 1 FROM entry s WHERE s.merchant = e.merchant"
          + " AND s.order_id = e.order_id AND s.order_id <> '' AND s.id <> e.id"
          + " AND s.state IN ('SENT', 'UNKNOWN'))"
          + " AND NOT EXISTS (SELECT 1 FROM entry w WHERE w.merchant = e.merchant"
          + " AND w.order_id = e.order_id AND w.id < e.id"
          + " AND w.waits_for IS NOT NULL AND w.state = 'HELD')))";

  static final String REPORTED_TO_SEND =
      "SELECT b.id FROM batch b WHERE b.state = 'REPORTED' AND (SELECT MIN(e.due_at) FROM entry e"
          + " WHERE e.batch_id = b.id AND e.state = 'ACCEPTED') <= ? ORDER BY b.received_at";

  private static final String DUE_FROM =
      "SELECT "
          + EntryRows.CLAIM_COLUMNS
          + EntryRows.KNOWN_OF_ORDER
          + " FROM entry e WHERE e.state = 'ACCEPTED' AND e.batch_id = ? AND e.due_at <= ?%s"
          + " AND e.look_at IS NULL"
          + " AND (e.order_id = '' OR NOT EXISTS (SELECT 1 FROM entry p"
          + " WHERE p.merchant = e.merchant AND p.order_id = e.order_id AND p.id < e.id"
          + " AND p.state IN ('ACCEPTED', 'SENT', 'UNKNOWN')))"
          + ORDER_IS_FREE
          + " ORDER BY e.due_at, e.id LIMIT ?";

  static final String DUE = DUE_FROM.formatted("");

  static final String DUE_BEHIND = DUE_FROM.formatted(" AND (e.due_at, e.id) > (?, ?)");

  /** Those of the given ids, or for each the one of its order that is the first to be sent. */
  private static final String DUE_WAITED_FOR =
      "SELECT "
          + EntryRows.CLAIM_COLUMNS
          + EntryRows.KNOWN_OF_ORDER
          + " FROM entry e WHERE e.id IN (SELECT COALESCE((SELECT MIN(p.id) FROM entry p"
          + " WHERE w.order_id <> '' AND p.merchant = w.merchant AND p.order_id = w.order_id"
          + " AND p.id < w.id AND p.state IN ('ACCEPTED', 'SENT', 'UNKNOWN')), w.id)"
          + " FROM entry w WHERE w.id IN (%s))"
          + " AND e."
          + Rows.ITS_STATE
          + " = 'ACCEPTED' AND e.due_at <= ? AND e.look_at IS NULL"
          + " AND (e.batch_id = '' OR EXISTS (SELECT 1 FROM batch b WHERE b.id = e.batch_id"
          + " AND b.state IN ('OPEN', 'REPORTED')))"
          + ORDER_IS_FREE
          + " ORDER BY e.due_at, e.id LIMIT ?";

  static final Bulk SEND =
      Bulk.update(
          "entry AS e SET state = 'SENT', attempts = e.attempts + 1,"
              + " sent_at = :sent_at::BIGINT, node = :node::TEXT",
          "e.id = :id::BIGINT AND e.doubt = 0 AND e." + Rows.ITS_STATE + " = 'ACCEPTED'");

  /** In the place of a batch id. */
  private static final String ONE_BY_ONE = "";

  private final Database database;
  private final JdbcTemplate reading;
  private final GroupCommit writer;
  private final Schedule schedule;
  private final Clock clock;
  private final String node;
  private final Moves moves;
  private final Withdrawals withdrawals;
  private final Turns turns = new Turns();
  private final Fronts fronts = new Fronts();

  DueClaims(
      Database database,
      GroupCommit writer,
      Schedule schedule,
      String node,
      Moves moves,
      Withdrawals withdrawals) {
    this.database = database;
    this.reading = database.reading();
    this.writer = writer;
    this.schedule = schedule;
    this.clock = schedule.clock();
    this.node = node;
    this.moves = moves;
    this.withdrawals = withdrawals;
  }

  /**
   * Takes up to {@code max} entries that are due and writes down that they are sent.
   *
   * @param waitedFor the ids of those that somebody waits for at a door of this node
   */
  Taken take(Set<Long> waitedFor, int max) {
    if (!database.isSound()) {
      return Taken.NOTHING;
    }
    long now = clock.millis();
    List<String> files = filesToSend(now);
    fronts.keep(files);
    try {
      Taken taken = commitBeside(db -> claimTogether(db, waitedFor, files, max, now));
      turns.took(taken.waitedFor(), taken.claims().size() - taken.waitedFor());
      return taken;
    } catch (DuplicateKeyException | ConcurrencyFailureException beaten) {
      log.debug("Another node has one of these orders in hand, looking again", beaten);
      return Taken.NOTHING;
    }
  }

  /**
   * Where several may write at once, claims do not wait for outcomes, nor these for claims: they
   * share no row that is not locked, as those of two nodes do.
   */
  private <T> T commitBeside(Function<JdbcTemplate, T> work) {
    return database.isEmbedded() ? writer.commitWork(work) : database.commit(work);
  }

  private List<String> filesToSend(long now) {
    List<String> files =
        new ArrayList<>(
            reading.queryForList(
                "SELECT id FROM batch WHERE state = 'OPEN' ORDER BY received_at", String.class));
    // Of those that are reported but for what is parked, few have anything to send again.
    files.addAll(reading.queryForList(REPORTED_TO_SEND, String.class, now));
    return files;
  }

  /**
   * What was claimed together.
   *
   * @param waitedFor so many that somebody waits for come first
   * @param doubted so many others are to be asked about first
   * @param withdrawn what is not sent at all
   */
  record Taken(List<Claim> claims, int waitedFor, int doubted, List<Withdrawal> withdrawn) {

    private static final Taken NOTHING = new Taken(List.of(), 0, 0, List.of());
  }

  /** What of a claim is sent, how many others are asked about instead, and what is taken back. */
  private static final class Claimed {
    private final List<Claim> claims = new ArrayList<>();
    private final List<Withdrawal> withdrawn = new ArrayList<>();
    private int doubted;
  }

  /** What is due, and why it is not to be sent all the same; null when it is. */
  private record Candidate(Claim claim, @Nullable Withdrawal withdrawal) {}

  private Taken claimTogether(
      JdbcTemplate db, Set<Long> waitedFor, List<String> files, int max, long now) {
    Claimed claimed = new Claimed();
    if (!waitedFor.isEmpty()) {
      claimWaitedFor(db, claimed, waitedFor, max - turns.notForThoseWhoWait(max), now);
    }
    int atTheDoor = claimed.claims.size();
    int oneByOne = turns.oneByOne(max - atTheDoor);
    claimOf(db, claimed, ONE_BY_ONE, oneByOne, now);
    int singles = claimed.claims.size() - atTheDoor;
    for (String file : files) {
      claimOf(db, claimed, file, max - claimed.claims.size(), now);
    }
    if (singles == oneByOne) {
      claimOf(db, claimed, ONE_BY_ONE, max - claimed.claims.size(), now);
    }
    return new Taken(claimed.claims, atTheDoor, claimed.doubted, claimed.withdrawn);
  }

  private void claimWaitedFor(
      JdbcTemplate db, Claimed claimed, Set<Long> waitedFor, int max, long now) {
    if (max > 0) {
      List<Candidate> due =
          db.query(
              dueWaitedFor(waitedFor) + database.skipLockedOf("e"),
              (rs, i) -> candidate(rs, now),
              now,
              max);
      send(db, claimed, due, now);
    }
  }

  static String dueWaitedFor(Set<Long> ids) {
    return DUE_WAITED_FOR.formatted(list(ids));
  }

  static String list(Collection<Long> ids) {
    return ids.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private void claimOf(JdbcTemplate db, Claimed claimed, String batchId, int max, long now) {
    if (max > 0) {
      send(db, claimed, due(db, batchId, max, now), now);
    }
  }

  private List<Candidate> due(JdbcTemplate db, String batchId, int max, long now) {
    // Of what comes one by one there is seldom enough to fill a claim, so each would look twice.
    if (database.isEmbedded() || batchId.equals(ONE_BY_ONE)) {
      return db.query(
          DUE + database.skipLocked(), (rs, i) -> candidate(rs, now), batchId, now, max);
    }
    Front front = fronts.of(batchId);
    if (front != null) {
      List<Candidate> due =
          db.query(
              DUE_BEHIND + database.skipLocked(),
              (rs, i) -> candidate(rs, front, now),
              batchId,
              now,
              front.dueAt(),
              front.id(),
              max);
      if (due.size() == max) {
        return due;
      }
    }
    return db.query(
        DUE + database.skipLocked(), (rs, i) -> candidate(rs, null, now), batchId, now, max);
  }

  private Candidate candidate(ResultSet rs, @Nullable Front before, long now) throws SQLException {
    Candidate candidate = candidate(rs, now);
    Claim claim = candidate.claim();
    fronts.isAt(claim.batchId(), before, rs.getLong("due_at"), claim.id());
    return candidate;
  }

  private static Candidate candidate(ResultSet rs, long now) throws SQLException {
    Claim claim = EntryRows.sent(rs, now);
    return new Candidate(claim, Withdrawals.of(claim, rs));
  }

  /**
   * Writes down that these are sent, but for the later ones of any order; or that they are to be
   * asked about first.
   */
  private void send(JdbcTemplate db, Claimed claimed, List<Candidate> candidates, long now) {
    if (candidates.isEmpty()) {
      return;
    }
    List<Withdrawal> withdrawn =
        withdrawals.withdraw(
            db, candidates.stream().map(Candidate::withdrawal).filter(Objects::nonNull).toList());
    claimed.withdrawn.addAll(withdrawn);
    Set<Long> gone = withdrawn.stream().map(Withdrawal::entryId).collect(Collectors.toSet());
    Set<String> orders = new HashSet<>();
    List<Claim> claims =
        candidates.stream()
            .map(Candidate::claim)
            .filter(c -> !gone.contains(c.id()))
            .filter(c -> isFirstOfItsOrder(c.command(), orders))
            .toList();
    boolean[] moved =
        database.write(
            db, SEND, claims.stream().map(c -> new Object[] {now, node, c.id()}).toList());
    List<Claim> sent = new ArrayList<>(claims.size());
    List<Claim> others = new ArrayList<>();
    for (int i = 0; i < moved.length; i++) {
      (moved[i] ? sent : others).add(claims.get(i));
    }
    List<Move> made = new ArrayList<>(claims.size());
    sent.forEach(c -> made.add(move(c, EntryState.SENT, null)));
    if (!others.isEmpty()) {
      List<Claim> doubted = Restoration.askFirst(db, database, schedule, node, others);
      doubted.forEach(c -> made.add(move(c, EntryState.UNKNOWN, Restoration.WHY)));
      claimed.doubted += doubted.size();
    }
    moves.write(db, made);
    claimed.claims.addAll(sent);
  }

  private static Move move(Claim claim, EntryState to, @Nullable String why) {
    EntryState.ACCEPTED.checkMayBecome(to);
    return new Move(
        claim.command().merchant(), claim.id(), EntryState.ACCEPTED.name(), to.name(), null, why);
  }

  /** What makes something new has no order yet, and nobody to wait for. */
  private static boolean isFirstOfItsOrder(Command command, Set<String> orders) {
    return command.orderId().isEmpty() || orders.add(command.merchant() + " " + command.orderId());
  }
}
