package io.pluralbridge.benchmark;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Stands in for Plural, as a process of its own that takes as little of the machine as it can: a
 * token, captures, and orders to look at, each after a set latency. It knows no order and believes
 * everybody, but it counts, so that nobody can be fast by doing less: a reference that comes twice
 * is told.
 *
 * <p>One thread does everything. It answers late ones in the order in which they came, from one
 * timer for all, so that none is answered early and none more than about a millisecond late.
 */
public final class StandIn {

  private static final String CAPTURE = "/capture";
  private static final String ORDERS = "/api/pay/v1/orders/";
  private static final String TOKEN = "/api/auth/v1/token";
  private static final String REFERENCE = "\"merchant_capture_reference\":\"";
  private static final String VALUE = "\"value\":";

  private final Vertx vertx;
  private final Context context;
  private final Queue<Late> late = new ArrayDeque<>();
  private final Set<String> references = new HashSet<>();
  private boolean armed;
  private long latencyNanos;
  private long captures;
  private long repeated;
  private long tokens;
  private long looks;
  private long others;
  private int underWay;
  private int mostUnderWay;
  private long firstAt;
  private long lastAt;

  private record Late(long due, Runnable answer) {}

  private StandIn(Vertx vertx) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
  }

  /**
   * Orders: {@code port}; {@code reset MILLIS} forgets all it counted and is that slow from now on;
   * {@code figures}.
   */
  public static void main(String[] args) throws IOException {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    StandIn standIn = new StandIn(vertx);
    HttpServer server =
        standIn.here(
            () ->
                vertx
                    .createHttpServer(new HttpServerOptions().setAcceptBacklog(4096))
                    .requestHandler(standIn::take));
    int port =
        server.listen(0, "localhost").toCompletionStage().toCompletableFuture().join().actualPort();
    Helper.serve(
        order ->
            switch (order[0]) {
              case "port" -> Map.of("port", port);
              case "reset" -> standIn.here(() -> standIn.reset(Long.parseLong(order[1])));
              default -> standIn.here(standIn::figures);
            });
  }

  /** Does something on the one thread, and waits for it. */
  private <T> T here(Supplier<T> what) {
    CompletableFuture<T> done = new CompletableFuture<>();
    context.runOnContext(
        go -> {
          try {
            done.complete(what.get());
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    return done.join();
  }

  private Map<String, Object> reset(long latencyMs) {
    latencyNanos = TimeUnit.MILLISECONDS.toNanos(latencyMs);
    references.clear();
    captures = 0;
    repeated = 0;
    tokens = 0;
    looks = 0;
    others = 0;
    mostUnderWay = 0;
    firstAt = 0;
    lastAt = 0;
    return Map.of();
  }

  private Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("captures", captures);
    figures.put("repeated", repeated);
    figures.put("tokens", tokens);
    figures.put("looks", looks);
    figures.put("others", others);
    figures.put("most_in_flight", mostUnderWay);
    figures.put("first_to_last_nanos", lastAt - firstAt);
    return figures;
  }

  private void take(HttpServerRequest request) {
    String path = request.path();
    if (request.method() == HttpMethod.PUT && path.startsWith(ORDERS) && path.endsWith(CAPTURE)) {
      if (captures++ == 0) {
        firstAt = System.nanoTime();
      }
      mostUnderWay = Math.max(mostUnderWay, ++underWay);
      String order = path.substring(ORDERS.length(), path.length() - CAPTURE.length());
      request.bodyHandler(body -> inTime(() -> capture(request, order, body)));
    } else if (request.method() == HttpMethod.GET && path.startsWith(ORDERS)) {
      looks++;
      String order = path.substring(ORDERS.length());
      inTime(() -> answer(request, 200, Order.described(order, "AUTHORIZED", null, 1100)));
    } else if (path.equals(TOKEN)) {
      tokens++;
      request.bodyHandler(
          body ->
              answer(
                  request,
                  200,
                  Buffer.buffer(
                      "{\"access_token\":\"stand-in\",\"expires_in\":86400,"
                          + "\"token_type\":\"Bearer\"}")));
    } else {
      others++;
      answer(
          request,
          404,
          Buffer.buffer(
              "{\"code\":\"NOT_FOUND\",\"message\":\"the stand-in knows no such path\"}"));
    }
  }

  private void capture(HttpServerRequest request, String order, Buffer body) {
    String text = body.toString(StandardCharsets.ISO_8859_1);
    String reference = between(text, REFERENCE);
    if (!references.add(reference)) {
      repeated++;
    }
    answer(request, 200, Order.described(order, "PROCESSED", reference, number(text)));
    underWay--;
    lastAt = System.nanoTime();
  }

  private static String between(String text, String before) {
    int from = text.indexOf(before) + before.length();
    return text.substring(from, text.indexOf('"', from));
  }

  private static long number(String text) {
    long number = 0;
    for (int i = text.indexOf(VALUE) + VALUE.length(); Character.isDigit(text.charAt(i)); i++) {
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }

  private static void answer(HttpServerRequest request, int status, Buffer body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .end(body);
  }

  private void inTime(Runnable answer) {
    if (latencyNanos == 0) {
      answer.run();
      return;
    }
    late.add(new Late(System.nanoTime() + latencyNanos, answer));
    if (!armed) {
      arm(latencyNanos);
    }
  }

  private void arm(long nanos) {
    armed = true;
    vertx.setTimer(Math.max(1, (nanos + 999_999) / 1_000_000), fired -> answerWhoIsDue());
  }

  private void answerWhoIsDue() {
    armed = false;
    Late next = late.peek();
    while (next != null && next.due() <= System.nanoTime()) {
      late.remove();
      next.answer().run();
      next = late.peek();
    }
    if (next != null) {
      arm(next.due() - System.nanoTime());
    }
  }

  /** An order in Plural's words, as long as the guide has it. */
  static final class Order {

    private static final byte[] AFTER_ID =
        bytes(
            "\",\"merchant_order_reference\":\"f4548bbf-a029-43d3-9209-e3385c80b1e9\","
                + "\"type\":\"CHARGE\",\"status\":\"");
    private static final byte[] AFTER_STATUS =
        bytes("\",\"merchant_id\":\"123456\",\"order_amount\":{\"value\":");
    private static final byte[] AFTER_AMOUNT =
        bytes(
            ",\"currency\":\"INR\"},\"pre_auth\":true,\"notes\":\"order1\","
                + "\"callback_url\":\"https://sample-callback-url\","
                + "\"failure_callback_url\":\"https://sample-failure-callback-url\","
                + "\"purchase_details\":{\"customer\":{\"email_id\":\"kevin.bob@example.com\","
                + "\"first_name\":\"Kevin\",\"last_name\":\"Bob\",\"customer_id\":\"232323\","
                + "\"mobile_number\":\"9876543210\",\"billing_address\":{"
                + "\"address1\":\"H.No 15, Sector 17\",\"address2\":\"\",\"address3\":\"\","
                + "\"pincode\":\"61232112\",\"city\":\"CHANDIGARH\",\"state\":\"PUNJAB\","
                + "\"country\":\"INDIA\"},\"shipping_address\":{"
                + "\"address1\":\"H.No 15, Sector 17\",\"address2\":\"string\","
                + "\"address3\":\"string\",\"pincode\":\"144001123\",\"city\":\"CHANDIGARH\","
                + "\"state\":\"PUNJAB\",\"country\":\"INDIA\"}},"
                + "\"merchant_metadata\":{\"key1\":\"DD\",\"key2\":\"XOF\"}},"
                + "\"payments\":[{\"id\":\"v1-1111071924-aa-zzSkOA-cc-G\",\"status\":\"");
    private static final byte[] AFTER_PAYMENT_STATUS = bytes("\",\"payment_amount\":{\"value\":");
    private static final byte[] AFTER_PAYMENT_AMOUNT =
        bytes(
            ",\"currency\":\"INR\"},\"payment_method\":\"CARD\",\"payment_option\":{"
                + "\"card_data\":{\"card_type\":\"CREDIT\",\"network_name\":\"VISA\","
                + "\"issuer_name\":\"NONE\",\"card_category\":\"CONSUMER\","
                + "\"country_code\":\"IND\",\"token_txn_type\":\"ALT_TOKEN\"}},"
                + "\"acquirer_data\":{\"approval_code\":\"000000\","
                + "\"acquirer_reference\":\"202456643801053\",\"rrn\":\"420145000226\"},"
                + "\"capture_data\":[");
    private static final byte[] BEFORE_CAPTURE_AMOUNT = bytes("\",\"capture_amount\":{\"value\":");
    private static final byte[] AFTER_CAPTURE_AMOUNT =
        bytes(",\"currency\":\"INR\"},\"created_at\":\"2024-07-19T11:13:21.523Z\"}");
    private static final byte[] END =
        bytes(
            "],\"created_at\":\"2024-07-19T11:11:48.944Z\","
                + "\"updated_at\":\"2024-07-19T11:13:23.962Z\"}],"
                + "\"created_at\":\"2024-07-19T11:11:48.944Z\","
                + "\"updated_at\":\"2024-07-19T11:13:23.962Z\"}}");

    /** Source: guide, "6. Capture Order", the sample response. */
    static Buffer described(String order, String status, String capture, long minorUnits) {
      String amount = Long.toString(minorUnits);
      Buffer body =
          Buffer.buffer(2048)
              .appendString("{\"data\":{\"order_id\":\"")
              .appendString(order)
              .appendBytes(AFTER_ID)
              .appendString(status)
              .appendBytes(AFTER_STATUS)
              .appendString(amount)
              .appendBytes(AFTER_AMOUNT)
              .appendString(status)
              .appendBytes(AFTER_PAYMENT_STATUS)
              .appendString(amount)
              .appendBytes(AFTER_PAYMENT_AMOUNT);
      if (capture != null) {
        body.appendString("{")
            .appendString(REFERENCE)
            .appendString(capture)
            .appendBytes(BEFORE_CAPTURE_AMOUNT)
            .appendString(amount)
            .appendBytes(AFTER_CAPTURE_AMOUNT);
      }
      return body.appendBytes(END);
    }

    private static byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }
}
