package io.pluralbridge.proof;

import java.util.ArrayList;
import java.util.List;

/** Holds the witnesses against each other. Finds everything, explains nothing away. */
final class Audit {

  private Audit() {}

  /** Every broken promise; empty when all is proven. */
  static List<Finding> of(Evidence evidence) {
    Known known = new Known(evidence);
    List<Finding> findings = new ArrayList<>();
    new EffectAudit(evidence, known, findings::add).run();
    new MoveAudit(evidence, known, findings::add).run();
    new FileAudit(evidence, known, findings::add).run();
    new LineAudit(evidence, known, findings::add).run();
    new HoldAudit(evidence, known, findings::add).run();
    new HttpAudit(evidence, known, findings::add).run();
    new SumAudit(evidence, known, findings::add).run();
    return findings;
  }
}
