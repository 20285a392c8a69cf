package io.pluralbridge.proof;

import java.util.List;
import java.util.Set;

/**
 * What came of an errand, as its clients saw it.
 *
 * @param told the answer that each of them held for the last one, and those to repeats afterwards
 * @param seen where the command stood whenever they looked and it was final
 * @param odd what they met that no client should
 */
record Visit(Errand errand, List<Told> told, Set<String> seen, List<String> odd) {

  /** Some code of our own for a key that came first with other content. */
  static final String KEY_REUSED = "KEY_REUSED";

  /**
   * A final answer.
   *
   * @param replayed whether it says that it is not the first of its kind
   * @param afterwards whether the call was repeated when all was over
   */
  record Told(int status, String body, boolean replayed, boolean afterwards) {

    boolean isYes() {
      return status / 100 == 2;
    }

    boolean isKeyReused() {
      return status == 409 && body.contains("\"" + KEY_REUSED + "\"");
    }

    /** An answer in the bridge's own words about the request, not about what became of it. */
    boolean isFault() {
      return !isYes() && body.contains("\"BRIDGE\"") && status != 422;
    }
  }

  Instruction instruction() {
    return errand.instruction();
  }

  boolean isAnswered() {
    return told.stream().filter(answer -> !answer.afterwards()).count() >= errand.clients();
  }
}
