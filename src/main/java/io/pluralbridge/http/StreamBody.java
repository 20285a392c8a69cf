package io.pluralbridge.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Has the body of a request read as it comes. Of one that is answered before its end, the rest is
 * dropped for a while, as a sender who is cut off at once may never see the answer.
 */
public final class StreamBody implements Processor {

  private static final Duration FOR_THE_ANSWER = Duration.ofSeconds(5);

  private final Duration limit;

  /**
   * A step that streams.
   *
   * @param limit how long to wait for more of a body
   */
  public StreamBody(Duration limit) {
    this.limit = limit;
  }

  @Override
  public void process(Exchange exchange) {
    Message message = exchange.getMessage();
    if (message.getBody() instanceof HttpServerRequest request) {
      HttpServerResponse response = request.response();
      response.headersEndHandler(headers -> announceClose(request));
      response.bodyEndHandler(end -> dropRest(request));
      message.setBody(new RequestBody(request, limit));
    }
  }

  private static void announceClose(HttpServerRequest request) {
    if (!request.isEnded()) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  /** Drops what still comes of a request that is answered, and then closes its connection. */
  static void dropRest(HttpServerRequest request) {
    Context context = Vertx.currentContext();
    if (request.isEnded() || context == null) {
      return;
    }
    Vertx vertx = context.owner();
    HttpConnection connection = request.connection();
    long timer = vertx.setTimer(FOR_THE_ANSWER.toMillis(), late -> connection.close());
    request.handler(rest -> {});
    request.exceptionHandler(gone -> vertx.cancelTimer(timer));
    request.endHandler(
        end -> {
          vertx.cancelTimer(timer);
          connection.close();
        });
    request.resume();
  }
}
