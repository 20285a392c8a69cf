package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.Reported;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** A batch is archived only once nothing of it is parked; its result file is written before. */
@RouteFile("report-batches")
class ReportBatchesTest extends RouteTest {

  private final List<String> told = new ArrayList<>();
  private Batch.State state = Batch.State.DONE;
  private boolean full;

  @Override
  protected void bind(Registry beans) {
    beans.bind("batchPapers", new BatchPapers());
    beans.bind("batches", new Batches());
    beans.bind("keptFiles", new KeptFiles());
  }

  private Exchange go() {
    return send("report-batches", Given.batch(Batch.State.OPEN));
  }

  @Test
  void once_all_is_told_it_is_archived() {
    assertThat(steps(go()))
        .containsExactly("write-results", "finish-batch", "archive-batch", "remember-where-kept");
    assertThat(told)
        .containsExactly("written b-1", "finished b-1", "archived b-1", "kept b-1 at archive");
  }

  @Test
  void with_lines_parked_it_stays_where_it_is() {
    state = Batch.State.REPORTED;

    assertThat(go().getException()).isNull();
    assertThat(told).containsExactly("written b-1", "finished b-1");
  }

  /** The journal gives it again. */
  @Test
  void what_could_not_be_written_does_not_count_as_told() {
    full = true;

    assertThat(go().getException()).hasMessage("the disk is full");
    assertThat(told).isEmpty();
  }

  /** Stands for {@link io.pluralbridge.files.BatchPapers}. */
  public final class BatchPapers {
    public Reported report(Batch batch) throws IOException {
      written(batch);
      return new Reported(batch, List.of());
    }

    public Path archive(Batch batch) {
      told.add("archived " + batch.id());
      return Path.of("archive");
    }

    private void written(Batch batch) throws IOException {
      if (full) {
        throw new IOException("the disk is full");
      }
      told.add("written " + batch.id());
    }
  }

  /** Stands for {@link io.pluralbridge.journal.batch.Batches}. */
  public final class Batches {
    public Batch finish(Reported reported) {
      told.add("finished " + reported.batch().id());
      return Given.batch(state);
    }
  }

  /** Stands for {@link io.pluralbridge.journal.batch.KeptFiles}. */
  public final class KeptFiles {
    public void keep(Batch batch, Path file) {
      told.add("kept " + batch.id() + " at " + file);
    }
  }
}
