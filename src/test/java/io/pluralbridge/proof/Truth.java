package io.pluralbridge.proof;

import io.pluralbridge.payment.Action;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxOrderReport;
import io.pluralbridge.sandbox.SandboxSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The pretended Plural of a run, which survives every kill, and its books. */
final class Truth implements AutoCloseable {

  private final Sandbox sandbox;

  private Truth(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  static Truth start(Plan plan, SandboxFaults faults) {
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

  /**
   * Every capture, cancel and refund that took effect, in order; and that these orders were made
   * and paid.
   */
  List<Effect> effects(Collection<String> madeOrders) {
    List<Effect> effects = new ArrayList<>(moves());
    for (String orderId : madeOrders) {
      sandbox.ledger().order(orderId).ifPresent(order -> effects.addAll(beginnings(order)));
    }
    return effects;
  }

  private static List<Effect> beginnings(SandboxOrderReport order) {
    List<Effect> beginnings = new ArrayList<>();
    for (SandboxOrderReport.Effect effect : order.effects()) {
      Action action =
          switch (effect.what()) {
            case "CREATED" -> Action.CREATE_ORDER;
            case "PAID" -> Action.CREATE_PAYMENT;
            default -> null;
          };
      if (action != null) {
        beginnings.add(
            new Effect(
                effect.at(),
                action,
                order.orderId(),
                effect.reference(),
                effect.amount(),
                effect.requestId()));
      }
    }
    return beginnings;
  }

  private List<Effect> moves() {
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
