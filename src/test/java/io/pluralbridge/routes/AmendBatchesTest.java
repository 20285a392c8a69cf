package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.journal.batch.Amendment;
import io.pluralbridge.journal.batch.Batch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** An amendment is written before its lines count as told; the last one archives its batch. */
@RouteFile("amend-batches")
class AmendBatchesTest extends RouteTest {

  private final List<String> told = new ArrayList<>();
  private Batch.State state = Batch.State.DONE;
  private boolean full;

  @Override
  protected void bind(Registry beans) {
    beans.bind("batchPapers", new BatchPapers());
    beans.bind("amendments", new Amendments());
    beans.bind("keptFiles", new KeptFiles());
  }

  private Exchange go() {
    return send("amend-batches", new Amendment(Given.batch(Batch.State.REPORTED), 1, List.of(7L)));
  }

  @Test
  void once_all_is_told_it_is_archived() {
    assertThat(steps(go()))
        .containsExactly(
            "write-amendment",
            "finish-amendment",
            "archive-amended-batch",
            "remember-where-amended-is-kept");
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
    public Amendment amend(Amendment amendment) throws IOException {
      written(amendment.batch());
      return amendment.of(List.of(7L));
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

  /** Stands for {@link io.pluralbridge.journal.batch.Amendments}. */
  public final class Amendments {
    public Batch finish(Amendment amendment) {
      told.add("finished " + amendment.batch().id());
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
