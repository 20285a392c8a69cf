package io.pluralbridge.sandbox;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls the merchant. Connections are kept alive, and nobody waits for an answer: it comes as a
 * future, within five seconds. Redirects are not followed, and of the answer nothing is read but
 * its status and where it points.
 */
final class Outbound {

  /** How many calls may be under way at once. */
  static final int MOST_AT_ONCE = 16;

  private static final int PATIENCE_MS = 5_000;

  private final Vertx vertx;
  private final HttpClient client;

  Outbound(Vertx vertx) {
    this.vertx = vertx;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                // Whoever pretends to be Plural has no secrets to lose to a merchant whose
                // certificate nobody knows yet.
                .setTrustAll(true)
                .setVerifyHost(false)
                .setConnectTimeout(PATIENCE_MS),
            new PoolOptions().setHttp1MaxSize(MOST_AT_ONCE));
  }

  /**
   * How a call was answered.
   *
   * @param status 0 when it was not
   * @param location where it points, or null
   * @param problem why it was not answered, or null
   */
  record Reply(int status, @Nullable String location, @Nullable String problem) {

    boolean isGood() {
      return status >= 200 && status < 300;
    }

    static Reply none(String problem) {
      return new Reply(0, null, problem);
    }
  }

  Future<Reply> get(String url) {
    return call(HttpMethod.GET, url, Map.of(), null);
  }

  Future<Reply> post(String url, Map<String, String> headers, byte[] body) {
    return call(HttpMethod.POST, url, headers, Buffer.buffer(body));
  }

  private Future<Reply> call(
      HttpMethod method, String url, Map<String, String> headers, @Nullable Buffer body) {
    Promise<Reply> answered = Promise.promise();
    // Once for the whole way: for a free connection, the connection, and the answer.
    long timer =
        vertx.setTimer(PATIENCE_MS, late -> answered.tryComplete(Reply.none("no answer in 5 s")));
    try {
      client
          .request(
              new RequestOptions()
                  .setMethod(method)
                  .setAbsoluteURI(url)
                  .setHeaders(MultiMap.caseInsensitiveMultiMap().addAll(headers)))
          .onFailure(problem -> answered.tryComplete(Reply.none(said(problem))))
          .onSuccess(request -> send(request, body, answered));
    } catch (RuntimeException noAddress) {
      answered.tryComplete(Reply.none(said(noAddress)));
    }
    return answered.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  private void send(HttpClientRequest request, @Nullable Buffer body, Promise<Reply> answered) {
    if (answered.future().isComplete()) {
      request.reset();
      return;
    }
    long timer = vertx.setTimer(PATIENCE_MS, late -> request.reset());
    (body == null ? request.send() : request.send(body))
        .onFailure(
            problem -> {
              vertx.cancelTimer(timer);
              answered.tryComplete(Reply.none(said(problem)));
            })
        .onSuccess(
            response -> {
              response.end().onComplete(end -> vertx.cancelTimer(timer));
              answered.tryComplete(reply(response));
            });
  }

  private static Reply reply(HttpClientResponse response) {
    return new Reply(response.statusCode(), response.getHeader("Location"), null);
  }

  private static String said(Throwable problem) {
    String message = problem.getMessage();
    return message == null ? problem.getClass().getSimpleName() : message;
  }
}
