package io.pluralbridge.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.disk.DiskSpace;
import io.pluralbridge.journal.batch.Figures;
import io.pluralbridge.journal.batch.Hold;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.DatabaseSettings;
import io.pluralbridge.support.MovingClock;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final MovingClock clock = new MovingClock();

  @Test
  void a_journal_that_does_not_take_what_is_written_is_down_though_it_answers() {
    try (Asked<Boolean> asked =
        new Asked<>("test", () -> true, Duration.ofSeconds(1), Clock.systemUTC())) {
      var result =
          Health.journal(asked, Optional::empty, () -> Optional.of("database or disk is full"))
              .call();

      assertThat(result.getState()).isEqualTo(HealthCheck.State.DOWN);
      assertThat(result.getMessage()).get().asString().contains("database or disk is full");
    }
  }

  @Test
  void a_disk_with_too_little_space_is_down(@TempDir Path folder) {
    assertThat(Health.disk(new DiskSpace(folder, 1)).call().getState())
        .isEqualTo(HealthCheck.State.UP);
    var result = Health.disk(new DiskSpace(folder, Integer.MAX_VALUE)).call();

    assertThat(result.getState()).isEqualTo(HealthCheck.State.DOWN);
    assertThat(result.getMessage()).get().asString().contains("bridge.data.min-free-mb");
  }

  @Test
  void without_its_database_the_bridge_is_not_ready(@TempDir Path folder) {
    Database database =
        Database.open(new DatabaseSettings("jdbc:sqlite:" + folder.resolve("j"), "", ""));
    try (Asked<Boolean> asked = new Asked<>("test", database::answers, SECOND, clock)) {
      Health journal = Health.journal(asked, Optional::empty, Optional::empty);
      assertThat(journal.call().getState()).isEqualTo(HealthCheck.State.UP);

      database.close();
      clock.advance(SECOND.plusMillis(1));

      assertThat(journal.call().getState()).isEqualTo(HealthCheck.State.DOWN);
      assertThat(journal.isReadiness()).isTrue();
    }
  }

  @Test
  void a_database_that_says_nothing_keeps_nobody_waiting() {
    CountDownLatch never = new CountDownLatch(1);
    try (Asked<Boolean> asked = new Asked<>("test", () -> wait(never), SECOND, clock)) {
      assertThat(Health.journal(asked, Optional::empty, Optional::empty).call().getState())
          .isEqualTo(HealthCheck.State.DOWN);
    }
  }

  private static boolean wait(CountDownLatch never) {
    try {
      never.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void each_batch_that_is_held_is_named_and_the_bridge_is_well() {
    Hold hold = new Hold("b-1", "monday.csv", clock.instant(), "HTTP 503");
    Figures figures = new Figures(1, 0, 2, List.of(hold), null);
    try (Asked<Figures> asked = new Asked<>("test", () -> figures, SECOND, clock)) {
      HealthCheck.Result result = Health.batches(asked).call();

      assertThat(result.getState()).isEqualTo(HealthCheck.State.UP);
      assertThat(result.getMessage())
          .contains("monday.csv is held until 2026-01-15T10:00:00Z: HTTP 503");
      assertThat(result.getDetails()).containsKey("b-1");
    }
  }

  @Test
  void while_the_broker_is_away_it_is_said_since_when_and_why() {
    AtomicReference<Optional<String>> why = new AtomicReference<>(Optional.empty());
    try (QueueWatch watch = new QueueWatch(why::get, clock)) {
      Health queue = Health.queue(watch);
      assertThat(queue.call().getState()).isEqualTo(HealthCheck.State.UP);
      assertThat(queue.isReadiness()).isFalse();

      why.set(Optional.of("connection refused"));
      clock.advance(Duration.ofMinutes(1));
      String since = clock.instant().toString();
      assertThat(queue.call().getState()).isEqualTo(HealthCheck.State.DOWN);
      clock.advance(Duration.ofMinutes(1));
      String said = String.valueOf(queue.call().getMessage());
      assertThat(said).contains(since).contains("connection refused");

      why.set(Optional.empty());
      clock.advance(Duration.ofMinutes(1));
      assertThat(queue.call().getState()).isEqualTo(HealthCheck.State.UP);
    }
  }

  @Test
  void an_answer_is_good_for_a_while_and_a_failure_is_not() {
    AtomicInteger times = new AtomicInteger();
    try (Asked<Integer> asked = new Asked<>("test", () -> ask(times), SECOND, clock)) {
      assertThat(asked.answer()).isEmpty();
      assertThat(asked.answer()).contains(2);
      clock.advance(SECOND);
      assertThat(asked.answer()).contains(2);
      clock.advance(SECOND);
      assertThat(asked.answer()).contains(3);
    }
  }

  private static int ask(AtomicInteger times) {
    if (times.incrementAndGet() == 1) {
      throw new IllegalStateException("not yet");
    }
    return times.get();
  }
}
