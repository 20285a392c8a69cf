package io.pluralbridge.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One writer that commits what many threads hand it in groups, so that one flush to disk serves all
 * who wait at that moment. A thread goes on only when what it wrote is durable.
 *
 * <p>When a group fails, its members are tried one by one, so that none suffers for another.
 *
 * @param <C> the kind of write of which there are many: a group's are done together
 * @param <R> what such a write returns
 */
final class GroupCommit<C, R> implements AutoCloseable {

  private static final int GROUP = 256;

  /** One of {@code item} and {@code work} is null; both are in the one that stops the writer. */
  private record Pending<C>(
      @Nullable C item,
      @Nullable Function<JdbcTemplate, ? extends @Nullable Object> work,
      CompletableFuture<@Nullable Object> done) {

    boolean isStop() {
      return item == null && work == null;
    }
  }

  private final BlockingQueue<Pending<C>> queue = new ArrayBlockingQueue<>(4 * GROUP);
  private final BiFunction<JdbcTemplate, List<C>, List<R>> together;
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Thread writer;
  private volatile boolean stopped;

  GroupCommit(Database database, BiFunction<JdbcTemplate, List<C>, List<R>> together) {
    this.together = together;
    this.jdbc = new JdbcTemplate(database.dataSource());
    this.transaction =
        new TransactionTemplate(new DataSourceTransactionManager(database.dataSource()));
    this.writer = new Thread(this::write, "journal-writer");
    writer.setDaemon(true);
    writer.start();
  }

  /** Returns when the item is committed. */
  @SuppressWarnings("unchecked")
  R commit(C item) {
    return (R) await(new Pending<>(item, null, new CompletableFuture<>()));
  }

  /** Runs the work in a transaction and returns when it is committed. It may be run twice. */
  @SuppressWarnings("unchecked")
  <T extends @Nullable Object> T commitWork(Function<JdbcTemplate, T> work) {
    return (T) await(new Pending<>(null, work, new CompletableFuture<>()));
  }

  @SuppressWarnings("NullAway") // a null result is what the work returned
  private Object await(Pending<C> pending) {
    try {
      queue.put(pending);
      if (stopped) {
        failTheRest();
      }
      return pending.done().join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before the journal took it", e);
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void write() {
    List<Pending<C>> group = new ArrayList<>(GROUP);
    boolean stopping = false;
    while (!stopping) {
      try {
        group.add(queue.take());
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts the writer", e);
      }
      queue.drainTo(group, GROUP - 1);
      stopping = group.removeIf(Pending::isStop);
      commitAll(group);
      group.clear();
    }
    stopped = true;
    failTheRest();
  }

  private void failTheRest() {
    Pending<C> late = queue.poll();
    while (late != null) {
      late.done().completeExceptionally(new IllegalStateException("the journal is closed"));
      late = queue.poll();
    }
  }

  private void commitAll(List<Pending<C>> group) {
    try {
      commitTogether(group);
    } catch (RuntimeException | Error groupFailed) {
      for (Pending<C> one : group) {
        try {
          commitTogether(List.of(one));
        } catch (RuntimeException | Error e) {
          one.done().completeExceptionally(e);
        }
      }
    }
  }

  private void commitTogether(List<Pending<C>> group) {
    List<@Nullable Object> results = new ArrayList<>();
    transaction.executeWithoutResult(
        status -> {
          results.clear();
          List<C> items = new ArrayList<>();
          for (Pending<C> pending : group) {
            if (pending.item() != null) {
              items.add(pending.item());
            }
          }
          int next = 0;
          List<R> itemResults = items.isEmpty() ? List.of() : together.apply(jdbc, items);
          for (Pending<C> pending : group) {
            Function<JdbcTemplate, ? extends @Nullable Object> work = pending.work();
            results.add(work == null ? itemResults.get(next++) : work.apply(jdbc));
          }
        });
    for (int i = 0; i < group.size(); i++) {
      group.get(i).done().complete(results.get(i));
    }
  }

  /** Commits what was handed in, then stops. */
  @Override
  public void close() {
    try {
      queue.put(new Pending<>(null, null, new CompletableFuture<>()));
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
