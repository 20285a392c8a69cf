package io.pluralbridge.dispatch;

import io.pluralbridge.journal.Signal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Claims as much as there are free hands for, and hands it on.
 *
 * <p>One thread claims, so that a claim takes many at once; as many threads as may be in flight
 * carry out. Stopping it stops the claims, and waits for what is in flight.
 */
final class JournalConsumer extends DefaultConsumer {

  /** Thousands of signals a second shall not cost a look into the journal each. */
  private static final long BETWEEN_LOOKS_MS = 5;

  /** What fails here is the journal or the disk, and needs a moment. */
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);

  private final Due due;
  private final Signal signal;
  private final int hands;
  private final Semaphore free;
  private volatile boolean claiming;
  private volatile boolean failed;
  private @Nullable Thread claimer;
  private @Nullable ExecutorService workers;

  JournalConsumer(JournalEndpoint endpoint, Processor processor, Due due, Signal signal) {
    super(endpoint, processor);
    this.due = due;
    this.signal = signal;
    this.hands = endpoint.getMaxInFlight();
    this.free = new Semaphore(hands);
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
        free.acquire();
        int room = 1 + free.drainPermits();
        List<?> work = failed || !claiming ? List.of() : claim(room);
        free.release(room - work.size());
        work.forEach(this::handOn);
        if (failed) {
          TimeUnit.MILLISECONDS.sleep(PAUSE_AFTER_FAILURE.toMillis());
          failed = false;
        } else if (work.isEmpty()) {
          TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MS);
          Duration pause = due.untilNextLook();
          signal.await(pause.compareTo(Due.GLANCE) > 0 ? Due.GLANCE : pause);
        } else if (work.size() < room) {
          TimeUnit.MILLISECONDS.sleep(due.gathers().toMillis());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<?> claim(int room) {
    try {
      return due.claim(room);
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
    try {
      exchange.getMessage().setBody(work);
      getProcessor().process(exchange);
      if (exchange.getException() != null) {
        throw exchange.getException();
      }
    } catch (Exception e) {
      failed = true;
      getExceptionHandler().handleException("Left undone, taken up again later", e);
    } finally {
      releaseExchange(exchange, false);
      due.release(work);
      free.release();
      signal.raise();
    }
  }

  @Override
  protected void doStop() throws Exception {
    claiming = false;
    signal.raise();
    if (claimer != null) {
      claimer.join();
    }
    if (workers != null) {
      getEndpoint()
          .getCamelContext()
          .getExecutorServiceManager()
          .shutdownGraceful(
              workers,
              getEndpoint()
                  .getCamelContext()
                  .getShutdownStrategy()
                  .getTimeUnit()
                  .toMillis(getEndpoint().getCamelContext().getShutdownStrategy().getTimeout()));
    }
    super.doStop();
  }
}
