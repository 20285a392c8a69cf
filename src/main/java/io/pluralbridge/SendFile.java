package io.pluralbridge;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a file to an HTTP caller from disk, of any size, with the headers that the message has.
 *
 * <p>Not as a body of Camel's: it would not notice a caller who hangs up in the middle, and keep
 * the file open and the exchange in flight for good.
 */
final class SendFile implements Processor {

  private static final Logger log = LoggerFactory.getLogger(SendFile.class);

  /** Of HTTP/2. */
  private static final long CANCEL = 8;

  private final Duration limit;

  /**
   * A step that sends.
   *
   * @param limit how long to wait for a caller who takes nothing
   */
  SendFile(Duration limit) {
    this.limit = limit;
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    Message message = exchange.getMessage();
    Path file = message.getMandatoryBody(Path.class);
    if (message instanceof HttpMessage http) {
      HttpServerResponse response = http.getResponse();
      message.getHeaders().forEach((name, value) -> response.putHeader(name, value.toString()));
      Future<Void> sending = response.sendFile(file.toString());
      // Over HTTP/1.1 the server goes on by itself, and the response counts as ended at once.
      if (http.getRequest().version() == HttpVersion.HTTP_2) {
        await(sending.toCompletionStage().toCompletableFuture(), response);
      }
    }
    message.removeHeaders("*");
    message.setBody(null);
  }

  private void await(CompletableFuture<Void> sending, HttpServerResponse response)
      throws InterruptedException {
    long sent = -1;
    while (!sending.isDone()) {
      try {
        sending.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException slow) {
        if (response.bytesWritten() == sent) {
          response.reset(CANCEL);
          return;
        }
        sent = response.bytesWritten();
      } catch (ExecutionException hungUp) {
        log.debug("A caller did not take a file to its end", hungUp);
      }
    }
  }
}
