package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.files.Arrivals.Arrival;
import io.pluralbridge.journal.batch.Batch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** A file is taken up where it stands: read, or only put away when it is done. */
@RouteFile(value = "take-up-files", beyond = "direct:accept-batch")
class TakeUpFilesTest extends RouteTest {

  private static final Arrival UNREAD = new Arrival(Given.file(), Optional.empty());
  private static final Arrival DONE =
      new Arrival(Given.file(), Optional.of(Given.batch(Batch.State.DONE)));

  private final List<String> told = new ArrayList<>();

  @Override
  protected void bind(Registry beans) {
    beans.bind("batchPapers", new BatchPapers());
    beans.bind("keptFiles", new KeptFiles());
  }

  @Test
  void what_is_unread_is_read() throws Exception {
    MockEndpoint acceptance = beyond("direct:accept-batch");
    acceptance.expectedBodiesReceived(Given.file());

    assertThat(send("take-up-files", UNREAD).getException()).isNull();

    acceptance.assertIsSatisfied();
    assertThat(told).isEmpty();
  }

  @Test
  void what_is_done_is_put_away_and_not_read_again() throws Exception {
    MockEndpoint acceptance = beyond("direct:accept-batch");
    acceptance.expectedMessageCount(0);

    assertThat(send("take-up-files", DONE).getException()).isNull();

    acceptance.assertIsSatisfied();
    assertThat(told).containsExactly("archived b-1", "kept b-1 at archive");
  }

  @Test
  void what_cannot_be_read_now_fails_so_that_it_is_taken_up_again() {
    IOException full = new IOException("the disk is full");
    beyond("direct:accept-batch").whenAnyExchangeReceived(fails(full));

    assertThat(send("take-up-files", UNREAD).getException()).isSameAs(full);
  }

  /** Stands for {@link io.pluralbridge.files.BatchPapers}. */
  public final class BatchPapers {
    public Path archive(Batch batch) {
      told.add("archived " + batch.id());
      return Path.of("archive");
    }
  }

  /** Stands for {@link io.pluralbridge.journal.batch.KeptFiles}. */
  public final class KeptFiles {
    public void keep(Batch batch, Path file) {
      told.add("kept " + batch.id() + " at " + file);
    }
  }
}
