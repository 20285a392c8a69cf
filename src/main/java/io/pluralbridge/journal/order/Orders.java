package io.pluralbridge.journal.order;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pluralbridge.carddata.Said;
import io.pluralbridge.journal.Claim;
import io.pluralbridge.journal.EntryRows;
import io.pluralbridge.journal.Journal;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.GroupCommit;
import io.pluralbridge.journal.store.JournalUnavailableException;
import io.pluralbridge.journal.store.Rows;
import io.pluralbridge.journal.store.Signal;
import io.pluralbridge.journal.store.WorkTable;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.OrderState;
import io.pluralbridge.payment.OrderStatus;
import io.pluralbridge.payment.Outcome;
import io.pluralbridge.payment.Sighting;
import io.pluralbridge.payment.Sighting.Witness;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.transaction.TransactionException;

/**
 * The state of every order that somebody told us of, and who said what.
 *
 * <p>What is said is written down together with what follows from it, in one transaction: a step of
 * an order is one row to be announced, and there is no step without one. The state is always that
 * of all that was said, the answers to our own calls included; so it does not matter who came
 * first.
 */
public final class Orders {

  private static final Logger log = LoggerFactory.getLogger(Orders.class);

  private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);
  private static final Duration WARN_EVERY = Duration.ofHours(1);
  private static final int SWEPT_AT_ONCE = 500;
  private static final int MOST_CALLS = 200;

  private static final String MAKE =
      "INSERT INTO order_state (merchant, order_id, disputed, steps, changed_at, asks)"
          + " VALUES (?, ?, 0, 0, ?, 0) ON CONFLICT (merchant, order_id) DO NOTHING";

  private static final String SAY =
      "INSERT INTO witness (merchant, order_id, digest, source, status, as_of, payments, failed,"
          + " type, reference, parent_id, pre_auth, minor_units, currency, captured, refunded,"
          + " detail, first_at, last_at, times)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)"
          + " ON CONFLICT (merchant, order_id, digest) DO UPDATE SET last_at = excluded.last_at,"
          + " times = witness.times + 1";

  static final String WITNESSES =
      "SELECT * FROM witness WHERE merchant = ? AND order_id IN (%s) ORDER BY first_at, id";

  static final String STATES =
      "SELECT order_id, state, steps, disputed FROM order_state WHERE merchant = ? AND order_id IN (%s)"
          + " ORDER BY order_id";

  private static final String STAND =
      "UPDATE order_state SET state = ?, type = ?, reference = ?, parent_id = ?, pre_auth = ?,"
          + " minor_units = ?, currency = ?, captured = ?, refunded = ?, disputed = ?, steps = ?,"
          + " changed_at = CASE WHEN ? = 1 THEN ? ELSE changed_at END,"
          + " authorized_at = COALESCE(?, authorized_at, ?),"
          + " ask_at = CASE WHEN ? = 1 THEN NULL ELSE ask_at END"
          + " WHERE merchant = ? AND order_id = ?";

  static final String HURRY_ORDERS =
      "UPDATE entry SET due_at = ? WHERE due_at > ? AND merchant = ? AND order_id IN (%s)"
          + " AND order_id <> '' AND state IN ('SENT', 'UNKNOWN') AND "
          + Rows.ITS_STATE
          + " = 'UNKNOWN' AND asked_by IS NULL";

  static final String HURRY_REFERENCES =
      "UPDATE entry SET due_at = ? WHERE due_at > ? AND merchant = ?"
          + " AND action IN ('CREATE_ORDER', 'REFUND') AND command_key IN (%s)"
          + " AND state <> 'WITHDRAWN' AND "
          + Rows.ITS_STATE
          + " = 'UNKNOWN' AND asked_by IS NULL";

  /** A refund is an order of its own: what it was answered is said of that one. */
  static final String CALLS =
      "SELECT action, command_key, order_status, concluded_at, sent_at, batch_id FROM entry"
          + " WHERE merchant = ? AND order_id = ? AND order_status IS NOT NULL"
          + " AND action IN ('CREATE_PAYMENT', 'CAPTURE', 'CANCEL') ORDER BY id DESC LIMIT "
          + MOST_CALLS;

  static final String WITH_CALLS =
      "SELECT o.order_id FROM order_state o WHERE o.merchant = ? AND o.order_id IN (%s)"
          + " AND EXISTS (SELECT 1 FROM entry e WHERE e.merchant = o.merchant"
          + " AND e.order_id = o.order_id AND e.order_status IS NOT NULL)";

  private static final String OURS_ARE_THERE =
      "SELECT 1 FROM entry WHERE merchant = ? AND order_id = ? AND action IN ('CAPTURE', 'CANCEL')"
          + " AND state IN ('ACCEPTED', 'SENT', 'UNKNOWN') UNION ALL"
          + " SELECT 1 FROM entry WHERE merchant = ? AND order_id = ?"
          + " AND action IN ('CAPTURE', 'CANCEL') AND order_status IS NOT NULL LIMIT 1";

  private static final String OURS_CHANGED_IT =
      "EXISTS (SELECT 1 FROM entry e WHERE e.merchant = o.merchant AND e.order_id = o.order_id"
          + " AND e.order_status IS NOT NULL AND e.action IN ('CAPTURE', 'CANCEL')"
          + " AND e.state = 'SUCCEEDED')";

  static final String OLD =
      " FROM order_state o WHERE o.merchant = ? AND o.state = 'AUTHORIZED'"
          + " AND o.authorized_at < ? AND NOT "
          + OURS_CHANGED_IT;

  static final String ASK_DUE =
      "SELECT merchant, order_id, asks, ask_since, ask_at FROM order_state WHERE ask_at <= ?"
          + " ORDER BY ask_at LIMIT ?";

  private static final String ASK =
      "UPDATE order_state SET asks = 0, ask_since = ?,"
          + " ask_at = CASE WHEN ask_at < ? THEN ask_at ELSE ? END"
          + " WHERE merchant = ? AND order_id = ?";

  private static final String ASKED =
      "UPDATE order_state SET asked_at = ?, asks = asks + 1, ask_at = ?"
          + " WHERE merchant = ? AND order_id = ? AND ask_since = ?";

  private static final Comparator<Heard> BY_ORDER =
      Comparator.comparing((Heard heard) -> heard.question().merchant())
          .thenComparing(heard -> heard.question().orderId());

  private static final String EVENT =
      "INSERT INTO order_event (uid, merchant, order_id, step, from_state, state, because,"
          + " type, parent_id, reference, minor_units, currency, captured, refunded, at, endpoint_at, queue_at,"
          + " follow_at, endpoint_tries, queue_tries, follow_tries)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0)"
          + " ON CONFLICT (merchant, order_id, step) DO NOTHING";

  private final Database database;
  private final Journal journal;
  private final JdbcTemplate reading;
  private final Asking asking;
  private final Duration lease;
  private final Duration oldAfter;
  private final Set<EventChannel> channels;
  private final Clock clock;
  private final GroupCommit.Kind<List<Lesson>, Boolean> lessons = this::learnTogether;
  private final GroupCommit.Kind<Heard, Boolean> answers = this::answeredTogether;
  private final List<Signal> signals = new CopyOnWriteArrayList<>();
  private final WorkTable<Question> questions;
  private volatile Instant nextSweep = Instant.EPOCH;
  private volatile Instant nextWarning = Instant.EPOCH;

  /**
   * The orders in that database. The answers to our own calls are listened to from now on.
   *
   * @param reader what an answer of Plural's says of an order
   * @param lease how long a question may take at the most
   * @param oldAfter how long money is held before it is worth a warning
   * @param channels what is to be done about each step; only {@code AUTHORIZED} is followed up
   */
  public Orders(
      Database database,
      Journal journal,
      Function<Said, Optional<Sighting>> reader,
      Asking asking,
      Duration lease,
      Duration oldAfter,
      Set<EventChannel> channels,
      Clock clock) {
    this.database = database;
    this.journal = journal;
    this.reading = database.reading();
    this.asking = asking;
    this.lease = lease;
    this.questions =
        new WorkTable<>(
            database,
            journal.writer(),
            new WorkTable.Query<>(
                ASK_DUE,
                "ask_at",
                "",
                "UPDATE order_state SET ask_at = ? WHERE merchant = ? AND order_id = ?",
                question -> List.of(question.merchant(), question.orderId()),
                (rs, askAt) -> question(rs)),
            lease);
    this.oldAfter = oldAfter;
    this.channels = Set.copyOf(channels);
    this.clock = clock;
    journal.watchedBy((db, claim, outcome) -> concluded(db, claim, outcome, reader));
  }

  /** Raises the signal whenever there may be something new to ask or to announce. */
  public void wakes(Signal signal) {
    signals.add(signal);
  }

  private void changed() {
    signals.forEach(Signal::raise);
  }

  // ---- learning --------------------------------------------------------------------------------

  /**
   * Works receipts off: writes down what is news in them and what follows, and that they are done.
   * All of it once, whoever works them off as well. Where one fails, the others do not.
   */
  public void learn(List<Lesson> all) {
    try {
      learnAtOnce(all);
    } catch (TransactionException e) {
      throw e; // There is no database: to try each of them would only wait for it again and again.
    } catch (RuntimeException e) {
      if (all.size() == 1) {
        throw e;
      }
      learnOneByOne(all);
    }
  }

  private void learnOneByOne(List<Lesson> all) {
    RuntimeException failure = null;
    for (Lesson lesson : all) {
      try {
        learnAtOnce(List.of(lesson));
      } catch (TransactionException e) {
        throw e;
      } catch (RuntimeException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void learnAtOnce(List<Lesson> all) {
    boolean hurried = journal.writer().commit(lessons, all);
    changed();
    if (hurried) {
      journal.changed();
    }
  }

  /** Those that come at the same moment, in few statements. */
  private List<Boolean> learnTogether(JdbcTemplate db, List<List<Lesson>> groups) {
    List<Lesson> all = groups.stream().flatMap(List::stream).toList();
    long now = clock.millis();
    List<Boolean> done = InboundEvents.done(db, all.stream().map(Lesson::receipt).toList(), now);
    SortedMap<String, List<News>> news = new TreeMap<>();
    for (int i = 0; i < done.size(); i++) {
      if (done.get(i)) {
        Lesson lesson = all.get(i);
        news.computeIfAbsent(lesson.receipt().merchant(), m -> new ArrayList<>())
            .add(lesson.news());
      }
    }
    boolean hurried = false;
    for (var told : news.entrySet()) {
      learnIn(db, told.getKey(), told.getValue(), now);
      hurried |= hurry(db, told.getKey(), told.getValue(), now);
    }
    return Collections.nCopies(groups.size(), hurried);
  }

  /** In the order of their ids, so that no two nodes wait for one another. */
  private void learnIn(JdbcTemplate db, String merchant, List<News> news, long now) {
    List<Sighting> left = news.stream().flatMap(one -> one.sightings().stream()).toList();
    while (!left.isEmpty()) {
      // Each word about an order is a word of its own: of each order one at a time.
      SortedMap<String, Sighting> next = new TreeMap<>();
      left = left.stream().filter(one -> next.putIfAbsent(one.orderId(), one) != null).toList();
      hear(db, merchant, List.copyOf(next.values()), now);
    }
    // At once, unless it was asked about a moment ago; and after that as long as it takes.
    List<String> ask =
        news.stream().flatMap(one -> one.ask().stream()).distinct().sorted().toList();
    ask(db, merchant, ask, now, Duration.ZERO);
  }

  /**
   * What Plural tells of an order may tell what became of a command of ours, too; but that is for
   * an inquiry to prove. It is only made sooner.
   */
  private static boolean hurry(JdbcTemplate db, String merchant, List<News> news, long now) {
    Set<String> ids = new TreeSet<>();
    Set<String> references = new TreeSet<>();
    for (News one : news) {
      one.sightings().forEach(sighting -> ids.add(sighting.orderId()));
      references.addAll(one.references());
    }
    return hurry(db, HURRY_ORDERS, merchant, ids, now)
            + hurry(db, HURRY_REFERENCES, merchant, references, now)
        > 0;
  }

  private static int hurry(
      JdbcTemplate db, String sql, String merchant, Set<String> names, long now) {
    return names.isEmpty()
        ? 0
        : db.update(
            ofAll(sql, names),
            Stream.concat(Stream.<Object>of(now, now, merchant), names.stream()).toArray());
  }

  /**
   * What our own call was answered, together with its outcome. A line of a file is not written down
   * once more: of that the journal tells, when somebody looks.
   */
  private void concluded(
      JdbcTemplate db, Claim claim, Outcome outcome, Function<Said, Optional<Sighting>> reader) {
    if (!claim.batchId().isEmpty()) {
      return;
    }
    Command command = claim.command();
    Said said = outcome.evidence().said();
    OrderStatus status = outcome.evidence().orderStatus();
    Optional<Sighting> told =
        said == null || said.httpStatus() / 100 != 2 ? Optional.empty() : reader.apply(said);
    boolean isOfThatOrder =
        command.action() == Action.CREATE_PAYMENT
            || command.action() == Action.CAPTURE
            || command.action() == Action.CANCEL;
    if (told.isEmpty() && status != null && isOfThatOrder) {
      told = Optional.of(new Sighting(command.orderId(), Witness.CALL, status, null));
    }
    if (told.isEmpty()) {
      return;
    }
    Sighting sighting = told.get().ofRefund(command).with(command.action() + " " + command.key());
    long now = clock.millis();
    OrderState state = hear(db, command.merchant(), List.of(sighting), now).get(0);
    boolean isBegun =
        command.action() == Action.CREATE_PAYMENT || command.action() == Action.REFUND;
    if (isBegun && outcome instanceof Outcome.Succeeded && !state.isSettled()) {
      ask(db, command.merchant(), List.of(sighting.orderId()), now, asking.first());
    }
    if (sighting.parentId() != null) {
      ask(db, command.merchant(), List.of(sighting.parentId()), now, asking.first());
    }
    // Nothing is announced before this is committed; whoever does it looks by itself.
  }

  /**
   * Writes down what was said, of each order one thing, and the steps that follow from it.
   *
   * @return how those orders stand now
   */
  private List<OrderState> hear(JdbcTemplate db, String merchant, List<Sighting> all, long now) {
    Map<String, Known> before =
        lock(db, merchant, all.stream().map(Sighting::orderId).toList(), now);
    Rows.write(
        db,
        SAY,
        all.stream()
            .map(
                said ->
                    new @Nullable Object[] {
                      merchant,
                      said.orderId(),
                      digest(said),
                      said.by().name(),
                      said.status().name(),
                      said.asOf() == null ? null : said.asOf().toString(),
                      said.payments(),
                      said.failed(),
                      said.type(),
                      said.reference(),
                      said.parentId(),
                      said.preAuth() == null ? null : said.preAuth() ? 1 : 0,
                      said.amount() == null ? null : said.amount().minorUnits(),
                      said.amount() == null ? null : said.amount().currency().getCurrencyCode(),
                      said.captured(),
                      said.refunded(),
                      said.detail(),
                      now,
                      now
                    })
            .toList());
    return fold(
        db,
        merchant,
        before,
        all.stream().map(one -> new Word(one.orderId(), inWords(one))).toList(),
        now);
  }

  private static String inWords(Sighting said) {
    return said.detail() == null ? said.by().name() : said.by() + ": " + said.detail();
  }

  /**
   * Who else wants to say something about these orders waits until we are done.
   *
   * @return how they stand
   */
  private Map<String, Known> lock(
      JdbcTemplate db, String merchant, List<String> orderIds, long now) {
    Rows.write(db, MAKE, orderIds.stream().map(id -> new Object[] {merchant, id, now}).toList());
    Map<String, Known> known = new HashMap<>();
    db.query(
        ofAll(STATES, orderIds) + database.lockRow(),
        rs -> {
          known.put(
              rs.getString("order_id"),
              new Known(rs.getString("state"), rs.getInt("steps"), rs.getInt("disputed") == 1));
        },
        with(merchant, orderIds));
    return known;
  }

  private static String ofAll(String sql, Collection<String> orderIds) {
    return String.format(sql, String.join(", ", Collections.nCopies(orderIds.size(), "?")));
  }

  private static Object[] with(String merchant, Collection<String> orderIds) {
    return Stream.concat(Stream.of(merchant), orderIds.stream()).toArray();
  }

  /** Why an order may stand elsewhere now. */
  private record Word(String orderId, String because) {}

  /** The state is that of all that was said; where it is another than before, that is a step. */
  private List<OrderState> fold(
      JdbcTemplate db, String merchant, Map<String, Known> before, List<Word> words, long now) {
    Map<String, List<Sighting>> all = all(db, merchant, before.keySet());
    List<OrderState> states = new ArrayList<>();
    List<Object[]> rows = new ArrayList<>();
    List<Object[]> events = new ArrayList<>();
    for (Word word : words) {
      String orderId = word.orderId();
      OrderState state = OrderState.of(all.getOrDefault(orderId, List.of()));
      Known known = before.getOrDefault(orderId, UNHEARD_OF);
      states.add(state);
      OrderStatus status = state.status();
      boolean isStep = status != null && !status.name().equals(known.state());
      if (state.isDisputed() && !known.isDisputed()) {
        log.warn(
            "Of order {} two things were said that cannot both be true: {}. It stands as {}; see"
                + " GET /bridge/orders/{} for who said what",
            orderId,
            state.seen(),
            status,
            orderId);
      }
      Money amount = state.amount();
      rows.add(
          new @Nullable Object[] {
            status == null ? null : status.name(),
            state.type(),
            state.reference(),
            state.parentId(),
            state.preAuth() == null ? null : state.preAuth() ? 1 : 0,
            amount == null ? null : amount.minorUnits(),
            amount == null ? null : amount.currency().getCurrencyCode(),
            state.captured(),
            state.refunded(),
            state.isDisputed() ? 1 : 0,
            isStep ? known.steps() + 1 : known.steps(),
            isStep ? 1 : 0,
            now,
            state.authorizedAt() == null ? null : Long.valueOf(state.authorizedAt().toEpochMilli()),
            state.seen().contains(OrderStatus.AUTHORIZED) ? Long.valueOf(now) : null,
            state.isSettled() ? 1 : 0,
            merchant,
            orderId
          });
      if (isStep && status != null) {
        events.add(
            new @Nullable Object[] {
              uid(merchant, orderId, known.steps() + 1),
              merchant,
              orderId,
              known.steps() + 1,
              known.state(),
              status.name(),
              word.because(),
              state.type(),
              state.parentId(),
              state.reference(),
              amount == null ? null : amount.minorUnits(),
              amount == null ? null : amount.currency().getCurrencyCode(),
              state.captured(),
              state.refunded(),
              now,
              due(EventChannel.ENDPOINT, now),
              due(EventChannel.QUEUE, now),
              status == OrderStatus.AUTHORIZED ? due(EventChannel.FOLLOW, now) : null
            });
      }
    }
    Rows.write(db, STAND, rows);
    Rows.write(db, EVENT, events);
    return states;
  }

  private @Nullable Long due(EventChannel channel, long now) {
    return channels.contains(channel) ? Long.valueOf(now) : null;
  }

  private record Known(@Nullable String state, int steps, boolean isDisputed) {}

  private static final Known UNHEARD_OF = new Known(null, 0, false);

  private static Map<String, List<Sighting>> all(
      JdbcTemplate db, String merchant, Collection<String> orderIds) {
    Map<String, List<Sighting>> all = new HashMap<>();
    RowCallbackHandler witness =
        rs -> {
          Sighting one = sighting(rs);
          all.computeIfAbsent(one.orderId(), id -> new ArrayList<>()).add(one);
        };
    db.query(ofAll(WITNESSES, orderIds), witness, with(merchant, orderIds));
    for (String orderId : withCalls(db, merchant, orderIds)) {
      List<Sighting> calls =
          db.query(
              CALLS,
              (rs, i) ->
                  new Sighting(
                      orderId,
                      Witness.CALL,
                      OrderStatus.valueOf(rs.getString("order_status")),
                      null),
              merchant,
              orderId);
      all.computeIfAbsent(orderId, id -> new ArrayList<>()).addAll(calls);
    }
    return all;
  }

  /** Hardly any of many has calls of ours, and one look finds those. */
  private static Collection<String> withCalls(
      JdbcTemplate db, String merchant, Collection<String> orderIds) {
    return orderIds.size() == 1
        ? orderIds
        : db.queryForList(ofAll(WITH_CALLS, orderIds), String.class, with(merchant, orderIds));
  }

  private static Sighting sighting(ResultSet rs) throws SQLException {
    String asOf = rs.getString("as_of");
    Number preAuth = (Number) rs.getObject("pre_auth");
    return new Sighting(
        rs.getString("order_id"),
        Witness.valueOf(rs.getString("source")),
        OrderStatus.valueOf(rs.getString("status")),
        asOf == null ? null : Instant.parse(asOf),
        rs.getInt("payments"),
        rs.getInt("failed"),
        rs.getString("type"),
        rs.getString("reference"),
        rs.getString("parent_id"),
        preAuth == null ? null : Boolean.valueOf(preAuth.intValue() == 1),
        EntryRows.money(rs),
        number(rs, "captured"),
        number(rs, "refunded"),
        rs.getString("detail"));
  }

  private static @Nullable Long number(ResultSet rs, String column) throws SQLException {
    Number number = (Number) rs.getObject(column);
    return number == null ? null : Long.valueOf(number.longValue());
  }

  private static String digest(Sighting said) {
    return sha256(said.toString()).substring(0, 40);
  }

  /** The same however often it is made up, so that a step is known by it wherever it is told. */
  private static String uid(String merchant, String orderId, int step) {
    return "evt-" + sha256(merchant + ' ' + orderId + ' ' + step).substring(0, 32);
  }

  static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing from this JVM", e);
    }
  }

  // ---- asking ----------------------------------------------------------------------------------

  private static void ask(
      JdbcTemplate db, String merchant, List<String> orderIds, long now, Duration wait) {
    long then = now + wait.toMillis();
    Rows.write(db, MAKE, orderIds.stream().map(id -> new Object[] {merchant, id, now}).toList());
    Rows.write(
        db,
        ASK,
        orderIds.stream().map(id -> new Object[] {now, then, then, merchant, id}).toList());
  }

  /** True when somebody told us to capture or to cancel that order, and was not declined. */
  public boolean isInHand(String merchant, String orderId) {
    return !reading
        .query(OURS_ARE_THERE, (rs, i) -> 1, merchant, orderId, merchant, orderId)
        .isEmpty();
  }

  /**
   * Takes up to {@code max} orders about which it is time to ask. Until they are answered or the
   * lease is over, nobody else asks about them.
   */
  public List<Question> claimQuestions(int max) {
    sweep();
    return questions.claim(max, clock.millis());
  }

  private static Question question(ResultSet rs) throws SQLException {
    return new Question(
        rs.getString("merchant"),
        rs.getString("order_id"),
        rs.getInt("asks"),
        Instant.ofEpochMilli(rs.getLong("ask_since")));
  }

  /** What was answered to a question. */
  private record Heard(Question question, News news) {}

  /**
   * Writes down what Plural answered about an order, and when to ask again if that settles nothing.
   */
  public void answered(Question question, News news) {
    journal.writer().commit(answers, new Heard(question, news));
    questions.letGo(question);
    changed();
  }

  /** In the order of their ids, as {@link #learnIn}. */
  private List<Boolean> answeredTogether(JdbcTemplate db, List<Heard> all) {
    Instant now = clock.instant();
    List<Object[]> rows = new ArrayList<>();
    SortedMap<String, List<News>> news = new TreeMap<>();
    for (Heard heard : all.stream().sorted(BY_ORDER).toList()) {
      Question question = heard.question();
      Instant next = asking.next(now, question.asks() + 1, question.since());
      rows.add(
          new @Nullable Object[] {
            now.toEpochMilli(),
            next == null ? null : next.toEpochMilli(),
            question.merchant(),
            question.orderId(),
            question.since().toEpochMilli()
          });
      if (next == null) {
        log.warn(
            "Nobody says how order {} ends, and it is not asked about any more",
            question.orderId());
      }
      news.computeIfAbsent(question.merchant(), m -> new ArrayList<>()).add(heard.news());
    }
    Rows.write(db, ASKED, rows);
    news.forEach((merchant, told) -> learnIn(db, merchant, told, now.toEpochMilli()));
    return Collections.nCopies(all.size(), true);
  }

  /**
   * What the last process of the embedded database was asking is due again.
   *
   * @return how many questions there are
   */
  public int takeUpWhatWasLeft() {
    long now = clock.millis();
    return !database.isEmbedded()
        ? 0
        : journal
            .writer()
            .commitWork(
                db ->
                    db.update(
                        "UPDATE order_state SET ask_at = ? WHERE ask_at > ? AND ask_at <= ?"
                            + " AND asks = 0",
                        now,
                        now,
                        now + lease.toMillis()));
  }

  /**
   * Money that a file has taken or released is not held any more: that is a step of the order, too,
   * and seen here at the latest.
   */
  private void sweep() {
    Instant now = clock.instant();
    if (now.isBefore(nextSweep)) {
      return;
    }
    nextSweep = now.plus(SWEEP_EVERY);
    List<String[]> moved =
        reading.query(
            "SELECT o.merchant, o.order_id FROM order_state o WHERE o.state = 'AUTHORIZED'"
                + " AND o.authorized_at < ? AND "
                + OURS_CHANGED_IT
                + " LIMIT ?",
            (rs, i) -> new String[] {rs.getString("merchant"), rs.getString("order_id")},
            now.minus(oldAfter).toEpochMilli(),
            SWEPT_AT_ONCE);
    for (String[] order : moved) {
      journal
          .writer()
          .commitWork(
              db -> {
                Map<String, Known> before =
                    lock(db, order[0], List.of(order[1]), now.toEpochMilli());
                List<Word> ours = List.of(new Word(order[1], "CALL"));
                return fold(db, order[0], before, ours, now.toEpochMilli());
              });
    }
    if (now.isBefore(nextWarning)) {
      return;
    }
    long old = countOld(Command.DEFAULT_MERCHANT);
    if (old > 0) {
      nextWarning = now.plus(WARN_EVERY);
      log.warn(
          "{} orders are authorised since more than {} h and not captured; see"
              + " GET /bridge/orders?state=AUTHORIZED",
          old,
          oldAfter.toHours());
    }
  }

  // ---- looking ---------------------------------------------------------------------------------

  /** An order with all that was said of it; empty when nobody has said anything. */
  public Optional<OrderView> find(String merchant, String orderId) {
    List<Sighting> all = all(reading, merchant, List.of(orderId)).getOrDefault(orderId, List.of());
    List<OrderView> rows =
        reading.query(
            "SELECT * FROM order_state WHERE merchant = ? AND order_id = ?",
            (rs, i) -> view(rs, OrderState.of(all)),
            merchant,
            orderId);
    if (rows.isEmpty() && all.isEmpty()) {
      return Optional.empty();
    }
    OrderView view =
        rows.isEmpty()
            ? new OrderView(
                orderId, OrderState.of(all), null, null, null, null, List.of(), List.of())
            : rows.get(0);
    return Optional.of(
        new OrderView(
            orderId,
            withRefunds(merchant, orderId, view.state()),
            view.changedAt(),
            view.authorizedAt(),
            view.askedAt(),
            view.askAt(),
            said(merchant, orderId),
            reading.query(
                "SELECT state, at, because FROM order_event WHERE merchant = ? AND order_id = ?"
                    + " ORDER BY step",
                (rs, i) ->
                    new OrderView.Step(
                        rs.getString("state"),
                        Instant.ofEpochMilli(rs.getLong("at")),
                        rs.getString("because")),
                merchant,
                orderId)));
  }

  /**
   * What was said of an order, all in one; empty when nobody has said anything.
   *
   * @throws JournalUnavailableException when the database does not answer
   */
  public Optional<OrderState> stateOf(String merchant, String orderId)
      throws JournalUnavailableException {
    try {
      return reading
          .query(
              "SELECT * FROM order_state WHERE merchant = ? AND order_id = ?",
              (rs, i) -> state(rs),
              merchant,
              orderId)
          .stream()
          .findFirst();
    } catch (DataAccessException e) {
      throw new JournalUnavailableException(e);
    }
  }

  /** Where Plural does not say how much was given back, its refunds do: each is an order. */
  private OrderState withRefunds(String merchant, String orderId, OrderState state) {
    Long refunded =
        state.refunded() != null
            ? state.refunded()
            : reading.queryForObject(
                "SELECT SUM(minor_units) FROM order_state WHERE merchant = ? AND parent_id = ?"
                    + " AND state = 'PROCESSED'",
                Long.class,
                merchant,
                orderId);
    return state.withRefunded(refunded);
  }

  private List<OrderView.Said> said(String merchant, String orderId) {
    List<OrderView.Said> said =
        new ArrayList<>(
            reading.query(
                ofAll(WITNESSES, List.of(orderId)),
                (rs, i) ->
                    new OrderView.Said(
                        rs.getString("source"),
                        rs.getString("status"),
                        rs.getString("detail"),
                        Instant.ofEpochMilli(rs.getLong("first_at")),
                        Instant.ofEpochMilli(rs.getLong("last_at")),
                        rs.getInt("times")),
                merchant,
                orderId));
    said.addAll(
        reading
            .query(
                CALLS,
                (rs, i) -> {
                  if (rs.getString("batch_id").isEmpty()) {
                    return Optional.<OrderView.Said>empty();
                  }
                  Number at = (Number) rs.getObject("concluded_at");
                  Instant when =
                      Instant.ofEpochMilli(at == null ? rs.getLong("sent_at") : at.longValue());
                  return Optional.of(
                      new OrderView.Said(
                          Witness.CALL.name(),
                          rs.getString("order_status"),
                          rs.getString("action") + " " + rs.getString("command_key"),
                          when,
                          when,
                          1));
                },
                merchant,
                orderId)
            .stream()
            .flatMap(Optional::stream)
            .toList());
    said.sort(Comparator.comparing(OrderView.Said::firstAt));
    return said;
  }

  private static OrderView view(ResultSet rs, @Nullable OrderState state) throws SQLException {
    return new OrderView(
        rs.getString("order_id"),
        state == null ? state(rs) : state,
        Instant.ofEpochMilli(rs.getLong("changed_at")),
        instant(rs, "authorized_at"),
        instant(rs, "asked_at"),
        instant(rs, "ask_at"),
        List.of(),
        List.of());
  }

  private static OrderState state(ResultSet rs) throws SQLException {
    String status = rs.getString("state");
    Number preAuth = (Number) rs.getObject("pre_auth");
    String currency = rs.getString("currency");
    return new OrderState(
        status == null ? null : OrderStatus.valueOf(status),
        null,
        0,
        0,
        Set.of(),
        null,
        rs.getString("type"),
        rs.getString("reference"),
        rs.getString("parent_id"),
        preAuth == null ? null : Boolean.valueOf(preAuth.intValue() == 1),
        currency == null
            ? null
            : new Money(rs.getLong("minor_units"), Currency.getInstance(currency)),
        number(rs, "captured"),
        number(rs, "refunded"));
  }

  private static @Nullable Instant instant(ResultSet rs, String column) throws SQLException {
    Long millis = number(rs, column);
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  /**
   * Orders whose money is held, the longest first, without those of which it was taken or released
   * by us.
   *
   * @param olderThan held for longer than that
   */
  public List<OrderView> authorized(String merchant, Duration olderThan, int max) {
    return reading.query(
        "SELECT o.*" + OLD + " ORDER BY o.authorized_at, o.order_id LIMIT ?",
        (rs, i) -> view(rs, null),
        merchant,
        clock.instant().minus(olderThan).toEpochMilli(),
        max);
  }

  /** How many orders are authorised for so long that it is worth a warning. */
  public long countOld(String merchant) {
    Long count =
        reading.queryForObject(
            "SELECT COUNT(*)" + OLD,
            Long.class,
            merchant,
            clock.instant().minus(oldAfter).toEpochMilli());
    return count == null ? 0 : count;
  }
}
