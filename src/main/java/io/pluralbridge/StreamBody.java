package io.pluralbridge;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Has the body of a request read as it comes. Of one that is answered before its end, the rest is
 * dropped for a while, as a sender who is cut off at once may never see the answer.
 */
final class StreamBody implements Processor {

  private static final Duration FOR_THE_ANSWER = Duration.ofSeconds(5);

  /** Of HTTP/2. */
  private static final long NO_ERROR = 0;

  private final Duration limit;

  /**
   * A step that streams.
   *
   * @param limit how long to wait for more of a body
   */
  StreamBody(Duration limit) {
    this.limit = limit;
  }

  @Override
  public void process(Exchange exchange) {
    Message message = exchange.getMessage();
    if (message.getBody() instanceof HttpServerRequest request) {
      HttpServerResponse response = request.response();
      response.headersEndHandler(headers -> announceClose(request));
      response.endHandler(end -> dropRest(request));
      message.setBody(new RequestBody(request, limit));
    }
  }

  private static void announceClose(HttpServerRequest request) {
    if (!request.isEnded() && request.version() != HttpVersion.HTTP_2) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  private static void dropRest(HttpServerRequest request) {
    Context context = Vertx.currentContext();
    // That of a connection that was closed ends without having been written.
    if (request.isEnded() || !request.response().ended() || context == null) {
      return;
    }
    Vertx vertx = context.owner();
    long timer = vertx.setTimer(FOR_THE_ANSWER.toMillis(), late -> cutOff(request));
    request.handler(rest -> {});
    request.exceptionHandler(gone -> vertx.cancelTimer(timer));
    request.endHandler(
        end -> {
          vertx.cancelTimer(timer);
          cutOff(request);
        });
    request.resume();
  }

  /** Others may share the connection of a request over HTTP/2. */
  private static void cutOff(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_2) {
      request.connection().close();
    } else if (!request.isEnded()) {
      request.response().reset(NO_ERROR);
    }
  }
}
