package io.pluralbridge.simulation;

import io.pluralbridge.journal.Journal;
import java.time.Instant;
import java.util.function.Function;

/** A node of the bridge: a name, and the process that has it for now. */
final class Node implements AutoCloseable {

  /** One life of a node. What it had in hand is gone when it is. */
  static final class Process {
    private Journal journal;
    private boolean gone;
    private Instant pausedUntil = Instant.MIN;

    private Process(Journal journal) {
      this.journal = journal;
    }

    Journal journal() {
      return journal;
    }

    boolean isGone() {
      return gone;
    }

    Instant pausedUntil() {
      return pausedUntil;
    }
  }

  private final String name;
  private final Function<String, Journal> open;

  /** Up, and nothing to do so far: threads are dear where thousands of worlds come and go. */
  private boolean idle = true;

  private Process process;

  Node(String name, Function<String, Journal> open) {
    this.name = name;
    this.open = open;
  }

  /** The process, or null when the node is down. */
  Process process() {
    if (idle) {
      start();
    }
    return process;
  }

  boolean works(Instant now) {
    return process() != null && !now.isBefore(process.pausedUntil);
  }

  /** As after {@code kill -9}. */
  void die() {
    idle = false;
    if (process != null) {
      process.gone = true;
      process.journal.close();
      process = null;
    }
  }

  /** It stands still, and goes on where it was. */
  void pause(Instant until) {
    if (process != null) {
      process.pausedUntil = until;
    }
  }

  /**
   * It stands still for so long that the others take it for dead. What it had in hand it concludes
   * when it wakes up, through a session of its own.
   */
  void pauseAndBeTakenForDead(Instant until, Journal itsOwnSession) {
    if (process != null) {
      pause(until);
      process.journal.close();
      process.journal = itsOwnSession;
      process = null;
    }
  }

  void start() {
    idle = false;
    if (process == null) {
      process = new Process(open.apply(name));
      process.journal.takeUpWhatWasLeft();
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.journal.close();
      process = null;
    }
  }
}
