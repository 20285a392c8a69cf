package io.pluralbridge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.support.BareSocket;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies that come, over real connections, into a small memory. */
@Timeout(60)
class CollectBodyTest {

  private static final int HEAP = 8 * 1024 * 1024;
  private static final int HUNDRED_KB = 100_000;
  private static final int SOME = 30;

  private final Vertx vertx = Vertx.vertx();
  private final CollectBody bodies = new CollectBody(Contract.read(), 1024 * 1024, HEAP);
  private final List<BareSocket> open = new ArrayList<>();
  private String url = "";

  @BeforeEach
  void listen() {
    Router router = Router.router(vertx);
    router
        .route()
        .handler(bodies)
        .handler(call -> call.end(Integer.toString(call.body().length())))
        .failureHandler(call -> call.response().setStatusCode(call.statusCode()).end("no"));
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0)
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    url = "http://localhost:" + server.actualPort();
  }

  @AfterEach
  void close() throws IOException {
    for (BareSocket each : open) {
      each.close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void unfinished(String path) throws IOException {
    BareSocket connection = new BareSocket(url);
    open.add(connection);
    connection.send(
        "POST "
            + path
            + " HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n"
            + "x".repeat(HUNDRED_KB));
  }

  private int post(String path, int bytes) throws IOException {
    return BareSocket.call(url, "POST " + path + " HTTP/1.1\nHost: x", "x".repeat(bytes)).status();
  }

  @Test
  void strangers_who_do_not_end_give_way_and_keep_out_nobody() throws IOException {
    for (int i = 0; i < SOME; i++) {
      unfinished("/webhooks/plural");
    }
    await().until(() -> bodies.bytes() > HUNDRED_KB);

    assertThat(open.get(0).answer().status()).isEqualTo(503);
    assertThat(bodies.bytes()).isLessThanOrEqualTo(HEAP / 32);
    assertThat(post("/webhooks/plural", 5_000)).as("a small one").isEqualTo(200);
    assertThat(post("/api/pay/v1/orders", 700_000)).as("one with a key").isEqualTo(200);
  }

  @Test
  void those_with_keys_have_a_limit_too() throws IOException {
    for (int i = 0; i < SOME; i++) {
      unfinished("/api/pay/v1/orders");
    }
    await().until(() -> bodies.bytes() > 5 * HUNDRED_KB);

    assertThat(open.get(0).answer().status()).isEqualTo(503);
    assertThat(bodies.bytes()).isLessThanOrEqualTo(HEAP / 8);
  }

  @Test
  void what_has_ended_or_broken_off_takes_nothing() throws IOException {
    unfinished("/webhooks/plural");
    await().until(() -> bodies.bytes() == HUNDRED_KB);
    open.get(0).close();
    await().until(() -> bodies.bytes() == 0);

    assertThat(post("/webhooks/plural", 5_000)).isEqualTo(200);
    await().until(() -> bodies.bytes() == 0);
  }

  @Test
  void what_is_small_by_nature_has_a_small_limit() throws IOException {
    assertThat(post("/api/auth/v1/token", 16_384)).isEqualTo(200);
    assertThat(post("/api/auth/v1/token", 16_385)).isEqualTo(413);
    assertThat(post("/callbacks/plural", 65_537)).isEqualTo(413);
    assertThat(post("/webhooks/plural", 1_048_577)).isEqualTo(413);
    String chunked =
        "POST /api/auth/v1/token HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n5000\n";
    try (BareSocket connection = new BareSocket(url)) {
      connection.send(chunked.replace("\n", "\r\n") + "x".repeat(0x5000));
      assertThat(connection.answer().status()).isEqualTo(413);
    }
  }
}
