package io.pluralbridge.http;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads in which HTTP callers are served, or told what became of what they asked for. A few
 * serve many, as nobody who waits for an outcome holds one. Where all of them are held up, by a
 * slow database, by files that come in or by Plural, there are more until that is over.
 */
public final class Workers implements Executor, AutoCloseable {

  /** So often one has to look whether there are enough. */
  static final Duration LOOK_EVERY = Duration.ofMillis(250);

  /** At once: a crowd is through before there are many more, and who holds threads holds on. */
  static final int MORE = 16;

  private static final Duration UNUSED_STAYS = Duration.ofSeconds(10);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

  private final int usual;
  private final int most;
  private final ThreadPoolExecutor pool;

  /** Something to do, and since when. */
  private record Job(Runnable work, long since) implements Runnable {

    boolean waitsTooLong() {
      return System.nanoTime() - since > LOOK_EVERY.toNanos();
    }

    @Override
    public void run() {
      work.run();
    }
  }

  /**
   * No threads yet.
   *
   * @param name what each is called, before its number
   * @param usual how many there are at most while none is held up
   * @param most how many there may be, where they are held up
   */
  public Workers(String name, int usual, int most) {
    this.usual = usual;
    this.most = most;
    AtomicInteger number = new AtomicInteger();
    pool =
        new ThreadPoolExecutor(
            usual,
            usual,
            UNUSED_STAYS.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
  }

  @Override
  public void execute(Runnable work) {
    pool.execute(new Job(work, System.nanoTime()));
  }

  /** Adds threads where work waits for one for too long, and lets those go that nobody needs. */
  void fit() {
    Runnable next = pool.getQueue().peek();
    if (next == null) {
      resize(Math.max(usual, Math.min(pool.getCorePoolSize(), pool.getActiveCount() + MORE)));
    } else if (next instanceof Job job && job.waitsTooLong()) {
      resize(Math.min(most, pool.getPoolSize() + MORE));
    }
  }

  private void resize(int threads) {
    if (threads > pool.getCorePoolSize()) {
      pool.setMaximumPoolSize(threads);
      pool.setCorePoolSize(threads);
    } else if (threads < pool.getCorePoolSize()) {
      pool.setCorePoolSize(threads);
      pool.setMaximumPoolSize(threads);
    }
  }

  /** Returns once a thread has begun with all that there is to do, or after that time. */
  public void beginAll(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (!pool.getQueue().isEmpty() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
  }

  /** Those at work are interrupted. */
  @Override
  public void close() {
    pool.shutdownNow();
  }
}
