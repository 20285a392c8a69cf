package io.pluralbridge.simulation;

import java.time.Duration;

/** One thing that happens. */
sealed interface Step {

  void happenIn(World world);

  /** A file is dropped, for the first time or again. */
  record Drop(int file) implements Step {
    @Override
    public void happenIn(World world) {
      world.drop(file);
    }
  }

  /** The intake of a file is cut short before it is opened. */
  record DropHalf(int file) implements Step {
    @Override
    public void happenIn(World world) {
      world.dropHalf(file);
    }
  }

  /** A node sends one command. */
  record Send(int node, Fate fate) implements Step {
    @Override
    public void happenIn(World world) {
      world.send(node, fate);
    }
  }

  /** A node asks one question. */
  record Ask(int node, Look look) implements Step {
    @Override
    public void happenIn(World world) {
      world.ask(node, look);
    }
  }

  /** A node asks for a caller who waits, about the latest call or an earlier one. */
  record AskEarly(int node, Look look) implements Step {
    @Override
    public void happenIn(World world) {
      world.askEarly(node, look);
    }
  }

  /** All nodes do what is due. */
  record Work() implements Step {
    @Override
    public void happenIn(World world) {
      world.work();
    }
  }

  /** Minutes go by in which nodes ask, are told the truth, and send nothing. */
  record AskAround(int rounds) implements Step {
    @Override
    public void happenIn(World world) {
      world.askAround(rounds);
    }
  }

  /** Time goes by, in which nodes only go on with what they have in hand. */
  record Pass(Duration time) implements Step {
    @Override
    public void happenIn(World world) {
      world.pass(time);
    }
  }

  /** A node dies, with all that it has in hand. */
  record Die(int node) implements Step {
    @Override
    public void happenIn(World world) {
      world.die(node);
    }
  }

  /** A node that is down comes back. */
  record Start(int node) implements Step {
    @Override
    public void happenIn(World world) {
      world.start(node);
    }
  }

  /** A process stands still. */
  record Pause(int node, Duration time, boolean takenForDead) implements Step {
    @Override
    public void happenIn(World world) {
      world.pause(node, time, takenForDead);
    }
  }

  /** Somebody else captures an order. */
  record CaptureByHand(int order) implements Step {
    @Override
    public void happenIn(World world) {
      world.captureByHand(order);
    }
  }
}
