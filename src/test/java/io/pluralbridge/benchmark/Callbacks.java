package io.pluralbridge.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import io.pluralbridge.benchmark.Figure.Target;
import io.pluralbridge.support.PluralVoice;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Callbacks and webhooks, verified, stored and answered, beside a bare handler that verifies the
 * same. What follows from them is worked off at the same time, with all that the bridge has for it,
 * and takes its share of the machine; before the next round all of it is done.
 */
final class Callbacks {

  private static final int CONNECTIONS = 64;
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Duration LONGEST_WORK = Duration.ofMinutes(10);
  private static final String WAITING = "receipt WHERE state = 'WAITING'";

  /** Of those of which Plural has answered nothing yet. */
  private static final String TO_BE_ASKED = "order_state WHERE ask_at IS NOT NULL AND asks = 0";

  private final Rig rig;
  private final int count;

  /**
   * A benchmark.
   *
   * @param count of each round
   */
  Callbacks(Rig rig, int count) {
    this.rig = rig;
    this.count = count;
  }

  void run() throws IOException, InterruptedException, SQLException {
    Path folder = rig.work("callback");
    try (Store store = Store.open(rig.database(), folder);
        Helper standIn = StandIns.start(folder);
        Helper bare = helper(folder, "ceiling", rig.javaHome(), BareDoor.class);
        Helper callers =
            helper(folder, "callers", Path.of(System.getProperty("java.home")), Callers.class)) {
      Map<String, String> settings = new HashMap<>(StandIns.settings(standIn));
      settings.putAll(PluralVoice.BELIEVED);
      settings.putAll(store.settings());
      Path home = StandIns.folder(folder, "bridge");
      try (BridgeUnderTest bridge = BridgeUnderTest.start(rig, home, settings)) {
        Parts parts = new Parts(bare, callers, bridge, store, home.resolve("data"));
        List<Measurement> measurements = new ArrayList<>();
        for (String kind : List.of("callback", "webhook")) {
          measurements.add(measure(kind, parts));
        }
        rig.report("Callbacks, " + CONNECTIONS + " connections", measurements);
      }
    }
  }

  private static Helper helper(Path folder, String name, Path javaHome, Class<?> main)
      throws IOException {
    return Helper.start(
        javaHome, StandIns.folder(folder, name), List.of("-Xmx256m", "-XX:+UseSerialGC"), main);
  }

  private record Parts(
      Helper bare, Helper callers, BridgeUnderTest bridge, Store store, Path data) {

    /** Waits until nothing waits any more, and nothing is to be asked. */
    void settle() throws SQLException, InterruptedException, IOException {
      long start = System.nanoTime();
      while (store.count(data, WAITING) > 0 || store.count(data, TO_BE_ASKED) > 0) {
        if (System.nanoTime() - start > LONGEST_WORK.toNanos()) {
          throw new IOException("what was stored is not worked off after " + LONGEST_WORK);
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
      }
    }
  }

  private Measurement measure(String kind, Parts parts)
      throws IOException, InterruptedException, SQLException {
    int barePort = parts.bare().ask("port").path("port").asInt();
    int bridgePort = parts.bridge().httpPort();
    rig.say("Warming up with %,d of kind %s each ...", count, kind);
    bring(kind, "warm", parts, barePort);
    bring(kind, "warm", parts, bridgePort);
    parts.settle();
    Rounds rounds = new Rounds();
    for (int round = 1; round <= rig.rounds(); round++) {
      Duration before = parts.bare().cpu();
      double speed = bring(kind, "r" + round, parts, barePort);
      add(rounds, round, "ceiling", speed, parts.bare().cpu().minus(before), kind);
      long stored = parts.store().count(parts.data(), "receipt");
      before = parts.bridge().cpu();
      speed = bring(kind, "r" + round, parts, bridgePort);
      Duration cpu = parts.bridge().cpu().minus(before);
      stored = parts.store().count(parts.data(), "receipt") - stored;
      if (stored != count) {
        throw new IOException(count + " were to be stored, and " + stored + " were");
      }
      add(rounds, round, "bridge", speed, cpu, kind);
      parts.settle();
      Duration all = parts.bridge().cpu().minus(before);
      rounds.add(round, "bridge and work", Map.of("cpu_micros", all.toNanos() / 1e3 / count));
      rig.say(
          "%s  round %d  with all that follows  %6.1f us of CPU each",
          kind, round, all.toNanos() / 1e3 / count);
    }
    return new Measurement(
        kind + "-" + rig.kind(),
        kind,
        Map.of("count", count, "connections", CONNECTIONS, "database", rig.database().word()),
        rounds.all(),
        List.of(
            new Figure(
                "bridge / ceiling",
                rounds.ratio("bridge", "ceiling", "a_second"),
                Target.atLeast(0.5)),
            new Figure("ceiling, a second", rounds.spread("ceiling", "a_second")),
            new Figure("bridge, a second", rounds.spread("bridge", "a_second")),
            new Figure("ceiling, us of CPU each", rounds.spread("ceiling", "cpu_micros")),
            new Figure("bridge, us of CPU each", rounds.spread("bridge", "cpu_micros")),
            new Figure(
                "bridge with all that follows, us of CPU each",
                rounds.spread("bridge and work", "cpu_micros"))));
  }

  private double bring(String kind, String prefix, Parts parts, int port) throws IOException {
    parts.callers().ask("make", kind, count, kind + prefix);
    JsonNode seen = parts.callers().ask("send", port, CONNECTIONS);
    if (seen.path("good").asInt() != count) {
      throw new IOException(count + " were to be taken, and it went like this: " + seen);
    }
    return count * 1e9 / seen.path("nanos").asLong();
  }

  private void add(Rounds rounds, int round, String side, double speed, Duration cpu, String kind) {
    double micros = cpu.toNanos() / 1e3 / count;
    rounds.add(round, side, Map.of("a_second", speed, "cpu_micros", micros));
    rig.say(
        "%s  round %d  %-8s %,8.0f a second  %6.1f us of CPU each",
        kind, round, side, speed, micros);
  }
}
