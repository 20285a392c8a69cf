package io.pluralbridge.benchmark;

import io.pluralbridge.signature.SecretEncoding;
import io.pluralbridge.signature.WebhookSignature;
import io.pluralbridge.support.PluralVoice;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Those who bring callbacks and webhooks, as a process of its own. What they bring is signed
 * beforehand, each one is another, and they bring it over as bare a connection as there is, so that
 * as much of the machine as can be is left to who takes it.
 */
public final class Callers {

  static final String CALLBACKS = "/callbacks/plural";
  static final String WEBHOOKS = "/webhooks/plural";

  /** One of those of {@link PluralVoice#BELIEVED}. */
  static final String WEBHOOK_SECRET = "abc1234";

  private static final WebhookSignature SIGNATURE =
      new WebhookSignature(
          List.of(SecretEncoding.UTF8.decode(WEBHOOK_SECRET)),
          Duration.ofMinutes(5),
          Clock.systemUTC());

  private final Vertx vertx = Vertx.vertx();
  private final NetClient client = vertx.createNetClient();
  private final List<Buffer> requests = new ArrayList<>();
  private int next;
  private int good;
  private int bad;
  private int gone;

  private Callers() {}

  /**
   * Orders: {@code make KIND COUNT PREFIX} prepares so many callbacks or webhooks, {@code send PORT
   * CONNECTIONS} brings all of them.
   */
  public static void main(String[] args) throws IOException {
    Callers callers = new Callers();
    Helper.serve(
        order ->
            order[0].equals("make")
                ? callers.make(order[1], Integer.parseInt(order[2]), order[3])
                : callers.send(Integer.parseInt(order[1]), Integer.parseInt(order[2])));
  }

  private Map<String, Object> make(String kind, int count, String prefix) {
    requests.clear();
    for (int i = 0; i < count; i++) {
      String order = CaptureFiles.order(prefix, i);
      requests.add(kind.equals("callback") ? callback(order) : webhook(order));
    }
    return Map.of();
  }

  private static Buffer callback(String order) {
    String form = PluralVoice.encoded(PluralVoice.back(order, "AUTHORIZED"));
    return post(CALLBACKS, "Content-Type: application/x-www-form-urlencoded\r\n", form);
  }

  private static Buffer webhook(String order) {
    String body =
        "{\"event_type\":\"ORDER_AUTHORIZED\","
            + StandIn.Order.described(order, "AUTHORIZED", null, 1100).toString().substring(1);
    String id = "msg-" + order;
    Instant now = Instant.now();
    String headers =
        "Content-Type: application/json\r\nwebhook-id: "
            + id
            + "\r\nwebhook-timestamp: "
            + now.getEpochSecond()
            + "\r\nwebhook-signature: "
            + SIGNATURE.sign(id, now, body.getBytes(StandardCharsets.UTF_8))
            + "\r\n";
    return post(WEBHOOKS, headers, body);
  }

  private static Buffer post(String path, String headers, String body) {
    return Buffer.buffer(
        "POST "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
            + body.getBytes(StandardCharsets.UTF_8).length
            + "\r\n"
            + headers
            + "\r\n"
            + body);
  }

  private Map<String, Object> send(int port, int connections) {
    next = 0;
    good = 0;
    bad = 0;
    gone = 0;
    CompletableFuture<Long> done = new CompletableFuture<>();
    List<CompletableFuture<NetSocket>> sockets = new ArrayList<>();
    // All in one thread, so that nothing needs to be guarded.
    vertx.runOnContext(
        here -> {
          for (int i = 0; i < connections; i++) {
            CompletableFuture<NetSocket> socket = new CompletableFuture<>();
            sockets.add(socket);
            client
                .connect(port, "localhost")
                .onSuccess(socket::complete)
                .onFailure(socket::completeExceptionally);
          }
          CompletableFuture.allOf(sockets.toArray(CompletableFuture[]::new))
              .whenComplete(
                  (all, failure) -> {
                    if (failure != null) {
                      done.completeExceptionally(failure);
                      return;
                    }
                    long start = System.nanoTime();
                    sockets.forEach(socket -> new Caller(socket.join(), start, done).goOn());
                  });
        });
    long nanos = done.join();
    return Map.of("good", good, "bad", bad, "gone", gone, "nanos", nanos);
  }

  /** One connection: brings the next when the last is answered. */
  private final class Caller {

    private final NetSocket socket;
    private final long start;
    private final CompletableFuture<Long> done;
    private Buffer got = Buffer.buffer();

    Caller(NetSocket socket, long start, CompletableFuture<Long> done) {
      this.socket = socket;
      this.start = start;
      this.done = done;
      socket.handler(this::hear);
      socket.closeHandler(closed -> hangUp());
    }

    void goOn() {
      if (next == requests.size()) {
        finish();
        return;
      }
      socket.write(requests.get(next++));
    }

    private void finish() {
      socket.closeHandler(null);
      socket.close();
      if (good + bad + gone == requests.size()) {
        done.complete(System.nanoTime() - start);
      }
    }

    private void hangUp() {
      gone++;
      if (good + bad + gone == requests.size()) {
        done.complete(System.nanoTime() - start);
      }
    }

    private void hear(Buffer more) {
      got.appendBuffer(more);
      String text = got.toString(StandardCharsets.ISO_8859_1);
      if (isWhole(text)) {
        if (text.charAt(9) == '2' || text.charAt(9) == '3') {
          good++;
        } else {
          bad++;
        }
        got = Buffer.buffer();
        goOn();
      }
    }
  }

  /** True when that is a whole answer. */
  static boolean isWhole(String text) {
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return false;
    }
    String head = text.substring(0, end).toLowerCase(Locale.ROOT) + "\r\n";
    int length = head.indexOf("\r\ncontent-length:");
    if (length >= 0) {
      int from = length + "\r\ncontent-length:".length();
      int bytes = Integer.parseInt(head.substring(from, head.indexOf('\r', from)).trim());
      return text.length() >= end + 4 + bytes;
    }
    return !head.contains("transfer-encoding: chunked") || text.endsWith("\r\n0\r\n\r\n");
  }
}
