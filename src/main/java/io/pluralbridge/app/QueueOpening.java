package io.pluralbridge.app;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue, opened while the rest of the bridge starts, as a broker inside takes its time. What
 * nobody takes is closed again.
 */
final class QueueOpening implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(QueueOpening.class);

  private final FutureTask<Optional<QueueLink>> opening;
  private boolean taken;

  private QueueOpening(Callable<Optional<QueueLink>> open) {
    this.opening = new FutureTask<>(open);
  }

  /** Begins to open it. */
  static QueueOpening begin(Callable<Optional<QueueLink>> open) {
    QueueOpening begun = new QueueOpening(open);
    Thread thread = new Thread(begun.opening, "queue-opening");
    thread.setDaemon(true);
    thread.start();
    return begun;
  }

  /**
   * Waits for it.
   *
   * @throws IOException when it cannot be opened
   */
  Optional<QueueLink> take() throws IOException {
    taken = true;
    try {
      return opening.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the queue was opened", e);
    }
  }

  @Override
  public void close() {
    if (!taken) {
      try {
        take().ifPresent(QueueLink::close);
      } catch (IOException | RuntimeException e) {
        log.debug("Nobody needed the queue, and it could not be opened", e);
      }
    }
  }
}
