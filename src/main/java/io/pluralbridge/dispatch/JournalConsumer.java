package io.pluralbridge.dispatch;

import io.pluralbridge.journal.store.JournalLostException;
import io.pluralbridge.journal.store.Signal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.spi.ShutdownStrategy;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Claims as much as there are free hands for, and hands it on; a little more where hands would have
 * to wait for the next claim, so that this can wait until it is worth its commit.
 *
 * <p>One thread claims, so that a claim takes many at once; as many threads as may be in flight
 * carry out, so no more than these ever are. Stopping it stops the claims, and waits for what was
 * claimed.
 */
final class JournalConsumer extends DefaultConsumer {

  /** What fails here is the journal or the disk, and needs a moment. */
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);

  /** So many times what is carried out at once may be done and wait to be written down. */
  private static final int UNWRITTEN = 3;

  private final Due due;
  private final Signal signal;
  private final int hands;
  private final Ahead ahead;

  /** Claimed, and no hand is done with it. */
  private final AtomicInteger inHand = new AtomicInteger();

  /** Claimed, and not over. */
  private final AtomicInteger unfinished = new AtomicInteger();

  private final Signal freed = new Signal();

  /** One for each hand: a pool of virtual threads has no bound of its own. */
  private final Semaphore places;

  /** So many may be in hand at once. */
  private volatile int claimable;

  /** For so many there is to be room before the next claim, unless that takes too long. */
  private volatile int wanted = 1;

  private boolean moreIsDue;
  private volatile boolean claiming;
  private volatile boolean failed;
  private @Nullable Thread claimer;
  private @Nullable ExecutorService workers;

  JournalConsumer(JournalEndpoint endpoint, Processor processor, Due due, Signal signal) {
    super(endpoint, processor);
    this.due = due;
    this.signal = signal;
    this.hands = endpoint.getMaxInFlight();
    this.places = new Semaphore(hands, true);
    this.ahead = new Ahead(due.mostAhead(), System.nanoTime());
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    String name = getEndpoint().getEndpointUri();
    workers =
        getEndpoint()
            .getCamelContext()
            .getExecutorServiceManager()
            .newFixedThreadPool(this, name, hands);
    claiming = true;
    Thread thread = new Thread(this::claim, "claim " + name);
    claimer = thread;
    thread.start();
  }

  private void claim() {
    try {
      while (claiming) {
        claimable = hands + ahead.many();
        long left = ahead.nanosLeft(System.nanoTime());
        boolean gathers = moreIsDue && left > 0;
        wanted = gathers ? Math.max(1, ahead.worthIt()) : 1;
        int room = room();
        if (room < wanted) {
          freed.await(gathers ? Duration.ofNanos(left) : Due.GLANCE);
          continue;
        }
        List<?> work = failed ? List.of() : claim(room);
        moreIsDue = work.size() == room;
        work.forEach(this::handOn);
        if (failed) {
          TimeUnit.MILLISECONDS.sleep(PAUSE_AFTER_FAILURE.toMillis());
          failed = false;
        } else if (work.isEmpty()) {
          TimeUnit.MILLISECONDS.sleep(due.betweenLooks().toMillis());
          Duration pause = due.untilNextLook();
          signal.await(pause.compareTo(Due.GLANCE) > 0 ? Due.GLANCE : pause);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is done and not written down yet counts as well: outcomes do not pile up. */
  private int room() {
    int most = claimable;
    return Math.min(most - inHand.get(), most + UNWRITTEN * hands - unfinished.get());
  }

  private void roomier() {
    if (room() >= wanted) {
      freed.raise();
    }
  }

  private List<?> claim(int room) {
    long began = System.nanoTime();
    try {
      List<?> work = due.claim(room);
      if (!work.isEmpty()) {
        inHand.addAndGet(work.size());
        unfinished.addAndGet(work.size());
        ahead.claimed(began, System.nanoTime());
      }
      return work;
    } catch (JournalLostException e) {
      // Whoever found that out has said so, and the process ends.
      failed = true;
      return List.of();
    } catch (Exception e) {
      failed = true;
      getExceptionHandler().handleException("Nothing could be claimed, trying again", e);
      return List.of();
    }
  }

  private void handOn(Object work) {
    ExecutorService pool = workers;
    if (pool != null) {
      pool.execute(() -> carryOut(work));
    }
  }

  private void carryOut(Object work) {
    Exchange exchange = createExchange(false);
    exchange.getMessage().setBody(work);
    places.acquireUninterruptibly();
    try {
      if (due.isHandedOver()) {
        getAsyncProcessor().process(exchange, done -> over(exchange, work));
      } else {
        process(exchange);
        over(exchange, work);
      }
    } finally {
      places.release();
      ahead.freed();
      inHand.decrementAndGet();
      roomier();
    }
  }

  private void process(Exchange exchange) {
    try {
      getProcessor().process(exchange);
    } catch (Exception e) {
      exchange.setException(e);
    }
  }

  private void over(Exchange exchange, Object work) {
    Exception failure = exchange.getException();
    if (failure != null) {
      failed |= due.isPausedByFailure();
      if (!due.reportsFailures()) {
        getExceptionHandler().handleException("Left undone, taken up again later", failure);
      }
    }
    releaseExchange(exchange, false);
    due.release(work, failure);
    unfinished.decrementAndGet();
    roomier();
    signal.raise();
  }

  @Override
  protected void doStop() throws Exception {
    claiming = false;
    signal.raise();
    freed.raise();
    if (claimer != null) {
      claimer.join();
    }
    ShutdownStrategy patience = getEndpoint().getCamelContext().getShutdownStrategy();
    long longest = patience.getTimeUnit().toMillis(patience.getTimeout());
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(longest);
    if (workers != null) {
      getEndpoint()
          .getCamelContext()
          .getExecutorServiceManager()
          .shutdownGraceful(workers, longest);
    }
    awaitCommits(end);
    super.doStop();
  }

  private void awaitCommits(long end) throws InterruptedException {
    while (unfinished.get() > 0 && System.nanoTime() - end < 0) {
      signal.await(Due.BETWEEN_LOOKS);
    }
  }
}
