package io.pluralbridge.proof;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a run is to do.
 *
 * @param home where the launcher, {@code src/} and {@code config/} are
 * @param folder where everything of the run is kept, its report included
 * @param kills at least so many kills before the run may end; 0 when only time counts
 * @param restores how many times a backup of the journal is put back
 * @param httpShare how many of a hundred instructions come over HTTP, or that way, too
 * @param keep whether the database and the data folder stay after a run that proved everything
 */
record Plan(
    Path home,
    Path folder,
    long seed,
    Duration duration,
    int commands,
    Databases.Kind database,
    int nodes,
    Duration killEvery,
    int kills,
    int restores,
    int latencyMs,
    int httpShare,
    Duration deadline,
    boolean keep) {

  Path data() {
    return folder.resolve("data");
  }

  Path logs() {
    return folder.resolve("logs");
  }

  /** The command that starts this run again. */
  String command() {
    return "./plural-bridge proof --seed "
        + seed
        + " --duration "
        + shown(duration)
        + " --commands "
        + commands
        + " --database "
        + database.word()
        + " --nodes "
        + nodes
        + " --kill-every "
        + shown(killEvery)
        + (kills > 0 ? " --kills " + kills : "")
        + (restores > 0 ? " --restores " + restores : "")
        + " --latency-ms "
        + latencyMs
        + " --http-share "
        + httpShare;
  }

  /** How many of the orders are made over HTTP, too, and paid there. */
  int journeys() {
    return commands / 2 * httpShare / 100 / 5;
  }

  /** How many orders there are beside, for captures that are not to be sent. */
  int heldBack() {
    return Math.max(4, commands / 2 / 20);
  }

  static String shown(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    return millis % 60_000 == 0 ? millis / 60_000 + "m" : millis / 1000 + "s";
  }
}
