package io.pluralbridge.http;

import io.pluralbridge.carddata.CardNumbers;
import io.pluralbridge.door.Callers;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands at the door, before Camel and before a body is read. What the contract describes comes in,
 * with no header, query parameter or charset on it but those that the contract names. The rest is
 * answered here, in our own words, and nothing of it is said back.
 *
 * <p>Nobody is waited for without end: a connection says something in time or is cut.
 */
public final class Doorkeeper implements Handler<HttpServerRequest> {

  private static final Logger log = LoggerFactory.getLogger(Doorkeeper.class);

  /**
   * So many requests wait, of all addresses that are slowed down, for their key to be looked at.
   */
  private static final int MOST_HELD = 250;

  /** Between two requests on one connection. */
  private static final Duration QUIET = Duration.ofSeconds(75);

  /** There may be card data or a customer in any of them. */
  private static final Map<String, String> ON_EVERY_ANSWER =
      Map.of("Cache-Control", "no-store", "X-Content-Type-Options", "nosniff");

  private static final String FORM = "application/x-www-form-urlencoded";

  /** What nobody takes apart on the way. */
  private static final String BYTES = "application/octet-stream";

  private static final Pattern JSON = Pattern.compile("application/([\\w.+-]+\\+)?json");

  /** What HTTP itself needs. An API key is looked at here, and goes no further. */
  private static final Set<String> ALWAYS =
      Set.of("connection", "content-length", "content-type", "expect", "host", "transfer-encoding");

  /**
   * Of a request that came in by an API key, its name, under this in its {@link RoutingContext}.
   */
  static final String ADMITTED_BY = "bridge.admitted-by";

  /** Carries it from the request to there. Ours alone: what a caller calls so is taken off it. */
  private static final String ADMITTED_BY_HEADER = "X-Bridge-Admitted-By";

  private final Contract contract;
  private final KeyGuard keys;
  private final Replies replies;
  private final Vertx vertx;
  private final Duration readTimeout;
  private final OpenConnections connections;
  private final Handler<HttpServerRequest> inside;
  private final Map<HttpConnection, Long> clocks = new ConcurrentHashMap<>();
  private final AtomicInteger held = new AtomicInteger();
  private volatile boolean closed;

  /**
   * Lets in who may come.
   *
   * @param readTimeout how long a request may take to arrive
   * @param connections those of the server
   * @param inside where those go on who come in
   */
  public Doorkeeper(
      Contract contract,
      KeyGuard keys,
      Replies replies,
      Vertx vertx,
      Duration readTimeout,
      OpenConnections connections,
      Handler<HttpServerRequest> inside) {
    this.contract = contract;
    this.keys = keys;
    this.replies = replies;
    this.vertx = vertx;
    this.readTimeout = readTimeout;
    this.connections = connections;
    this.inside = inside;
  }

  /** Lets nobody in any more, and says so. */
  public void close() {
    closed = true;
  }

  @Override
  public void handle(HttpServerRequest request) {
    connections.used(request.connection());
    if (OpenConnections.answersAreTaken(request.connection())) {
      admit(request);
    } else {
      request.pause();
      OpenConnections.whenAnswersAreTaken(
          request.connection(),
          () -> {
            boolean isReadAsItComes = admit(request);
            if (!isReadAsItComes) {
              // Only now, as its end must not come before those are there that wait for it.
              request.resume();
            }
          });
    }
  }

  /** Lets it in or refuses it; true when its body is left to a reader inside, who begins itself. */
  private boolean admit(HttpServerRequest request) {
    ON_EVERY_ANSWER.forEach(request.response()::putHeader);
    try {
      Contract.Operation operation = operation(request);
      startClock(request, operation);
      request.end().onComplete(read -> whenBothAreDone(request));
      checkAddress(request, operation);
      long wait = operation.needsKey() ? delay(request) : 0;
      if (wait > 0) {
        request.pause();
        stopClock(request.connection());
        later(
            request,
            wait,
            () -> {
              startClock(request, operation);
              boolean isReadAsItComes = enter(request, operation);
              if (!isReadAsItComes) {
                request.resume();
              }
            });
        return true;
      }
      return enter(request, operation);
    } catch (HttpRefusal refusal) {
      refuse(request, refusal);
      return false;
    }
  }

  private long delay(HttpServerRequest request) throws HttpRefusal {
    MultiMap headers = request.headers();
    return keys.delay(
        headers.getAll("Authorization"), headers.getAll("X-API-Key"), caller(request));
  }

  /** As {@link #admit}, once it is time to look at its key. */
  private boolean enter(HttpServerRequest request, Contract.Operation operation) {
    try {
      checkOpen();
      MultiMap headers = request.headers();
      String name = "";
      if (operation.needsKey()) {
        name =
            keys.admit(
                headers.getAll("Authorization"), headers.getAll("X-API-Key"), caller(request));
        checkQuery(request, operation);
      }
      strip(request, operation);
      if (operation.needsKey()) {
        headers.set(ADMITTED_BY_HEADER, name);
      }
      inside.handle(request);
      return !operation.bodyHasLimit() && !operation.mediaTypes().isEmpty();
    } catch (HttpRefusal refusal) {
      refuse(request, refusal);
      return false;
    }
  }

  private void refuse(HttpServerRequest request, HttpRefusal refusal) {
    startClock(request.connection(), readTimeout);
    answer(request, refusal);
  }

  private static String caller(HttpServerRequest request) {
    SocketAddress address = request.remoteAddress();
    String host = address == null ? null : address.hostAddress();
    return Callers.group(host == null ? "" : host);
  }

  /** Goes on after a while, in which no thread waits. Who would wait beyond the limit is cut. */
  private void later(HttpServerRequest request, long millis, Runnable then) throws HttpRefusal {
    if (held.incrementAndGet() > MOST_HELD) {
      held.decrementAndGet();
      request.resume();
      request.response().putHeader("Connection", "close");
      throw KeyGuard.tooMany("too many API keys wait to be looked at");
    }
    vertx.setTimer(
        millis,
        late -> {
          held.decrementAndGet();
          if (!request.response().closed()) {
            then.run();
          }
        });
  }

  private Contract.Operation operation(HttpServerRequest request) throws HttpRefusal {
    String path = request.path();
    Map<String, Contract.Operation> byMethod = contract.at(path == null ? "" : path);
    if (byMethod.isEmpty()) {
      throw new HttpRefusal(Complaint.NO_SUCH_PATH, "there is nothing at this path; see /docs");
    }
    Contract.Operation operation = byMethod.get(request.method().name());
    if (operation == null) {
      String allowed = String.join(", ", byMethod.keySet());
      throw new HttpRefusal(
          Complaint.METHOD_NOT_ALLOWED,
          "this path takes " + allowed,
          List.of(),
          Map.of("Allow", allowed));
    }
    return operation;
  }

  /** Many write an address down on its way. A query is left to who reads it. */
  private static void checkAddress(HttpServerRequest request, Contract.Operation operation)
      throws HttpRefusal {
    String path = PathText.decoded(request.path());
    boolean isRead = request.query() == null || !operation.queries().isEmpty();
    String query = isRead ? "" : PathText.decoded(request.query());
    if (CardNumbers.isIn(path) || CardNumbers.isIn(query)) {
      throw new HttpRefusal(Complaint.INVALID_REQUEST, "the address has a card number in it");
    }
  }

  /** Who writes behind the question mark what is to count must not be passed over. */
  private static void checkQuery(HttpServerRequest request, Contract.Operation operation)
      throws HttpRefusal {
    if (!HttpMethod.GET.equals(request.method())) {
      Query.checkNames(request.query(), operation.queries());
    }
  }

  private void checkOpen() throws HttpRefusal {
    if (closed) {
      throw new HttpRefusal(
          Complaint.JOURNAL_UNAVAILABLE,
          "the bridge is stopping; ask again",
          List.of(),
          Map.of("Retry-After", "5", "Connection", "close"));
    }
  }

  /** What is left steers nothing but what it is named for. */
  private static void strip(HttpServerRequest request, Contract.Operation operation)
      throws HttpRefusal {
    MultiMap headers = request.headers();
    String mediaType = mediaType(headers, operation);
    for (String name : new TreeSet<>(headers.names())) {
      String small = name.toLowerCase(Locale.ROOT);
      if (!ALWAYS.contains(small) && !operation.headers().contains(small)) {
        headers.remove(name);
      }
    }
    if (mediaType.isEmpty()) {
      headers.remove("Content-Type");
    } else {
      headers.set("Content-Type", mediaType);
    }
  }

  /**
   * What the body is, whatever charset it is said to have. A form would be taken apart into headers
   * further in: where one is taken, it goes in as bytes. Something packed would not be unpacked.
   */
  private static String mediaType(MultiMap headers, Contract.Operation operation)
      throws HttpRefusal {
    if (operation.mediaTypes().isEmpty()) {
      return "";
    }
    String usual = operation.mediaTypes().get(0);
    List<String> types = headers.getAll("Content-Type");
    String type = types.isEmpty() ? "" : types.get(0).replaceAll(";.*", "").strip();
    boolean isJson = usual.equals("application/json");
    boolean isRight =
        type.isEmpty()
            || operation.mediaTypes().stream().anyMatch(type::equalsIgnoreCase)
            || (isJson && JSON.matcher(type.toLowerCase(Locale.ROOT)).matches());
    if (!isRight || types.size() > 1) {
      throw new HttpRefusal(
          Complaint.CONTENT_TYPE,
          "the body of this request is to be sent as Content-Type: " + usual);
    }
    if (!headers.getAll("Content-Encoding").stream().allMatch("identity"::equalsIgnoreCase)) {
      throw new HttpRefusal(
          Complaint.CONTENT_TYPE,
          "the body of this request is to be sent without Content-Encoding");
    }
    return operation.mediaTypes().contains(FORM) ? BYTES : usual;
  }

  // ---- what a request goes through inside ------------------------------------------------------

  /**
   * Takes the query parameters away that no operation reads, before they become headers, and puts
   * the name of the API key where no header is.
   */
  public void strip(RoutingContext context) {
    context.addEndHandler(end -> whenBothAreDone(context.request()));
    MultiMap headers = context.request().headers();
    String admittedBy = headers.get(ADMITTED_BY_HEADER);
    if (admittedBy != null) {
      headers.remove(ADMITTED_BY_HEADER);
      context.put(ADMITTED_BY, admittedBy);
    }
    MultiMap queries = context.queryParams();
    Map<String, Contract.Operation> byMethod = contract.at(context.request().path());
    Contract.Operation operation = byMethod.get(context.request().method().name());
    if (operation != null && !operation.mayBeKept().isEmpty()) {
      // Camel's own filter takes this header off whatever a route answers.
      context.addHeadersEndHandler(
          head -> {
            if (context.response().getStatusCode() == 200) {
              context.response().putHeader("Cache-Control", operation.mayBeKept());
            }
          });
    }
    for (String name : Set.copyOf(queries.names())) {
      if (operation == null || !operation.queries().contains(name)) {
        queries.remove(name);
      }
    }
    context.next();
  }

  /** Answers where a request was given up further in. */
  public void failed(RoutingContext context) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    int status = context.statusCode();
    Throwable failure = context.failure();
    if (failure instanceof IOException && !context.request().isEnded()) {
      log.debug("A caller hung up in the middle of a request", failure);
      return;
    }
    if (failure instanceof HttpRefusal refusal) {
      answer(context.request(), refusal);
      if (refusal.headers().containsKey("Connection")) {
        StreamBody.dropRest(context.request());
      }
    } else if (status >= 400 && status < 500) {
      log.debug("What came was no request in HTTP, or not to its end", failure);
      answer(context.request(), malformed());
    } else {
      log.error(
          "A request failed at the door: {}",
          failure == null ? status : failure.getClass().getSimpleName());
      answer(
          context.request(),
          new HttpRefusal(
              Complaint.INTERNAL, "something went wrong here; ask for the command by its key"));
    }
  }

  /** Answers what is no HTTP, or too much of it. */
  public void malformed(HttpServerRequest request) {
    request.response().putHeader("Connection", "close");
    answer(request, malformed());
  }

  private static HttpRefusal malformed() {
    return new HttpRefusal(
        Complaint.INVALID_REQUEST,
        "this is no request in HTTP, or its address or its headers are too long");
  }

  private void answer(HttpServerRequest request, HttpRefusal refusal) {
    HttpReply reply = replies.refused(refusal);
    HttpServerResponse response = request.response().setStatusCode(reply.status());
    ON_EVERY_ANSWER.forEach(response::putHeader);
    reply.headers().forEach(response::putHeader);
    response.end(reply.body()).onComplete(end -> whenBothAreDone(request));
  }

  // ---- time ------------------------------------------------------------------------------------

  /** A connection that has just been made. */
  public void connected(HttpConnection connection) {
    connection.closeHandler(
        gone -> {
          stopClock(connection);
          connections.closed(connection);
        });
    connections.opened(connection);
    startClock(connection, readTimeout);
  }

  /** We may take our time to answer; who asks may not take it to ask. */
  private void whenBothAreDone(HttpServerRequest request) {
    if (request.isEnded()) {
      if (request.response().ended()) {
        connections.unused(request.connection());
      }
      startClock(request.connection(), QUIET, request.response()::ended);
    }
  }

  private void startClock(HttpServerRequest request, Contract.Operation operation) {
    if (operation.bodyHasLimit() || operation.mediaTypes().isEmpty()) {
      startClock(request.connection(), readTimeout);
    } else {
      // Whoever reads it sees to it that it goes on.
      stopClock(request.connection());
    }
  }

  private void startClock(HttpConnection connection, Duration limit) {
    startClock(connection, limit, () -> true);
  }

  /** Cuts the connection after the time, unless it is we who are to say something then. */
  private void startClock(HttpConnection connection, Duration limit, BooleanSupplier theirTurn) {
    stopClock(connection);
    long clock =
        vertx.setTimer(
            limit.toMillis(),
            late -> {
              clocks.remove(connection);
              if (theirTurn.getAsBoolean()) {
                connection.close();
              } else {
                startClock(connection, limit, theirTurn);
              }
            });
    clocks.put(connection, clock);
  }

  private void stopClock(HttpConnection connection) {
    Long clock = clocks.remove(connection);
    if (clock != null) {
      vertx.cancelTimer(clock);
    }
  }
}
