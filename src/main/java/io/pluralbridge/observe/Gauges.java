package io.pluralbridge.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pluralbridge.broker.TurnedAway;
import io.pluralbridge.disk.DiskSpace;
import io.pluralbridge.http.HttpServer;
import io.pluralbridge.http.KeyGuard;
import io.pluralbridge.journal.Awaited;
import io.pluralbridge.journal.batch.Figures;
import io.pluralbridge.plural.CallHealth;
import io.pluralbridge.plural.Circuit;
import io.pluralbridge.plural.Pace;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Our own figures among the metrics. What the journal cannot tell in time is not a number. */
public final class Gauges {

  private final Circuit circuit;
  private final Pace pace;
  private final Awaited awaited;
  private final CallHealth calls;
  private final DiskSpace disk;
  private final Asked<Figures> figures;
  private final Clock clock;

  public Gauges(
      Circuit circuit,
      Pace pace,
      CallHealth calls,
      DiskSpace disk,
      Awaited awaited,
      Asked<Figures> figures,
      Clock clock) {
    this.circuit = circuit;
    this.calls = calls;
    this.disk = disk;
    this.pace = pace;
    this.awaited = awaited;
    this.figures = figures;
    this.clock = clock;
  }

  /** Shows them there. */
  public void register(MeterRegistry registry) {
    Gauge.builder("bridge.circuit.open", circuit, c -> c.down().isPresent() ? 1 : 0)
        .description("1 while Plural cannot be reached")
        .register(registry);
    Gauge.builder("bridge.calls.failing", calls, c -> c.trouble().isPresent() ? 1 : 0)
        .description("1 while calls to Plural come to nothing, though it can be reached")
        .register(registry);
    Gauge.builder("bridge.disk.free.bytes", disk, DiskSpace::free)
        .description("Free space on the disk of the data folder")
        .register(registry);
    Gauge.builder("bridge.calls.limit", pace, Pace::limit)
        .description("How many calls may be under way at once")
        .register(registry);
    journal("bridge.batches.held", f -> f.held().size())
        .description("Batches of which nothing is sent for a while")
        .register(registry);
    String entries = "Commands by where they stand";
    journal("bridge.entries", Figures::accepted)
        .tag("state", "ACCEPTED")
        .description(entries)
        .register(registry);
    journal("bridge.entries", Figures::unknown)
        .tag("state", "UNKNOWN")
        .description(entries)
        .register(registry);
    String waiting = "Commands that wait to be sent, by door; at http, callers who wait";
    Gauge.builder("bridge.waiting", awaited, Awaited::waiting)
        .tag("door", "http")
        .description(waiting)
        .register(registry);
    journal("bridge.waiting", Figures::oneByOne)
        .tag("door", "queue")
        .description(waiting)
        .register(registry);
    journal("bridge.waiting", f -> f.accepted() - f.oneByOne())
        .tag("door", "file")
        .description(waiting)
        .register(registry);
    journal("bridge.oldest.open.seconds", this::age)
        .description("Age of the oldest batch with lines that have no final outcome, 0 for none")
        .register(registry);
  }

  /** Shows there how the queue is. */
  public static void register(QueueWatch queue, MeterRegistry registry) {
    Gauge.builder("bridge.queue.up", queue, q -> q.down().isPresent() ? 0 : 1)
        .description("1 while the broker can be reached")
        .register(registry);
  }

  /** Shows there how many connections the HTTP door has. */
  public static void register(HttpServer door, MeterRegistry registry) {
    Gauge.builder("bridge.http.connections", door, HttpServer::openConnections)
        .description("Connections to the HTTP door that are open")
        .register(registry);
    Gauge.builder("bridge.http.bodies", door, HttpServer::bodyBytes)
        .baseUnit("bytes")
        .description("Bytes of request bodies in memory: an eighth of the heap at most")
        .register(registry);
  }

  /** Shows there how many requests had no API key of ours. */
  public static void register(KeyGuard keys, MeterRegistry registry) {
    for (KeyGuard.Refused reason : KeyGuard.Refused.values()) {
      FunctionCounter.builder("bridge.refused.keys", keys, guard -> guard.of(reason))
          .tag("reason", reason.name().toLowerCase(Locale.ROOT))
          .description("Requests over HTTP with a wrong or missing API key")
          .register(registry);
    }
  }

  /** Shows there what the port of the broker inside turned away. */
  public static void register(TurnedAway turnedAway, MeterRegistry registry) {
    for (TurnedAway.Reason reason : TurnedAway.Reason.values()) {
      FunctionCounter.builder("bridge.queue.turned.away", turnedAway, all -> all.count(reason))
          .tag("reason", reason.tag())
          .description("Connections that the port of the broker inside closed, by why")
          .register(registry);
    }
  }

  private Gauge.Builder<Asked<Figures>> journal(String name, ToDoubleFunction<Figures> figure) {
    return Gauge.builder(
        name, figures, asked -> asked.answer().map(figure::applyAsDouble).orElse(Double.NaN));
  }

  private double age(Figures now) {
    return now.oldestOpen() == null
        ? 0
        : Duration.between(now.oldestOpen(), clock.instant()).toMillis() / 1000.0;
  }
}
