package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.http.BatchReplies;
import io.pluralbridge.http.Replies;
import io.pluralbridge.http.WriteReply;
import io.pluralbridge.instruction.Fault;
import io.pluralbridge.instruction.RefusedException;
import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.BatchLines;
import io.pluralbridge.journal.batch.BatchView;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** A file is streamed, taken and answered; where it stands and its results can be asked for. */
@RouteFile(value = "intake-batches", with = "errors")
class IntakeBatchesTest extends RouteTest {

  private static final BatchView VIEW =
      new BatchView(Given.batch(Batch.State.OPEN), Map.of(), new BatchLines.Kept(0, 0), null, 0);

  private Processor taking = leaves(VIEW);

  @Override
  protected void bind(Registry beans) {
    beans.bind("streamBody", step(e -> e.setVariable("streamed", true)));
    beans.bind("takeFile", step(exchange -> taking.process(exchange)));
    beans.bind("batchDoor", new BatchDoor());
    beans.bind("findResults", leaves("a file"));
    beans.bind("sendFile", step(e -> e.setVariable("sent", e.getMessage().getBody())));
    beans.bind("batchReplies", new BatchReplies());
    beans.bind("replies", new Replies(Clock.systemUTC()));
    beans.bind("writeReply", new WriteReply());
  }

  @Test
  void a_file_is_streamed_before_it_is_taken_and_answered_with_where_to_look() {
    Exchange done = send("intake-batches", "a file");

    assertThat(steps(done))
        .containsExactly(
            "stream-body", "file-to-create-batch", "take-file", "tell-taken", "taken-on-the-wire");
    assertThat(done.getMessage().getHeaders())
        .containsOnlyKeys(Exchange.HTTP_RESPONSE_CODE, "Content-Type", "Location")
        .containsEntry(Exchange.HTTP_RESPONSE_CODE, 202)
        .containsEntry("Location", "/bridge/batches/b-1");
  }

  @Test
  void a_file_that_is_not_taken_is_answered_with_why() {
    taking = fails(new RefusedException(List.of(new Fault("name", "X", "name is missing"))));

    Exchange done = send("intake-batches", "a file");

    assertThat(done.getException()).isNull();
    assertThat(done.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(400);
    assertThat(done.getMessage().getBody(String.class)).contains("name is missing");
  }

  @Test
  void where_it_stands_is_shown() {
    Exchange done = send("getBatch", e -> e.getMessage().setHeader("id", "b-1"));

    assertThat(done.getMessage().getBody(String.class)).contains("\"state\":\"OPEN\"");
    assertThat(done.getMessage().getHeader("id")).isNull();
  }

  @Test
  void its_results_are_sent_as_a_file() {
    assertThat(send("getBatchResults", null).getVariable("sent")).isEqualTo("a file");
  }

  /** Stands for {@link io.pluralbridge.http.BatchDoor}. */
  public static final class BatchDoor {
    public BatchView find(Map<String, Object> path) {
      assertThat(path).containsEntry("id", "b-1");
      return VIEW;
    }
  }
}
