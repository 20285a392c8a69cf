package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.KeptFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** What a comparison found is remembered; one that could not be made is made again. */
@RouteFile("compare-kept-files")
class CompareKeptFilesTest extends RouteTest {

  private static final KeptFile KEPT =
      new KeptFile(Given.batch(Batch.State.DONE), Path.of("a.csv"), null, Instant.EPOCH, 0);

  private final List<KeptFile.Compared> remembered = new ArrayList<>();
  private boolean gone;

  @Override
  protected void bind(Registry beans) {
    beans.bind("batchPapers", new BatchPapers());
    beans.bind("keptFiles", new KeptFiles());
  }

  @Test
  void what_differs_is_remembered() {
    Exchange done = send("compare-kept-files", KEPT);

    assertThat(done.getException()).isNull();
    assertThat(remembered).containsExactly(new KeptFile.Compared(KEPT, null, "a line more", true));
  }

  @Test
  void what_cannot_be_compared_is_not_remembered_as_if_it_were() {
    gone = true;

    assertThat(send("compare-kept-files", KEPT).getException()).hasMessage("no such disk");
    assertThat(remembered).isEmpty();
  }

  /** Stands for {@link io.pluralbridge.files.BatchPapers}. */
  public final class BatchPapers {
    public KeptFile.Compared compare(KeptFile kept) throws IOException {
      if (gone) {
        throw new IOException("no such disk");
      }
      return new KeptFile.Compared(kept, null, "a line more", true);
    }
  }

  /** Stands for {@link io.pluralbridge.journal.batch.KeptFiles}. */
  public final class KeptFiles {
    public void compared(KeptFile.Compared compared) {
      remembered.add(compared);
    }
  }
}
