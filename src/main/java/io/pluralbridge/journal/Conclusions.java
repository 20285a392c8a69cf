package io.pluralbridge.journal;

import io.pluralbridge.carddata.Said;
import io.pluralbridge.journal.store.Bulk;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.Rows;
import io.pluralbridge.payment.Outcome;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Writes down what became of claims: what follows from an outcome, for the entry and for others of
 * its order.
 */
final class Conclusions {

  private static final Logger log = LoggerFactory.getLogger(Conclusions.class);

  static final Bulk CONCLUDE =
      Bulk.update(
          "entry AS e SET state = :state::TEXT, asked_by = NULL, due_at = :due_at::BIGINT,"
              + " inquiries = :inquiries::INT, ended = :ended::INT,"
              + " no_trace_since = :no_trace_since::BIGINT, reason = :reason::TEXT,"
              + " http_status = COALESCE(:http_status::INT, e.http_status),"
              + " order_status = COALESCE(:order_status::TEXT, e.order_status),"
              + " error_code = :error_code::TEXT, error_message = :error_message::TEXT,"
              + " request_id = COALESCE(:request_id::TEXT, e.request_id),"
              + " rrn = COALESCE(:rrn::TEXT, e.rrn),"
              + " approval_code = COALESCE(:approval_code::TEXT, e.approval_code),"
              + " acquirer_reference = COALESCE(:acquirer_reference::TEXT, e.acquirer_reference),"
              + " order_amount = COALESCE(:order_amount::BIGINT, e.order_amount),"
              + " payment_id = COALESCE(:payment_id::TEXT, e.payment_id), concluded_at = :concluded_at::BIGINT,"
              + " parked_at = :parked_at::BIGINT,"
              + " sealed = CASE WHEN :final::INT = 1 THEN NULL ELSE e.sealed END",
          "e.id = :id::BIGINT AND e.attempts = :attempts::INT AND e."
              + Rows.ITS_STATE
              + " = :from_state::TEXT AND COALESCE(e.parked_at, 0) = :was_parked_at::BIGINT");

  private static final String KEEP_ANSWER =
      "INSERT INTO answer (entry_id, merchant, http_status, body) VALUES (?, ?, ?, ?)"
          + " ON CONFLICT (entry_id) DO UPDATE SET http_status = excluded.http_status,"
          + " body = excluded.body";

  private final Database database;
  private final Schedule schedule;
  private final Clock clock;
  private final Moves moves;
  private final Parking parking;
  private final List<Journal.Watcher> watchers = new CopyOnWriteArrayList<>();

  Conclusions(Database database, Schedule schedule, Moves moves, Parking parking) {
    this.database = database;
    this.schedule = schedule;
    this.clock = schedule.clock();
    this.moves = moves;
    this.parking = parking;
  }

  /** Has that told, in the same transaction, of each outcome. */
  void watchedBy(Journal.Watcher watcher) {
    watchers.add(watcher);
  }

  /** What follows from an outcome for an entry that stands there. */
  Conclusion of(Claim claim, EntryState from, Outcome outcome) {
    Conclusion conclusion = read(claim, from, outcome);
    boolean stillUnknown = from == EntryState.UNKNOWN && conclusion.to() == from;
    if (!stillUnknown) {
      from.checkMayBecome(conclusion.to());
    }
    return conclusion;
  }

  private Conclusion read(Claim claim, EntryState from, Outcome outcome) {
    Instant now = clock.instant();
    if (outcome instanceof Outcome.Succeeded) {
      return new Conclusion(
          claim,
          from,
          EntryState.SUCCEEDED,
          now,
          claim.inquiries(),
          true,
          null,
          null,
          null,
          outcome);
    }
    if (outcome instanceof Outcome.Declined declined) {
      return new Conclusion(
          claim,
          from,
          EntryState.DECLINED,
          now,
          claim.inquiries(),
          true,
          null,
          declined,
          null,
          outcome);
    }
    if (outcome instanceof Outcome.NotSent notSent) {
      return tryAgain(claim, from, notSent, now);
    }
    Outcome.Unknown unknown = (Outcome.Unknown) outcome;
    boolean fruitless =
        from == EntryState.UNKNOWN && unknown.askAt() == null && claim.askedAnywayAt() == null;
    int inquiries = from == EntryState.UNKNOWN ? claim.inquiries() + (fruitless ? 1 : 0) : 0;
    Instant parkedAt = claim.parkedAt();
    if (parkedAt == null && fruitless && schedule.givesUp(claim.sentAt(), inquiries)) {
      parkedAt = now;
    }
    return new Conclusion(
        claim,
        from,
        EntryState.UNKNOWN,
        nextQuestion(unknown, claim, inquiries, parkedAt != null),
        inquiries,
        unknown.ended(),
        parkedAt == null
            ? unknown.reason()
            : "parked after " + schedule.giveUpAfterInWords() + ": " + unknown.reason(),
        unknown.otherwise(),
        parkedAt,
        outcome);
  }

  /**
   * Back to what is to be sent; unless Plural has refused to look at it for so long that nobody can
   * be kept waiting. It never took effect, so that it ends as a no.
   */
  private Conclusion tryAgain(Claim claim, EntryState from, Outcome.NotSent notSent, Instant now) {
    Integer status = notSent.evidence().httpStatus();
    boolean isRefusedUnread = status != null && (status == 401 || status == 403);
    int refusals = isRefusedUnread ? claim.inquiries() + 1 : 0;
    if (schedule.givesUpTrying(refusals)) {
      Outcome.Declined declined =
          new Outcome.Declined(
              "TURNED_AWAY",
              notSent.reason() + ", each time for " + schedule.giveUpAfterInWords(),
              notSent.evidence());
      return new Conclusion(
          claim, from, EntryState.DECLINED, now, refusals, true, null, declined, null, declined);
    }
    Instant due = schedule.nextTry(claim.attempts(), notSent.retryAfter());
    return new Conclusion(
        claim,
        from,
        EntryState.ACCEPTED,
        due,
        refusals,
        false,
        notSent.reason(),
        null,
        null,
        notSent);
  }

  private Instant nextQuestion(
      Outcome.Unknown unknown, Claim claim, int inquiries, boolean parked) {
    Instant anyway = claim.askedAnywayAt();
    if (anyway != null) {
      return unknown.askAt() == null || anyway.isBefore(unknown.askAt()) ? anyway : unknown.askAt();
    }
    if (unknown.askAt() != null) {
      return unknown.askAt();
    }
    return parked
        ? schedule.nextQuestionOfParked(claim.sentAt(), inquiries)
        : schedule.nextQuestion(inquiries);
  }

  /**
   * Writes them down.
   *
   * @return where each of their entries stands now
   */
  List<EntryState> write(JdbcTemplate db, List<Conclusion> conclusions) {
    boolean[] moved =
        database.write(db, CONCLUDE, conclusions.stream().map(Conclusion::parameters).toList());
    List<Conclusion> written = new ArrayList<>(conclusions.size());
    List<EntryState> states = new ArrayList<>(conclusions.size());
    for (int i = 0; i < moved.length; i++) {
      Conclusion wanted = conclusions.get(i);
      Conclusion done = moved[i] ? wanted : concludeAfterAll(db, wanted);
      if (done != null) {
        written.add(done);
      }
      states.add(done == null ? stateOf(db, wanted.claim().id()) : done.to());
    }
    moves.write(
        db, written.stream().filter(c -> c.from() != c.to()).map(Conclusion::move).toList());
    countDown(db, written);
    keepAnswers(db, written);
    OutboxRows.due(
        db,
        written.stream()
            .filter(c -> c.to().isFinal() || c.parks())
            .map(c -> c.claim().id())
            .toList(),
        clock.millis());
    for (Conclusion conclusion : written) {
      for (Journal.Watcher watcher : watchers) {
        watcher.concluded(db, conclusion.claim(), conclusion.outcome());
      }
    }
    for (Conclusion conclusion : written) {
      park(db, conclusion);
    }
    return states;
  }

  /** Those who ask over HTTP or a queue get Plural's answer, now and whenever they ask again. */
  private static void keepAnswers(JdbcTemplate db, List<Conclusion> written) {
    for (Conclusion conclusion : written) {
      if (!conclusion.claim().batchId().isEmpty()) {
        continue;
      }
      Said said = conclusion.answer();
      if (said != null) {
        db.update(
            KEEP_ANSWER,
            conclusion.claim().id(),
            conclusion.claim().command().merchant(),
            said.httpStatus(),
            said.json());
      } else if (!conclusion.confirmsRefusal()) {
        db.update("DELETE FROM answer WHERE entry_id = ?", conclusion.claim().id());
      }
    }
  }

  /** What follows for others of the order when an entry is parked, and when it is settled. */
  private void park(JdbcTemplate db, Conclusion conclusion) {
    Claim claim = conclusion.claim();
    if (conclusion.parks()) {
      Parking.count(db, claim.batchId(), 1);
      moves.write(db, parking.holdBehind(db, claim));
    } else if (conclusion.unparks()) {
      Parking.count(db, claim.batchId(), -1);
      moves.write(db, parking.release(db, claim));
    }
  }

  /** Keeps the count of open entries of each batch, so that its end is known without counting. */
  private static void countDown(JdbcTemplate db, List<Conclusion> written) {
    SortedMap<String, Integer> ended = new TreeMap<>();
    for (Conclusion conclusion : written) {
      if (conclusion.to().isFinal() && !conclusion.claim().batchId().isEmpty()) {
        ended.merge(conclusion.claim().batchId(), 1, Integer::sum);
      }
    }
    countDown(db, ended);
  }

  static void countDown(JdbcTemplate db, SortedMap<String, Integer> ended) {
    ended.forEach(
        (batchId, count) ->
            db.update(
                "UPDATE batch SET open_entries = open_entries - ? WHERE id = ?", count, batchId));
  }

  /**
   * The entry was moved on while we waited for this outcome.
   *
   * @return what was written, or null when the outcome comes too late to count
   */
  private @Nullable Conclusion concludeAfterAll(JdbcTemplate db, Conclusion wanted) {
    List<Claim> found =
        db.query(
            "SELECT " + EntryRows.CLAIM_COLUMNS + " FROM entry e WHERE e.id = ?",
            (rs, i) -> EntryRows.entry(rs, clock.millis()),
            wanted.claim().id());
    Claim now = found.get(0);
    if (now.attempts() != wanted.claim().attempts()
        || now.state() == EntryState.ACCEPTED
        || !now.state().mayBecome(wanted.to())) {
      log.info(
          "Entry {} is {} by now, so that {} of its attempt {} comes too late to count",
          now.id(),
          now.state(),
          wanted.to(),
          wanted.claim().attempts());
      return null;
    }
    Conclusion instead = of(now, now.state(), wanted.outcome());
    return database.write(db, CONCLUDE, List.<Object[]>of(instead.parameters()))[0]
        ? instead
        : null;
  }

  private static EntryState stateOf(JdbcTemplate db, long id) {
    return EntryState.valueOf(
        String.valueOf(
            db.queryForObject("SELECT state FROM entry WHERE id = ?", String.class, id)));
  }
}
