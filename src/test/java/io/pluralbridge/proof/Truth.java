package io.pluralbridge.proof;

import io.pluralbridge.payment.Action;
import io.pluralbridge.sandbox.Faults;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import java.util.List;

/** The pretended Plural of a run, which survives every kill, and its books. */
final class Truth implements AutoCloseable {

  private final Sandbox sandbox;

  private Truth(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  static Truth start(Plan plan, Faults faults) {
    return new Truth(
        Sandbox.start(
            SandboxSettings.onFreePort()
                .withGullible(true)
                .withLatencyMs(plan.latencyMs())
                .withFaults(faults)));
  }

  Sandbox sandbox() {
    return sandbox;
  }

  /** Every capture and cancel that took effect, in order. */
  List<Effect> effects() {
    return sandbox.ledger().effects().stream()
        .map(
            effect ->
                new Effect(
                    effect.at(),
                    Action.valueOf(effect.operation().name()),
                    effect.orderId(),
                    effect.reference(),
                    effect.amount(),
                    effect.requestId()))
        .toList();
  }

  @Override
  public void close() {
    sandbox.close();
  }
}
