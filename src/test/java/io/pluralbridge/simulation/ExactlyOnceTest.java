package io.pluralbridge.simulation;

import io.pluralbridge.journal.Journal;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.DatabaseSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Whatever is answered, lost, late, stale, dead, paused or repeated: in the end every command has
 * its final outcome, the one that Plural's own count bears out, and none took effect twice.
 *
 * <p>What is promised has limits, and they are the model's: a call takes effect within {@link
 * Timing#lastEffect}, and only the first look after a call may be staler than {@link
 * Timing#staleness}. Within them two calls of one order are never at Plural at once. Beyond them is
 * {@link Reply#EARLIER_AFTER_ALL}, where Plural's own refusal is the last net.
 *
 * <p>To search for long: {@code mvn test -Dtest=ExactlyOnceTest -Djqwik.tries.default=200000}. A
 * failure prints the shortest sequence that was found, its story, and its seed; it is tried first
 * the next time.
 */
class ExactlyOnceTest {

  private static final Duration ZERO = Duration.ZERO;
  private static final Duration THIRTY = Duration.ofSeconds(30);

  private static Path folder;
  private static Database database;
  private static History history;

  @BeforeContainer
  static void open() throws Exception {
    // What fills the log of an operator here is all in a day's work.
    Configurator.setLevel(Journal.class, Level.ERROR);
    folder = Files.createTempDirectory("simulation");
    // What a power cut would take is not the matter here, and waiting for the disk is slow.
    String url = "jdbc:sqlite:" + folder.resolve("journal.db") + "?synchronous=OFF";
    database = Database.open(new DatabaseSettings(url, "", ""));
    history = new History(url);
  }

  @AfterContainer
  static void close() throws Exception {
    history.close();
    database.close();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
    Configurator.setLevel(Journal.class, (Level) null);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void any_sequence_ends_in_a_legal_state_and_never_in_two_effects(
      @ForAll("timings") Timing timing, @ForAll("sequences") List<Step> steps) {
    play(timing, steps);
  }

  /** A file that comes again has its lines asked about at once, sooner than a look is proof. */
  @Example
  void a_look_is_as_old_as_its_question_however_late_it_is_concluded() {
    Fate lostAndLate = new Fate(ZERO, true, Duration.ofSeconds(80), Reply.BROKEN, ZERO, ZERO);
    Look heldUp = new Look(Look.Kind.TRUTH, ZERO, ZERO, THIRTY.multipliedBy(4));

    play(
        new Timing(THIRTY, THIRTY, Duration.ofSeconds(10), ZERO),
        List.of(
            new Step.Drop(0),
            new Step.Send(0, lostAndLate),
            new Step.AskAround(2),
            new Step.Drop(0),
            new Step.Ask(1, heldUp),
            new Step.Pass(THIRTY.multipliedBy(4))));
  }

  /** A copy of the call was refused where the first took effect, and the look is as old as both. */
  @Example
  void a_refund_that_was_refused_and_is_not_there_yet_takes_a_second_look() {
    Fate copied = new Fate(ZERO, true, ZERO, Reply.COPY_IS_NOT_ALLOWED, ZERO, ZERO);

    play(
        new Timing(THIRTY, THIRTY, Duration.ofSeconds(10), ZERO),
        List.of(
            new Step.Drop(3),
            new Step.Pass(THIRTY),
            new Step.Send(0, copied),
            new Step.Ask(1, new Look(Look.Kind.TRUTH, ZERO, THIRTY, ZERO))));
  }

  private static void play(Timing timing, List<Step> steps) {
    history.clear();
    try (World world = new World(timing, database, history)) {
      world.explaining(
          w -> {
            steps.forEach(step -> step.happenIn(w));
            w.comeToRest();
            w.check();
          });
    }
  }

  @Provide
  Arbitrary<Timing> timings() {
    return Arbitraries.of(
        new Timing(THIRTY, THIRTY, Duration.ofSeconds(125), ZERO),
        new Timing(THIRTY, THIRTY, Duration.ofSeconds(10), ZERO),
        new Timing(THIRTY, THIRTY, Duration.ofSeconds(10), Duration.ofMillis(29_999)),
        new Timing(Duration.ofSeconds(5), THIRTY, Duration.ofMinutes(2), Duration.ofSeconds(10)));
  }

  @Provide
  Arbitrary<List<Step>> sequences() {
    Arbitrary<Integer> files = Arbitraries.integers().between(0, Instructions.files() - 1);
    return Combinators.combine(files, beginnings(), steps().list().ofMinSize(1).ofMaxSize(25))
        .as(
            (file, beginning, steps) ->
                Stream.of(List.<Step>of(new Step.Drop(file)), beginning, steps)
                    .flatMap(List::stream)
                    .toList());
  }

  /** What takes many steps and is met too seldom by chance: most sequences begin with it. */
  private static Arbitrary<List<Step>> beginnings() {
    return Arbitraries.frequencyOf(
        Tuple.of(2, Arbitraries.just(List.<Step>of())),
        Tuple.of(1, callsThatComeToNothing()),
        Tuple.of(1, callsOfTheDead()),
        Tuple.of(1, staleLooksLongAfter()));
  }

  /** The next call of the same command is a repeat. */
  private static Arbitrary<List<Step>> callsThatComeToNothing() {
    return Combinators.combine(mostlyNone(), mostlyNone(), Arbitraries.integers().between(4, 8))
        .as(
            (heldUp, concludedAfter, rounds) -> {
              Fate lost = new Fate(heldUp, false, ZERO, Reply.NOTHING, ZERO, concludedAfter);
              return List.of(
                  new Step.Send(0, lost),
                  new Step.Pause(0, ZERO, true),
                  new Step.AskAround(rounds));
            });
  }

  /** A node is taken for dead, and wants to send when others have long settled its call. */
  private static Arbitrary<List<Step>> callsOfTheDead() {
    Arbitrary<Duration> minutes = Arbitraries.integers().between(2, 6).map(Duration::ofMinutes);
    return Combinators.combine(minutes, Arbitraries.integers().between(3, 6))
        .as(
            (heldUp, rounds) -> {
              Fate late = new Fate(heldUp, true, ZERO, Reply.TRUTH, ZERO, ZERO);
              return List.of(
                  new Step.Send(0, late),
                  new Step.Pause(0, ZERO, true),
                  new Step.AskAround(rounds));
            });
  }

  /** The first question comes when the call is long over, and is answered with yesterday's news. */
  private static Arbitrary<List<Step>> staleLooksLongAfter() {
    Arbitrary<Duration> minutes = Arbitraries.integers().between(2, 5).map(Duration::ofMinutes);
    return Combinators.combine(times(), minutes, times())
        .as(
            (effectAfter, later, stale) ->
                List.of(
                    new Step.Send(0, new Fate(ZERO, true, effectAfter, Reply.BROKEN, ZERO, ZERO)),
                    new Step.Pass(later),
                    new Step.Ask(1, new Look(Look.Kind.TRUTH, ZERO, stale, ZERO))));
  }

  private static Arbitrary<Step> steps() {
    Arbitrary<Integer> nodes = Arbitraries.integers().between(0, 2);
    Arbitrary<Integer> files = Arbitraries.integers().between(0, Instructions.files() - 1);
    Arbitrary<Boolean> yesOrNo = Arbitraries.of(true, false);
    return Arbitraries.frequencyOf(
        Tuple.of(8, Combinators.combine(nodes, fates()).as(Step.Send::new)),
        Tuple.of(8, Combinators.combine(nodes, looks()).as(Step.Ask::new)),
        Tuple.of(4, Combinators.combine(nodes, looks()).as(Step.AskEarly::new)),
        Tuple.of(6, times().map(Step.Pass::new)),
        Tuple.of(3, Arbitraries.just(new Step.Work())),
        Tuple.of(3, Arbitraries.integers().between(1, 6).map(Step.AskAround::new)),
        Tuple.of(2, files.map(Step.Drop::new)),
        Tuple.of(1, files.map(Step.DropHalf::new)),
        Tuple.of(2, nodes.map(Step.Die::new)),
        Tuple.of(2, nodes.map(Step.Start::new)),
        Tuple.of(2, Combinators.combine(nodes, times(), yesOrNo).as(Step.Pause::new)),
        Tuple.of(1, Arbitraries.integers().between(0, 1).map(Step.CaptureByHand::new)));
  }

  private static Arbitrary<Fate> fates() {
    Arbitrary<Boolean> mostly = Arbitraries.frequency(Tuple.of(3, true), Tuple.of(1, false));
    return Combinators.combine(mostlyNone(), mostly, times(), replies(), mostlyNone(), mostlyNone())
        .as(Fate::new);
  }

  /** The most intricate of them more often than the rest. */
  private static Arbitrary<Reply> replies() {
    return Arbitraries.frequencyOf(
        Tuple.of(6, Arbitraries.of(Reply.class)),
        Tuple.of(1, Arbitraries.of(Reply.NOTHING, Reply.EARLIER_AFTER_ALL)));
  }

  private static Arbitrary<Look> looks() {
    Arbitrary<Look.Kind> kinds =
        Arbitraries.frequencyOf(
            Tuple.of(4, Arbitraries.just(Look.Kind.TRUTH)),
            Tuple.of(1, Arbitraries.of(Look.Kind.class)));
    Arbitrary<Duration> withinTheTimeOut = Arbitraries.of(0, 1_000, 4_999).map(Duration::ofMillis);
    return Combinators.combine(kinds, withinTheTimeOut, mostlyNone(), mostlyNone()).as(Look::new);
  }

  private static Arbitrary<Duration> mostlyNone() {
    return Arbitraries.frequencyOf(Tuple.of(2, Arbitraries.just(ZERO)), Tuple.of(1, times()));
  }

  /** Around the moments at which something changes, and any other. */
  private static Arbitrary<Duration> times() {
    return Arbitraries.frequencyOf(
            Tuple.of(
                4,
                Arbitraries.of(
                    0, 1_000, 5_000, 29_999, 30_000, 30_001, 60_000, 89_999, 90_000, 120_000,
                    124_999, 125_000, 181_000)),
            Tuple.of(1, Arbitraries.integers().between(0, 600_000)))
        .map(Duration::ofMillis);
  }
}
