package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.files.Inbox.Found;
import io.pluralbridge.files.Inbox.Look;
import io.pluralbridge.journal.batch.Unclaimed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** One look at the inbox: each file that is ready is taken, and then each stranger is told. */
@RouteFile("intake-csv")
class IntakeCsvTest extends RouteTest {

  private static final Look LOOK =
      new Look(
          List.of(new Found(Path.of("a.csv"), null), new Found(Path.of("b.csv"), null)),
          List.of(new Unclaimed(Path.of("c.txt"), "c.txt", "NOT_TAKEN", "no CSV", Instant.EPOCH)));

  private final List<String> told = new ArrayList<>();
  private boolean full;

  @Override
  protected void bind(Registry beans) {
    beans.bind("inbox", new Inbox());
    beans.bind("batchPapers", new BatchPapers());
  }

  @Test
  void files_are_taken_and_strangers_told() {
    assertThat(send("intake-csv", null).getException()).isNull();

    assertThat(told).containsExactly("took a.csv", "took b.csv", "told c.txt");
  }

  @Test
  void a_stranger_that_cannot_be_told_keeps_no_file_waiting() {
    full = true;

    assertThat(send("intake-csv", null).getException()).hasMessage("the disk is full");

    assertThat(told).containsExactly("took a.csv", "took b.csv");
  }

  /** Stands for {@link io.pluralbridge.files.Inbox}. */
  public final class Inbox {
    public Look look() {
      return LOOK;
    }

    public void take(Found found) {
      told.add("took " + found.file());
    }
  }

  /** Stands for {@link io.pluralbridge.files.BatchPapers}. */
  public final class BatchPapers {
    public void refuse(Unclaimed stranger) throws IOException {
      if (full) {
        throw new IOException("the disk is full");
      }
      told.add("told " + stranger.name());
    }
  }
}
