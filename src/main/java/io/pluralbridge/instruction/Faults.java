package io.pluralbridge.instruction;

import java.util.ArrayList;
import java.util.List;

/** All that is found wrong with one instruction. */
final class Faults {

  /** So that a body of a million empty payments does not get a million answers. */
  private static final int MOST = 50;

  private final List<Fault> found = new ArrayList<>();

  void add(String field, JsonErrorCode code, String message) {
    addAll(List.of(Fault.of(field, code, message)));
  }

  void addAll(List<Fault> faults) {
    for (Fault fault : faults) {
      if (found.size() < MOST) {
        found.add(fault);
      }
    }
  }

  boolean areThere() {
    return !found.isEmpty();
  }

  /**
   * Returns normally when there are none.
   *
   * @throws RefusedException with all of them, or the first 50
   */
  void throwIfAny() throws RefusedException {
    if (!found.isEmpty()) {
      throw exception();
    }
  }

  /** For at least one. */
  RefusedException exception() {
    return new RefusedException(found);
  }
}
