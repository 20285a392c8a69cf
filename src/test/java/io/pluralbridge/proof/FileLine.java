package io.pluralbridge.proof;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a dropped file, and what is to come of it.
 *
 * @param number its physical line, 2 for the first below the header
 * @param raw as it stands in the file
 * @param out the columns that the result file must show in front of its own
 * @param instruction what it asks for; null where that cannot be read
 * @param refusal the code that it is to be refused with; null when it is to be carried out
 * @param counted the amount that counts in the sums, null where none can be read
 */
record FileLine(
    long number,
    String raw,
    List<String> out,
    @Nullable Instruction instruction,
    @Nullable String refusal,
    @Nullable Long counted) {

  /** What is to be carried out for it; null when it is to be refused. */
  @Nullable Instruction wanted() {
    return refusal == null ? instruction : null;
  }

  /** True when it is well formed, and is not to be sent all the same: it cannot be undone. */
  boolean isToBeHeldBack() {
    return refusal != null && instruction != null;
  }
}
