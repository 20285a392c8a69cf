package io.pluralbridge.observe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks somebody who may be slow or gone, one question at a time, and remembers the answer for a
 * while. Nobody who wants to know waits longer than two seconds.
 *
 * @param <T> the answer
 */
public final class Asked<T> implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final Supplier<T> question;
  private final Duration goodFor;
  private final Clock clock;
  private final ExecutorService thread;
  private @Nullable CompletableFuture<T> latest;
  private Instant askedAt = Instant.EPOCH;

  /**
   * Not asked yet.
   *
   * @param name of the thread that asks
   * @param goodFor how long an answer is good for; a failure is forgotten at once
   */
  public Asked(String name, Supplier<T> question, Duration goodFor, Clock clock) {
    this.question = question;
    this.goodFor = goodFor;
    this.clock = clock;
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread asking = new Thread(task, name);
              asking.setDaemon(true);
              return asking;
            });
  }

  /** The answer, or empty when there is none. */
  public Optional<T> answer() {
    try {
      return Optional.of(current().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException | ExecutionException | CompletionException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private synchronized CompletableFuture<T> current() {
    CompletableFuture<T> known = latest;
    boolean spent =
        known != null
            && known.isDone()
            && (known.isCompletedExceptionally() || clock.instant().isAfter(askedAt.plus(goodFor)));
    if (known == null || spent) {
      askedAt = clock.instant();
      known = CompletableFuture.supplyAsync(question, thread);
      latest = known;
    }
    return known;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
