package io.pluralbridge.journal.batch;

import io.pluralbridge.journal.EntryState;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch as its sender may see it: where it stands, and how far it is.
 *
 * @param batch its sha256 is empty while nobody has looked into its file yet
 * @param progress how many lines became entries of their own, by where these stand
 * @param hold until when and why it is held; null when it is not
 * @param amendments how many amendments of its result file are written
 */
public record BatchView(
    Batch batch,
    Map<EntryState, Long> progress,
    BatchLines.Kept kept,
    @Nullable Hold hold,
    int amendments) {

  public BatchView {
    progress = Map.copyOf(progress);
  }

  /** How many lines have their outcome. */
  public long concluded() {
    return kept.refused()
        + kept.seenBefore()
        + progress.entrySet().stream()
            .filter(entry -> entry.getKey().isFinal())
            .mapToLong(Map.Entry::getValue)
            .sum();
  }
}
