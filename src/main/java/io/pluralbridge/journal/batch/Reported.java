package io.pluralbridge.journal.batch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch whose result file is written.
 *
 * @param openLines the lines that stand there without a final outcome, in order; empty for most
 * @param difference what of its file is not as it was read, in words; null when nothing
 */
public record Reported(Batch batch, List<Long> openLines, @Nullable String difference) {

  /** One whose file is what was read. */
  public Reported(Batch batch, List<Long> openLines) {
    this(batch, openLines, null);
  }
}
