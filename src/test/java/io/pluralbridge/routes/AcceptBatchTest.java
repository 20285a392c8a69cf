package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.files.SpooledFile;
import io.pluralbridge.journal.batch.Batch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** A file is acknowledged before it is opened, and one that is refused is never opened. */
@RouteFile("accept-batch")
class AcceptBatchTest extends RouteTest {

  private final List<String> told = new ArrayList<>();
  private Batch.State state = Batch.State.READING;
  private boolean full;

  @Override
  protected void bind(Registry beans) {
    beans.bind("batchIntake", new BatchIntake());
    beans.bind("batchPapers", new BatchPapers());
    beans.bind("keptFiles", new KeptFiles());
    beans.bind("captureLooks", new CaptureLooks());
  }

  @Test
  void a_file_that_is_taken_is_acknowledged_and_then_opened() {
    Exchange done = send("accept-batch", Given.file());

    assertThat(steps(done)).containsExactly("read-and-write-down", "acknowledge", "open-batch");
    assertThat(told).containsExactly("acknowledged a.csv", "opened b-1");
  }

  @Test
  void a_file_that_is_refused_is_acknowledged_and_put_aside() {
    state = Batch.State.REFUSED;

    Exchange done = send("accept-batch", Given.file());

    assertThat(told).containsExactly("acknowledged a.csv", "put aside", "kept b-1 at refused");
    assertThat(done.getMessage().getBody(Batch.class).state()).isEqualTo(Batch.State.REFUSED);
  }

  /** Whoever handed it in tries again: it lies where it lay. */
  @Test
  void a_file_that_cannot_be_acknowledged_is_not_opened() {
    full = true;

    assertThat(send("accept-batch", Given.file()).getException()).hasMessage("the disk is full");
    assertThat(told).isEmpty();
  }

  /** Stands for {@link io.pluralbridge.files.BatchIntake}. */
  public final class BatchIntake {
    public Batch read(SpooledFile delivery) {
      return Given.batch(state);
    }
  }

  /** Stands for {@link io.pluralbridge.files.BatchPapers}. */
  public final class BatchPapers {
    public Batch acknowledge(SpooledFile delivery, Batch batch) throws IOException {
      if (full) {
        throw new IOException("the disk is full");
      }
      told.add("acknowledged " + delivery.name());
      return batch;
    }

    public Path putAside(SpooledFile delivery, Batch batch) {
      told.add("put aside");
      return Path.of("refused");
    }
  }

  /** Stands for {@link io.pluralbridge.journal.batch.KeptFiles}. */
  public final class KeptFiles {
    public void keep(Batch batch, Path file) {
      told.add("kept " + batch.id() + " at " + file);
    }
  }

  /** Stands for {@link io.pluralbridge.journal.batch.CaptureLooks}. */
  public final class CaptureLooks {
    public void open(Batch batch) {
      told.add("opened " + batch.id());
    }
  }
}
