package io.pluralbridge.proof;

import static java.util.stream.Collectors.toCollection;

import io.pluralbridge.payment.Action;
import io.pluralbridge.sandbox.Ledger;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** One run: drops files and kills nodes, waits for the last result, stops, audits. */
final class Run {

  private static final Duration STEP = Duration.ofMillis(50);
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

  /** All files are dropped a little before the killing ends, so that it meets the last ones too. */
  private static final double ALL_DROPPED_AT = 0.9;

  /** What was put away at the very end, and effects that come late, have that long. */
  private static final Duration SETTLING = Duration.ofSeconds(6);

  private static final Duration PUTTING_AWAY = Duration.ofSeconds(30);
  private static final Duration STOPPING = Duration.ofSeconds(90);

  private final Plan plan;
  private final PrintWriter console;
  private final Instant startedAt = Instant.now();
  private Instant lastLine = startedAt;
  private long ordersGiven;

  Run(Plan plan, PrintWriter console) {
    this.plan = plan;
    this.console = console;
  }

  Story run() throws IOException, InterruptedException, SQLException {
    Files.createDirectories(plan.logs());
    SandboxFaults faults = Given.faults(plan.seed());
    try (Truth truth = Truth.start(plan, faults);
        Databases databases = Databases.open(plan)) {
      Ledger ledger = truth.sandbox().ledger();
      int given = plan.commands() / 2 - plan.journeys();
      List<String> orders = ledger.authoriseOrders(given, Instructions.AUTHORISED);
      List<String> others = ledger.authoriseOrders(plan.heldBack(), Instructions.AUTHORISED);
      ordersGiven = ordersIn(ledger.summary());
      Doors doors = new Doors(plan.seed(), plan.httpShare());
      List<DroppedFile> files =
          Instructions.make(plan.seed(), orders, others, doors, plan.restores() == 0);
      doors.addJourneys(given, plan.journeys());
      Leaks leaks = Leaks.of(doors.errands());
      Map<String, String> settings = Given.settings(plan, truth.sandbox().baseUrl());
      settings.putAll(databases.settings());
      List<Node> nodes = nodes(settings);
      Thread orphans = new Thread(() -> killAll(nodes), "kill nodes");
      Runtime.getRuntime().addShutdownHook(orphans);
      try (Shoppers shoppers =
          new Shoppers(nodes, doors.errands(), plan.seed(), ledger::authorise)) {
        Drops drops = new Drops(plan, files);
        Chaos chaos = new Chaos(nodes, plan.seed(), plan.killEvery());
        for (Node node : nodes) {
          node.start();
        }
        Restores restores = new Restores(plan, databases, chaos, drops);
        Duration killing = kill(chaos, drops, shoppers, restores, truth);
        leaks.look(plan.folder());
        boolean inTime = finish(chaos, drops, shoppers, truth);
        Duration took = sinceStart();
        Map<String, String> stopCodes = stop(nodes);
        say("Stopped, auditing ...");
        Evidence evidence = evidence(truth, databases, files, shoppers, restores, leaks);
        return new Story(
            plan,
            startedAt,
            killing,
            took,
            faults,
            truth.sandbox().ledger().summary(),
            settings,
            chaos.kills(),
            chaos.exits(),
            restores.done(),
            nodes.stream().mapToInt(Node::starts).sum(),
            drops.dropped(),
            inTime,
            stopCodes,
            shoppers.figures().counts(),
            leaks.cards(),
            evidence,
            Audit.of(evidence));
      } finally {
        killAll(nodes);
        Runtime.getRuntime().removeShutdownHook(orphans);
      }
    }
  }

  private List<Node> nodes(Map<String, String> settings) throws IOException {
    List<Node> nodes = new ArrayList<>();
    for (int i = 1; i <= plan.nodes(); i++) {
      nodes.add(new Node("node-" + i, plan, settings));
    }
    return nodes;
  }

  private Duration kill(Chaos chaos, Drops drops, Shoppers shoppers, Restores restores, Truth truth)
      throws IOException, InterruptedException, SQLException {
    while (!drops.areAllDropped()
        || !shoppers.areAllSentOut()
        || !restores.areAllDone()
        || part(chaos) < 1) {
      drops.until(part(chaos) / ALL_DROPPED_AT);
      shoppers.until(part(chaos) / ALL_DROPPED_AT);
      restores.step(part(chaos));
      chaos.step(true);
      tell(chaos, drops, shoppers, truth, "killing");
      TimeUnit.MILLISECONDS.sleep(STEP.toMillis());
    }
    return sinceStart();
  }

  /** How much of the killing is over, from 0 to 1: by time, and by kills where these count. */
  private double part(Chaos chaos) {
    double time = (double) sinceStart().toMillis() / Math.max(1, plan.duration().toMillis());
    double kills = plan.kills() == 0 ? 1 : (double) chaos.kills().size() / plan.kills();
    return Math.min(1, Math.min(time, kills));
  }

  /** Waits for every file's result and every client's answer; true when they came in time. */
  private boolean finish(Chaos chaos, Drops drops, Shoppers shoppers, Truth truth)
      throws IOException, InterruptedException {
    Instant end = Instant.now().plus(plan.deadline());
    while (!isOver(drops, shoppers) && Instant.now().isBefore(end)) {
      chaos.step(false);
      tell(chaos, drops, shoppers, truth, "waiting");
      TimeUnit.MILLISECONDS.sleep(STEP.toMillis());
    }
    boolean inTime = isOver(drops, shoppers);
    shoppers.callHome();
    Instant putAway = Instant.now().plus(PUTTING_AWAY);
    while (!(drops.isEverythingPutAway() && chaos.isEverybodyUp())
        && Instant.now().isBefore(putAway)) {
      chaos.step(false);
      TimeUnit.MILLISECONDS.sleep(STEP.toMillis());
    }
    say("Over, repeating some calls ...");
    shoppers.repeatSome();
    TimeUnit.MILLISECONDS.sleep(SETTLING.toMillis());
    return inTime;
  }

  /** The papers of the time that is lost are no answer: then every file is put away again. */
  private boolean isOver(Drops drops, Shoppers shoppers) throws IOException {
    return drops.areAllAnswered()
        && shoppers.areAllBack()
        && (plan.restores() == 0 || drops.isEverythingPutAway());
  }

  private Map<String, String> stop(List<Node> nodes) throws InterruptedException {
    nodes.forEach(Node::terminate);
    Map<String, String> codes = new TreeMap<>();
    for (Node node : nodes) {
      Integer code = node.exitCode(STOPPING);
      codes.put(node.name(), code == null ? "had to be killed" : "exit code " + code);
    }
    return codes;
  }

  private static void killAll(List<Node> nodes) {
    try {
      for (Node node : nodes) {
        node.kill();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long ordersIn(SandboxSummary plural) {
    return plural.orders().values().stream().mapToLong(Long::longValue).sum();
  }

  private Evidence evidence(
      Truth truth,
      Databases databases,
      List<DroppedFile> files,
      Shoppers shoppers,
      Restores restores,
      Leaks leaks)
      throws IOException, SQLException {
    SandboxSummary plural = truth.sandbox().ledger().summary();
    leaks.look(plan.folder());
    Set<String> made =
        shoppers.visits().stream()
            .filter(visit -> visit.instruction().action() == Action.CREATE_ORDER)
            .flatMap(visit -> visit.told().stream())
            .flatMap(answer -> Shoppers.orderId(answer.body()).stream())
            .collect(toCollection(TreeSet::new));
    try (Connection journal = databases.connect()) {
      return new Evidence(
          files,
          shoppers.visits(),
          truth.effects(made),
          plural.twoWriters(),
          plural.ordersWithTwoWriters(),
          plural.doubleOrders() + plural.doublePayments() + plural.doubleRefunds(),
          ordersIn(plural) - ordersGiven,
          JournalCopy.read(journal),
          restores.lost(),
          PapersFound.read(plan.data()),
          leaks.found());
    }
  }

  private Duration sinceStart() {
    return Duration.between(startedAt, Instant.now());
  }

  private void tell(Chaos chaos, Drops drops, Shoppers shoppers, Truth truth, String doing) {
    if (Duration.between(lastLine, Instant.now()).compareTo(BETWEEN_LINES) < 0) {
      return;
    }
    lastLine = Instant.now();
    SandboxSummary summary = truth.sandbox().ledger().summary();
    long startUp = chaos.kills().stream().filter(Chaos.Kill::duringStartUp).count();
    say(
        String.format(
            Locale.ROOT,
            "%5d s  %s  dropped %d, answered %d files  clients answered %d of %d  captures %d,"
                + " cancels %d  faults %d  kills %d (%d in start-up)",
            sinceStart().toSeconds(),
            doing,
            drops.dropped().size(),
            drops.answered(),
            shoppers.done(),
            shoppers.visits().size(),
            summary.captures(),
            summary.cancels(),
            summary.faults().values().stream().mapToLong(Long::longValue).sum(),
            chaos.kills().size(),
            startUp));
  }

  private void say(String line) {
    console.println(line);
    console.flush();
  }
}
