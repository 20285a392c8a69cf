package io.pluralbridge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A few threads serve many, and there are more only while they are held up. */
@Timeout(60)
class WorkersTest {

  private static final int USUAL = 40;
  private static final int MOST = 130;

  private final Workers workers = new Workers("worker-of-a-test", USUAL, MOST);
  private final CountDownLatch held = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();

  @AfterEach
  void stop() {
    held.countDown();
    workers.close();
  }

  private void hold() {
    begun.incrementAndGet();
    try {
      held.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("worker-of-a-test-"))
        .count();
  }

  private boolean fitsAt(int threads) {
    workers.fit();
    return threads() == threads;
  }

  @Test
  void many_are_served_by_few() {
    Set<Thread> used = ConcurrentHashMap.newKeySet();
    CountDownLatch served = new CountDownLatch(5_000);
    for (int i = 0; i < 5_000; i++) {
      workers.execute(
          () -> {
            used.add(Thread.currentThread());
            served.countDown();
          });
      if (i % 100 == 0) {
        workers.fit();
      }
    }
    await().until(() -> served.getCount() == 0);

    assertThat(used).hasSizeLessThanOrEqualTo(USUAL);
  }

  @Test
  void who_waits_for_a_thread_too_long_gets_one_and_not_before() {
    for (int i = 0; i < USUAL; i++) {
      workers.execute(this::hold);
    }
    workers.execute(this::hold);
    workers.fit();
    assertThat(threads()).isEqualTo(USUAL);

    await().pollDelay(Workers.LOOK_EVERY).until(() -> fitsAt(USUAL + 1));

    assertThat(begun).hasValue(USUAL + 1);
  }

  @Test
  void there_are_never_more_than_the_most_and_they_go_when_nobody_needs_them() {
    for (int i = 0; i < MOST + 20; i++) {
      workers.execute(this::hold);
    }
    await().until(() -> fitsAt(MOST));
    workers.fit();
    assertThat(begun).hasValue(MOST);

    held.countDown();

    await().until(() -> begun.get() == MOST + 20);
    await().atMost(Duration.ofSeconds(2)).until(() -> fitsAt(USUAL));
    await().atMost(Duration.ofSeconds(30)).until(() -> threads() == 0);
  }

  @Test
  void what_holds_a_thread_is_not_disturbed_when_others_go() {
    for (int i = 0; i < MOST; i++) {
      workers.execute(this::hold);
    }
    await().until(() -> fitsAt(MOST));

    for (int i = 0; i < 5; i++) {
      workers.fit();
    }

    assertThat(threads()).isEqualTo(MOST);
    await().until(() -> begun.get() == MOST);
  }

  @Test
  void that_all_is_begun_can_be_waited_for() {
    for (int i = 0; i < USUAL + 1; i++) {
      workers.execute(this::hold);
    }
    long start = System.nanoTime();

    workers.beginAll(Duration.ofMillis(300));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(299));
    held.countDown();
    workers.beginAll(Duration.ofSeconds(30));
    await().atMost(Duration.ofSeconds(1)).until(() -> begun.get() == USUAL + 1);
  }
}
