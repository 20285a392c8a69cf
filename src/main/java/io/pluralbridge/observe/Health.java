package io.pluralbridge.observe;

import io.pluralbridge.disk.DiskSpace;
import io.pluralbridge.journal.batch.Figures;
import io.pluralbridge.journal.batch.Hold;
import io.pluralbridge.plural.CallHealth;
import io.pluralbridge.plural.Circuit;
import io.pluralbridge.plural.Pace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * What {@code /observe/health} says about us. The first thing to know is in the message, which is
 * always shown; the details are shown when they are asked for.
 */
public final class Health extends AbstractHealthCheck {

  /** So many troubles fit into a message. */
  private static final int TOLD = 10;

  private final boolean readiness;
  private final Consumer<HealthCheckResultBuilder> finding;

  private Health(String id, boolean readiness, Consumer<HealthCheckResultBuilder> finding) {
    super("bridge", id);
    this.readiness = readiness;
    this.finding = finding;
  }

  /**
   * DOWN while Plural cannot be reached, or calls come to nothing. The bridge is ready all the
   * same: it takes files in, and they wait.
   */
  public static Health plural(Circuit circuit, CallHealth calls, Pace pace) {
    return new Health(
        "plural",
        false,
        result -> {
          Optional<Circuit.Down> down = circuit.down();
          Optional<CallHealth.Trouble> trouble = calls.trouble();
          if (down.isPresent()) {
            result
                .message(
                    "Plural cannot be reached since "
                        + down.get().since()
                        + ": "
                        + down.get().lastFailure())
                .detail("since", down.get().since().toString())
                .detail("last-failure", down.get().lastFailure())
                .down();
          } else if (trouble.isPresent()) {
            result
                .message("since " + trouble.get().since() + " " + trouble.get().inWords())
                .detail("since", trouble.get().since().toString())
                .down();
          } else {
            result
                .message(pace.slowed().orElse("at full speed"))
                .detail("calls-at-once", pace.limit())
                .up();
          }
        });
  }

  /** DOWN, and not ready, while there is too little space for what comes. */
  public static Health disk(DiskSpace disk) {
    return new Health(
        "disk",
        true,
        result ->
            disk.trouble().ifPresentOrElse(trouble -> result.message(trouble).down(), result::up));
  }

  /** UP, and says which batches are held. */
  public static Health batches(Asked<Figures> figures) {
    return new Health(
        "batches",
        false,
        result -> {
          List<Hold> held = figures.answer().map(Figures::held).orElse(List.of());
          held.forEach(hold -> result.detail(hold.batchId(), hold.inWords()));
          result
              .message(
                  held.isEmpty()
                      ? "none is held"
                      : held.stream().map(Hold::inWords).collect(Collectors.joining("; ")))
              .up();
        });
  }

  /**
   * DOWN while something of a file needs a hand: it lies in the inbox and is nobody's, cannot be
   * read or reported, or was written to after it was read. The bridge is ready all the same: no
   * other file waits for it.
   *
   * @param troubles each in words; empty when all is well
   */
  public static Health inbox(Supplier<List<String>> troubles) {
    return new Health(
        "inbox",
        false,
        result -> {
          List<String> now = troubles.get();
          if (now.isEmpty()) {
            result.message("every file is taken").up();
          } else {
            String first = now.stream().limit(TOLD).collect(Collectors.joining("; "));
            int more = now.size() - TOLD;
            result
                .message(more > 0 ? first + "; and " + more + " more" : first)
                .detail("files", now.size())
                .down();
          }
        });
  }

  /**
   * DOWN while commands cannot be taken off their topic. The bridge is ready all the same: what
   * comes by other doors is carried out, and what is on the topic waits there.
   */
  public static Health topic(TopicWatch watch) {
    return new Health(
        "topic",
        false,
        result ->
            watch
                .trouble()
                .ifPresentOrElse(
                    trouble ->
                        result
                            .message(trouble.inWords())
                            .detail("since", trouble.since().toString())
                            .down(),
                    () -> result.message("commands are taken off their topic").up()));
  }

  /**
   * DOWN, and not ready, while the database does not answer, or does not take what is written, or
   * is not the one any more that we wrote.
   */
  public static Health journal(
      Asked<Boolean> database,
      Supplier<Optional<String>> continuity,
      Supplier<Optional<String>> writeTrouble) {
    return new Health(
        "journal",
        true,
        result -> {
          boolean answers = database.answer().orElse(false);
          Optional<String> lost = continuity.get();
          Optional<String> trouble = writeTrouble.get();
          if (lost.isPresent()) {
            result.message(lost.get()).down();
          } else if (trouble.isPresent()) {
            result.message("the database does not take what is written: " + trouble.get()).down();
          } else if (answers) {
            result.up();
          } else {
            result.message("the database does not answer").down();
          }
        });
  }

  /** DOWN while the broker cannot be reached. The bridge is ready all the same. */
  public static Health queue(QueueWatch watch) {
    return new Health(
        "queue",
        false,
        result ->
            watch
                .down()
                .ifPresentOrElse(
                    down ->
                        result
                            .message(
                                "The broker cannot be used since "
                                    + down.since()
                                    + ": "
                                    + down.why())
                            .detail("since", down.since().toString())
                            .down(),
                    result::up));
  }

  @Override
  public boolean isReadiness() {
    return readiness;
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    finding.accept(builder);
  }
}
