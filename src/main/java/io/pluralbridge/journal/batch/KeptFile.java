package io.pluralbridge.journal.batch;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The file of a batch where it is kept, to be compared with what was read of it.
 *
 * @param file where it is
 * @param seen how it was when it was last compared; null before it was for the first time
 * @param until when it is compared for the last time
 * @param amendments how many amendments the batch has
 */
public record KeptFile(Batch batch, Path file, @Nullable Look seen, Instant until, int amendments) {

  /**
   * What one sees of a file without reading it.
   *
   * @param modified in milliseconds since 1970
   */
  public record Look(long size, long modified) {}

  /**
   * A comparison.
   *
   * @param look how the file was then; null when it is not there any more
   * @param difference what is not as it was read, in words; null when nothing
   * @param amended true when that was told in one more amendment
   */
  public record Compared(
      KeptFile kept, @Nullable Look look, @Nullable String difference, boolean amended) {}
}
