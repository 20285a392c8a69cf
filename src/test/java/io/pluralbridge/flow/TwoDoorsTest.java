package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.sandbox.SandboxSummary;
import io.pluralbridge.support.Caller.Reply;
import io.pluralbridge.support.Instruction;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two bridges on one PostgreSQL, and callers who ask both. */
@Timeout(120)
class TwoDoorsTest {

  @TempDir static Path folder;
  private static EmbeddedPostgres postgresql;
  private static Sandbox sandbox;
  private static final List<RunningBridge> BRIDGES = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    postgresql = EmbeddedPostgres.builder().start();
    sandbox = Sandbox.start(SandboxSettings.onFreePort().withGullible(true).withLatencyMs(20));
    for (String node : List.of("one", "two")) {
      Map<String, String> settings = new HashMap<>();
      settings.put("bridge.database.url", postgresql.getJdbcUrl("postgres", "postgres"));
      settings.put("bridge.database.username", "postgres");
      settings.put("bridge.node.name", node);
      settings.put("plural.api.response-timeout-ms", "5000");
      BRIDGES.add(RunningBridge.start(folder.resolve(node), sandbox, settings));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    BRIDGES.forEach(RunningBridge::close);
    sandbox.close();
    postgresql.close();
  }

  private static String held() {
    return sandbox.ledger().authoriseOrders(1, 1100).get(0);
  }

  private static CompletableFuture<Reply> ask(
      int bridge, Instruction instruction, String... headers) {
    return CompletableFuture.supplyAsync(
        () -> BRIDGES.get(bridge).caller().send(instruction, headers));
  }

  static Stream<Instruction> one_of_each() {
    return Stream.of(
        Instruction.customer("both-customer", "Kevin"),
        Instruction.order("both-order", 1100),
        Instruction.payment(sandbox.ledger().unpaidOrder(1100), "", 1100),
        Instruction.capture(held(), "both-capture", 1100),
        Instruction.cancel(held()));
  }

  @ParameterizedTest
  @MethodSource("one_of_each")
  void the_same_call_to_both_is_one_call_with_one_answer(Instruction instruction) {
    long before = effects();
    List<CompletableFuture<Reply>> asked = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      asked.add(ask(i % 2, instruction, "Idempotency-Key", "both-" + instruction.hashCode()));
    }
    List<Reply> replies = asked.stream().map(CompletableFuture::join).toList();

    assertThat(replies).extracting(Reply::status).containsOnly(200);
    assertThat(replies).extracting(Reply::said).containsOnly(replies.get(0).said());
    assertThat(replies).filteredOn(reply -> !reply.isReplayed()).hasSize(1);
    assertThat(effects()).isEqualTo(before + 1);
  }

  private static long effects() {
    SandboxSummary truth = sandbox.ledger().summary();
    return truth.customers()
        + truth.payments()
        + truth.captures()
        + truth.cancels()
        + truth.orders().values().stream().mapToLong(Long::longValue).sum()
        + truth.doubleOrders()
        + truth.doublePayments();
  }

  @Test
  void one_idempotency_key_for_different_orders_is_taken_at_one_door_only() {
    for (int round = 0; round < 10; round++) {
      CompletableFuture<Reply> one =
          ask(0, Instruction.order("one-" + round, 1100), "Idempotency-Key", "same-" + round);
      CompletableFuture<Reply> two =
          ask(1, Instruction.order("two-" + round, 1100), "Idempotency-Key", "same-" + round);

      assertThat(List.of(one.join().status(), two.join().status()))
          .containsExactlyInAnyOrder(200, 409);
    }
  }

  @Test
  void captures_of_one_order_from_both_are_never_under_way_at_once() {
    List<String> orders = sandbox.ledger().authoriseOrders(15, 1100);
    List<CompletableFuture<Reply>> asked = new ArrayList<>();
    for (String order : orders) {
      asked.add(ask(0, Instruction.capture(order, "here-" + order, 1100)));
      asked.add(ask(1, Instruction.capture(order, "there-" + order, 1100)));
      asked.add(ask(1, Instruction.cancel(order)));
    }
    List<Reply> replies = asked.stream().map(CompletableFuture::join).toList();

    assertThat(replies).extracting(Reply::status).containsOnly(200, 422);
    assertThat(sandbox.ledger().summary().twoWriters()).isZero();
    assertThat(sandbox.ledger().summary().ordersCapturedAndCancelled()).isEmpty();
  }

  @Test
  void what_one_took_in_and_lost_is_told_by_the_other() {
    Instruction capture = Instruction.capture(held(), "elsewhere", 1100);
    sandbox.setFaults(SandboxFaults.parse("lost-after-effect=1"));
    Reply first = BRIDGES.get(0).caller().send(capture, "Prefer", "respond-async");
    await()
        .until(
            () ->
                BRIDGES
                    .get(1)
                    .caller()
                    .get(first.header("Location"))
                    .at("/status")
                    .equals("UNKNOWN"));
    sandbox.setFaults(SandboxFaults.NONE);

    Reply repeat =
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> BRIDGES.get(1).caller().send(capture), reply -> reply.status() != 504);

    assertThat(repeat.status()).isEqualTo(200);
    assertThat(repeat.isReplayed()).isTrue();
    assertThat(BRIDGES.get(0).caller().send(capture).said()).isEqualTo(repeat.said());
  }
}
