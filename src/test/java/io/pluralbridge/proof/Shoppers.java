package io.pluralbridge.proof;

import static java.util.concurrent.CompletableFuture.runAsync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pluralbridge.payment.Action;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Sends clients out with their errands, each at its part of the run, and collects their answers.
 */
final class Shoppers implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_REPEATED = 500;
  private static final int REPEATED_AT_ONCE = 16;
  private static final Duration FOR_REPEATS = Duration.ofMinutes(2);

  private final List<Node> nodes;
  private final List<Errand> errands;
  private final long seed;
  private final Consumer<String> customer;
  private final HttpFigures figures = new HttpFigures();
  private final List<Visit> visits = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger open = new AtomicInteger();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "client");
            thread.setDaemon(true);
            return thread;
          });
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();
  private int sentOut;
  private volatile Instant end = Instant.MAX;

  /**
   * @param customer agrees to the payment of the order that it is given
   */
  Shoppers(List<Node> nodes, List<Errand> errands, long seed, Consumer<String> customer) {
    this.nodes = nodes;
    this.errands = errands;
    this.seed = seed;
    this.customer = customer;
  }

  /** Sends out whose turn it is at that part of the run, from 0 to 1. */
  void until(double part) {
    while (sentOut < errands.size() && errands.get(sentOut).when() <= part) {
      begin(errands.get(sentOut++));
    }
  }

  private void begin(Errand errand) {
    open.incrementAndGet();
    threads.execute(
        () -> {
          try {
            run(errand);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            open.decrementAndGet();
          }
        });
  }

  private void run(Errand errand) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(errand.laterMs());
    Visit visit =
        new Visit(
            errand,
            Collections.synchronizedList(new ArrayList<>()),
            Collections.synchronizedSet(new HashSet<>()),
            Collections.synchronizedList(new ArrayList<>()));
    visits.add(visit);
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int i = 0; i < errand.clients(); i++) {
      int client = i;
      clients.add(runAsync(() -> ask(visit, client, false), threads));
    }
    for (CompletableFuture<Void> client : clients) {
      try {
        client.join();
      } catch (CompletionException e) {
        visit.odd().add("a client broke down: " + e.getCause());
      }
    }
    if (visit.isAnswered() && visit.told().get(0).isYes()) {
      follow(visit);
    }
  }

  private void ask(Visit visit, int client, boolean afterwards) {
    long of = Objects.hash(seed, visit.instruction(), client, afterwards);
    Shopper shopper =
        new Shopper(http, nodes, visit, of, figures, () -> Instant.now().isAfter(end));
    try {
      shopper.ask(afterwards).ifPresent(visit.told()::add);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow(Visit visit) {
    Instruction done = visit.instruction();
    if (done.action() == Action.CREATE_PAYMENT) {
      try {
        customer.accept(done.orderId());
      } catch (RuntimeException e) {
        visit.odd().add("the customer could not agree to the payment: " + e);
      }
    }
    Optional<String> order =
        done.action() == Action.CREATE_ORDER
            ? orderId(visit.told().get(0).body())
            : Optional.of(done.orderId());
    if (order.isEmpty()) {
      visit.odd().add("the answer does not tell the id of the order");
    } else {
      visit.errand().next().forEach(next -> begin(next.forOrder(order.get())));
    }
  }

  static Optional<String> orderId(String body) {
    try {
      String id = JSON.readTree(body).path("data").path("order_id").asText();
      return id.isEmpty() ? Optional.empty() : Optional.of(id);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  boolean areAllSentOut() {
    return sentOut == errands.size();
  }

  boolean areAllBack() {
    return areAllSentOut() && open.get() == 0;
  }

  /** How many errands are done. */
  int done() {
    synchronized (visits) {
      return (int) visits.stream().filter(Visit::isAnswered).count();
    }
  }

  /** Repeats calls of chance that have their answer, once all is over and nobody is killed. */
  void repeatSome() {
    List<Visit> chosen = new ArrayList<>(visits());
    chosen.removeIf(visit -> !visit.isAnswered());
    Collections.shuffle(chosen, new Random(seed));
    end = Instant.now().plus(FOR_REPEATS);
    List<Visit> some = chosen.subList(0, Math.min(MOST_REPEATED, chosen.size()));
    ExecutorService few = Executors.newFixedThreadPool(REPEATED_AT_ONCE);
    CompletableFuture.allOf(
            some.stream()
                .map(visit -> runAsync(() -> ask(visit, 0, true), few))
                .toArray(CompletableFuture[]::new))
        .join();
    few.shutdown();
    for (Visit visit : some) {
      if (visit.told().stream().noneMatch(Visit.Told::afterwards)) {
        visit.odd().add("repeated when all was over, it got no last answer");
      }
    }
  }

  /** Calls everybody home who has no last answer yet. */
  void callHome() throws InterruptedException {
    end = Instant.now();
    while (open.get() > 0) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  List<Visit> visits() {
    synchronized (visits) {
      return List.copyOf(visits);
    }
  }

  HttpFigures figures() {
    return figures;
  }

  @Override
  public void close() {
    end = Instant.MIN;
    threads.shutdownNow();
  }
}
