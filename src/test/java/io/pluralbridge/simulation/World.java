package io.pluralbridge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.journal.Claim;
import io.pluralbridge.journal.EntryState;
import io.pluralbridge.journal.Journal;
import io.pluralbridge.journal.Schedule;
import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.Batches;
import io.pluralbridge.journal.batch.Namesakes;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.payment.OrderReport;
import io.pluralbridge.payment.Outcome;
import io.pluralbridge.plural.Answer;
import io.pluralbridge.plural.Answers;
import io.pluralbridge.plural.Departure;
import io.pluralbridge.plural.Inquiry;
import io.pluralbridge.support.MovingClock;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Three nodes on one database, their network, and Plural. One thread, and simulated time. */
final class World implements AutoCloseable {

  private static final int NODES = 3;
  private static final int ENOUGH_ROUNDS = 400;
  private static final int LONGEST_STORY = 150;
  private static final Duration ROUND = Duration.ofSeconds(60);

  private final Timing timing;
  private final Agenda agenda = new Agenda(new MovingClock());
  private final GulliblePlural plural = new GulliblePlural(agenda.now(), Instructions.ORDERS);
  private final History history;
  private final Database database;
  private final Schedule schedule;
  private final Inquiry inquiry;
  private final Departure departure;
  private final Answers answers = new Answers(Namesakes.NONE);
  private final List<Node> nodes = new ArrayList<>();
  private final Journal ofThePaused;
  private final List<Call> calls = new ArrayList<>();
  private final Set<String> forgotten = new HashSet<>();
  private final Set<Integer> begun = new HashSet<>();
  private final List<Supplier<String>> story = new ArrayList<>();

  World(Timing timing, Database database, History history) {
    this.timing = timing;
    this.database = database;
    this.history = history;
    this.schedule = timing.schedule(agenda.clock());
    this.inquiry = new Inquiry(schedule);
    this.departure = new Departure(timing.responseTimeout(), agenda.clock());
    this.ofThePaused = journal("paused");
    for (int i = 1; i <= NODES; i++) {
      nodes.add(new Node("node-" + i, this::journal));
    }
  }

  private Journal journal(String node) {
    return new Journal(database, schedule, node);
  }

  /** Most stories end well and are never told. */
  private void tell(Supplier<String> what) {
    long millis = Duration.between(MovingClock.START, agenda.now()).toMillis();
    story.add(() -> millis + " ms: " + what.get());
  }

  private Node node(int number) {
    return nodes.get(number % NODES);
  }

  // ---- what may happen
  // ---------------------------------------------------------------------------

  /** A file is dropped, whether it is new, came before or was only half taken in. */
  void drop(int file) {
    Batches batches = intoHalf(file);
    Batch batch = batches.find("file-" + file).orElseThrow();
    batches.open(batch);
    batches.askAnew(batch.id());
  }

  /** The process dies while it writes down the lines. */
  void dropHalf(int file) {
    intoHalf(file);
  }

  private Batches intoHalf(int file) {
    tell(() -> "file " + file);
    Batches batches = new Batches(database, ofThePaused, agenda.clock());
    Batch batch = Instructions.batch(file, agenda.now());
    begun.add(file);
    batches.begin(batch);
    // As the intake does: what is written down whole is not written again.
    if (batches.find(batch.id()).orElseThrow().state() == Batch.State.READING) {
      batches.write(batch, Instructions.lines(file));
    }
    return batches;
  }

  /** A node sends the next command that is due. */
  void send(int number, Fate fate) {
    send(number, fate, 1);
  }

  private void send(int number, Fate fate, int most) {
    if (!node(number).works(agenda.now())) {
      return;
    }
    Node.Process process = node(number).process();
    for (Claim claim : process.journal().claimDue(most)) {
      tell(() -> "node " + number + " claims " + name(claim) + ", " + fate);
      Call call = new Call(claim, fate, process);
      agenda.in(fate.heldUp(), () -> awake(process, () -> leave(call)));
    }
    agenda.pass(Duration.ZERO);
  }

  /** A node asks about the next command that is due for it. */
  void ask(int number, Look look) {
    ask(number, look, 1);
  }

  /** A node asks for those who wait, whatever was sent so far, before it is due. */
  void askEarly(int number, Look look) {
    List<Long> sent = calls.stream().map(call -> call.claim.id()).distinct().toList();
    ask(number, look, journal -> sent.isEmpty() ? List.of() : early(journal, sent));
  }

  private static List<Claim> early(Journal journal, List<Long> sent) {
    return journal.claimUnknownFor(sent, 1).claims();
  }

  private void ask(int number, Look look, int most) {
    ask(number, look, journal -> journal.claimUnknown(most));
  }

  private void ask(int number, Look look, Function<Journal, List<Claim>> claims) {
    if (!node(number).works(agenda.now())) {
      return;
    }
    Node.Process process = node(number).process();
    for (Claim claim : claims.apply(process.journal())) {
      tell(() -> "node " + number + " asks about " + name(claim) + ", " + look);
      agenda.in(look.answeredAfter(), () -> answer(process, claim, look));
    }
    agenda.pass(Duration.ZERO);
  }

  /** All nodes that are up do what is due, and nothing goes wrong. */
  void work() {
    for (int i = 0; i < NODES; i++) {
      ask(i, Look.GOOD, 9);
      send(i, Fate.GOOD, 9);
    }
  }

  void askAround(int rounds) {
    for (int i = 0; i < rounds; i++) {
      ask(i, Look.GOOD, 9);
      agenda.pass(timing.inquiryFirst());
    }
  }

  void pass(Duration time) {
    agenda.pass(time);
  }

  void die(int number) {
    tell(() -> "node " + number + " dies");
    node(number).die();
  }

  void start(int number) {
    tell(() -> "node " + number + " starts");
    node(number).start();
  }

  void pause(int number, Duration time, boolean takenForDead) {
    tell(() -> "node " + number + " pauses " + time + (takenForDead ? ", taken for dead" : ""));
    Instant until = agenda.now().plus(time);
    if (takenForDead) {
      node(number).pauseAndBeTakenForDead(until, ofThePaused);
    } else {
      node(number).pause(until);
    }
  }

  void captureByHand(int order) {
    String id = Instructions.ORDERS.get(order % Instructions.ORDERS.size());
    tell(() -> id + " is captured by hand");
    plural.captureByHand(id, agenda.now());
  }

  /** No more faults: one node works until nothing is open and nothing is yet to happen. */
  void comeToRest() {
    tell(() -> "from here on nothing goes wrong any more");
    begun.forEach(this::drop);
    node(0).start();
    int rounds = 0;
    while (history.open() > 0 || !agenda.isEmpty()) {
      assertThat(rounds++).as("rounds to come to rest").isLessThan(ENOUGH_ROUNDS);
      ask(0, Look.GOOD, 9);
      send(0, Fate.GOOD, 9);
      agenda.pass(ROUND);
    }
  }

  // ---- a call
  // ------------------------------------------------------------------------------------

  /** A call, and how it stands with it at Plural. */
  private static final class Call {
    private final Claim claim;
    private final Fate fate;
    private final Node.Process process;
    private boolean left;
    private boolean underWay;
    private boolean over;
    private boolean carriedOut;

    private Call(Claim claim, Fate fate, Node.Process process) {
      this.claim = claim;
      this.fate = fate;
      this.process = process;
    }

    boolean isOfOrder(String orderId) {
      return !orderId.isEmpty() && claim.command().orderId().equals(orderId);
    }
  }

  /** Does it once the process is awake, unless that is gone. */
  private void awake(Node.Process process, Runnable what) {
    if (agenda.now().isBefore(process.pausedUntil())) {
      agenda.at(process.pausedUntil(), () -> awake(process, what));
    } else if (!process.isGone()) {
      what.run();
    }
  }

  private void leave(Call call) {
    try {
      departure.leave(call.claim);
    } catch (IOException tooLate) {
      tell(() -> name(call.claim) + " is too late to leave");
      conclude(call, answers.lost(tooLate));
      return;
    }
    Reply reply = call.fate.reply();
    if (reply == Reply.NOT_CONNECTED) {
      conclude(call, answers.lost(Replies.notConnected()));
      return;
    }
    tell(() -> name(call.claim) + " leaves");
    assertThat(history.timesSent(call.claim.id()))
        .as("attempt %s of %s was written down as sent", call.claim.attempts(), name(call.claim))
        .isGreaterThanOrEqualTo(call.claim.attempts());
    assertThat(calls)
        .as("calls of the same order that Plural has yet to carry out")
        .noneMatch(c -> c.underWay && c.isOfOrder(call.claim.command().orderId()));
    call.left = true;
    calls.add(call);
    if (reply == Reply.EARLIER_AFTER_ALL) {
      carryOutEarlier(call);
    }
    planEffect(call);
    Duration wait = shorter(call.fate.replyAfter(), timing.responseTimeout());
    agenda.in(wait, () -> awake(call.process, () -> reply(call)));
  }

  private void planEffect(Call call) {
    Reply reply = call.fate.reply();
    if (!reply.leavesRoomForAnEffect() || !call.fate.carriedOut()) {
      call.over = true;
      return;
    }
    Instant wanted = agenda.now().plus(call.fate.effectAfter());
    Instant last = timing.lastEffect(call.claim.sentAt());
    Instant when = wanted.isAfter(last) ? last : wanted;
    if (reply.isOfACopy() || !when.isAfter(agenda.now())) {
      carryOut(call);
    } else {
      call.underWay = true;
      agenda.at(when, () -> carryOut(call));
    }
  }

  private void carryOut(Call call) {
    call.underWay = false;
    call.over = true;
    call.carriedOut = plural.carryOut(call.claim.command(), agenda.now());
    String does = call.carriedOut ? "carries out " : "refuses ";
    tell(() -> "Plural " + does + name(call.claim));
    assertThat(plural.effects(call.claim.command()))
        .as("effects of %s", name(call.claim))
        .isLessThanOrEqualTo(1);
  }

  /**
   * Plural was later with an earlier call than anybody promises to survive, yet not gullible: once
   * that one is carried out, this one is refused. Nothing may be concluded from that refusal.
   */
  private void carryOutEarlier(Call call) {
    calls.stream()
        .filter(c -> c != call && c.claim.id() == call.claim.id() && !c.carriedOut)
        .filter(c -> c.fate.reply().leavesRoomForAnEffect())
        .findFirst()
        .filter(c -> plural.accepts(c.claim.command()))
        .ifPresent(
            c -> {
              tell(() -> "an earlier call is not dead after all");
              carryOut(c);
            });
  }

  private void reply(Call call) {
    Reply reply = call.fate.reply();
    boolean tooSlow = call.fate.replyAfter().compareTo(timing.responseTimeout()) >= 0;
    boolean undecided = !call.over && (reply == Reply.TRUTH || reply.isOfACopy());
    boolean silent = reply == Reply.TRUTH && !call.fate.carriedOut();
    Outcome outcome;
    if (tooSlow || undecided || silent || reply == Reply.NOTHING) {
      outcome = answers.lost(new SocketTimeoutException("Read timed out"));
    } else if (reply == Reply.BROKEN) {
      outcome = answers.lost(Replies.broken());
    } else {
      outcome = answers.read(call.claim, words(call));
    }
    tell(() -> name(call.claim) + " is answered: " + outcome);
    agenda.in(call.fate.concludedAfter(), () -> awake(call.process, () -> conclude(call, outcome)));
  }

  private Answer words(Call call) {
    Answer truth =
        call.carriedOut
            ? plural.look(call.claim.command(), agenda.now())
            : plural.refusal(call.claim.command());
    // A copy that was refused itself has been answered with that refusal.
    boolean asItIs = call.fate.reply().isOfACopy() && !call.carriedOut;
    return asItIs ? truth : Replies.words(call.fate.reply(), call.claim, truth);
  }

  private void conclude(Call call, Outcome outcome) {
    EntryState state = call.process.journal().conclude(call.claim, outcome);
    tell(() -> name(call.claim) + " is " + state);
  }

  // ---- a question
  // --------------------------------------------------------------------------------

  private void answer(Node.Process process, Claim claim, Look look) {
    // Two looks survive a first one that is as stale as it likes, and a bit of it later.
    boolean first = claim.noTraceSince() == null;
    Duration stale = first ? look.stale() : shorter(look.stale(), timing.staleness());
    Answer truth = plural.look(claim.command(), agenda.now().minus(stale));
    boolean forgets = first && forgotten.add(claim.id() + "/" + claim.attempts());
    OrderReport report =
        switch (look.answer()) {
          case TRUTH -> answers.order(claim, truth);
          case MISSING -> answers.order(claim, forgets ? GulliblePlural.notFound() : truth);
          case SERVER_ERROR -> answers.order(claim, GulliblePlural.answer(500, ""));
          case OTHER_ORDER -> answers.order(claim, GulliblePlural.otherOrder());
          case PAGE -> answers.order(claim, Replies.page(200));
          case SILENCE -> answers.silence(Replies.broken());
        };
    agenda.in(look.concludedAfter(), () -> awake(process, () -> settle(process, claim, report)));
  }

  private void settle(Node.Process process, Claim claim, OrderReport report) {
    Outcome outcome = inquiry.settle(claim, report);
    tell(() -> "asked about " + name(claim) + ": " + report + ", so " + outcome);
    EntryState state = process.journal().conclude(claim, outcome);
    tell(() -> name(claim) + " is " + state);
  }

  // ---- the end
  // -----------------------------------------------------------------------------------

  /** What everything came to, against what Plural counted. */
  void check() {
    history.check(plural);
  }

  String story() {
    return story.stream()
        .limit(LONGEST_STORY)
        .map(Supplier::get)
        .collect(Collectors.joining("\n  ", "\n  ", "\n"));
  }

  void explaining(Consumer<World> what) {
    try {
      what.accept(this);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(e.getMessage() + "\nThe story:" + story(), e);
    }
  }

  private static String name(Claim claim) {
    return claim.command().action()
        + " "
        + claim.command().key()
        + " (attempt "
        + claim.attempts()
        + ")";
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  @Override
  public void close() {
    nodes.forEach(Node::close);
    ofThePaused.close();
  }
}
