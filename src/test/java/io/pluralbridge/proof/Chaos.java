package io.pluralbridge.proof;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Kills nodes at moments of chance and starts them again.
 *
 * <p>The moments, the victims and the waits come from the seed. A moment at which nobody is alive
 * to be killed passes.
 */
final class Chaos {

  private static final double ALL_AT_ONCE = 0.08;
  private static final int LONGEST_REST_MS = 2_000;

  private final List<Node> nodes;
  private final Random random;
  private final double meanMs;
  private final Map<Node, Instant> restarts = new HashMap<>();
  private final List<Kill> kills = Collections.synchronizedList(new ArrayList<>());
  private final List<Exit> exits = Collections.synchronizedList(new ArrayList<>());
  private Instant next;

  /**
   * One {@code kill -9}.
   *
   * @param duringStartUp it had not yet said that it runs
   */
  record Kill(Instant at, String node, long aliveMs, boolean duringStartUp, boolean allAtOnce) {}

  /** A node that ended without being told to. */
  record Exit(Instant at, String node, int start, int code) {}

  Chaos(List<Node> nodes, long seed, Duration mean) {
    this.nodes = nodes;
    this.random = new Random(seed);
    this.meanMs = mean.toMillis();
    this.next = Instant.now().plus(interval());
  }

  private Duration interval() {
    return Duration.ofMillis((long) (-Math.log(1 - random.nextDouble()) * meanMs));
  }

  /** Does what is due: kills when {@code killing}, and starts again in any case. */
  void step(boolean killing) throws IOException, InterruptedException {
    Instant now = Instant.now();
    if (killing && !now.isBefore(next)) {
      strike();
      next = now.plus(interval());
    }
    for (Node node : nodes) {
      Instant restart = restarts.get(node);
      if (restart == null && !node.isAlive()) {
        Integer code = node.exitCode(Duration.ZERO);
        exits.add(new Exit(now, node.name(), node.starts(), code == null ? -1 : code));
        restarts.put(node, now.plusSeconds(1));
      } else if (restart != null && !now.isBefore(restart)) {
        restarts.remove(node);
        node.start();
      }
    }
  }

  private void strike() throws IOException, InterruptedException {
    boolean all = nodes.size() > 1 && random.nextDouble() < ALL_AT_ONCE;
    Node victim = nodes.get(random.nextInt(nodes.size()));
    for (Node node : all ? nodes : List.of(victim)) {
      kill(node, Duration.ofMillis(random.nextInt(LONGEST_REST_MS)), all);
    }
  }

  private void kill(Node node, Duration rest, boolean all)
      throws IOException, InterruptedException {
    if (node.isAlive()) {
      boolean starting = !node.hasStarted();
      Instant now = Instant.now();
      long alive = Duration.between(node.startedAt(), now).toMillis();
      node.kill();
      kills.add(new Kill(now, node.name(), alive, starting, all));
      restarts.put(node, now.plus(rest));
    }
  }

  /** Kills all nodes now. They start again in their time. */
  void killAll() throws IOException, InterruptedException {
    for (Node node : nodes) {
      kill(node, Duration.ofMillis(random.nextInt(LONGEST_REST_MS)), nodes.size() > 1);
    }
  }

  /** Starts the first node with a journal that was restored; all others in their time. */
  Node startRestored() throws IOException {
    Node first = nodes.get(0);
    restarts.remove(first);
    first.startRestored();
    return first;
  }

  boolean isAnybodyUp() throws IOException {
    for (Node node : nodes) {
      if (node.isAlive() && node.hasStarted()) {
        return true;
      }
    }
    return false;
  }

  boolean isEverybodyUp() throws IOException {
    for (Node node : nodes) {
      if (!node.isAlive() || !node.hasStarted()) {
        return false;
      }
    }
    return true;
  }

  List<Kill> kills() {
    synchronized (kills) {
      return List.copyOf(kills);
    }
  }

  List<Exit> exits() {
    synchronized (exits) {
      return List.copyOf(exits);
    }
  }
}
