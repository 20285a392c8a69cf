package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Operation;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.sandbox.SandboxSummary;
import io.pluralbridge.support.Caller;
import io.pluralbridge.support.Caller.Reply;
import io.pluralbridge.support.Instruction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Everybody at once, against a Plural that does twice what it is asked twice. */
@Timeout(120)
class StormTest {

  private static final int CALLERS = 200;

  @TempDir static Path data;
  private static Sandbox sandbox;
  private static RunningBridge bridge;
  private static Caller caller;
  private static ExecutorService threads;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.start(SandboxSettings.onFreePort().withGullible(true).withLatencyMs(50));
    bridge = RunningBridge.start(data, sandbox, Map.of("plural.api.response-timeout-ms", "10000"));
    caller = bridge.caller();
    threads = Executors.newFixedThreadPool(CALLERS);
  }

  @AfterAll
  static void stop() {
    threads.shutdownNow();
    bridge.close();
    sandbox.close();
  }

  private static String held() {
    return sandbox.ledger().authoriseOrders(1, 1100).get(0);
  }

  private static String captured() {
    String order = held();
    caller.send(Instruction.capture(order, "cap-" + order, 1100));
    return order;
  }

  static Stream<Arguments> one_of_each() {
    return Stream.of(
        Arguments.of(Operation.CREATE_CUSTOMER, Instruction.customer("storm-customer", "Kevin")),
        Arguments.of(Operation.CREATE_CUSTOMER, Instruction.customer("", "Bob")),
        Arguments.of(Operation.CREATE_ORDER, Instruction.order("storm-order", 1100)),
        Arguments.of(
            Operation.CREATE_PAYMENT,
            Instruction.payment(sandbox.ledger().unpaidOrder(1100), "storm-payment", 1100)),
        Arguments.of(
            Operation.CREATE_PAYMENT,
            Instruction.payment(sandbox.ledger().unpaidOrder(1100), "", 1100)),
        Arguments.of(Operation.CAPTURE, Instruction.capture(held(), "storm-capture", 1100)),
        Arguments.of(Operation.CANCEL, Instruction.cancel(held())),
        Arguments.of(Operation.REFUND, Instruction.refund(captured(), "storm-refund", 500)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("one_of_each")
  void two_hundred_of_the_same_call_are_one_call(Operation operation, Instruction instruction)
      throws Exception {
    long before = sandbox.ledger().summary().calls().get(operation);

    List<Reply> replies = allAtOnce(i -> caller.send(instruction));

    assertThat(replies).extracting(Reply::status).containsOnly(200);
    assertThat(replies)
        .extracting(Reply::said)
        .as("all the same")
        .containsOnly(replies.get(0).said());
    assertThat(replies).filteredOn(reply -> !reply.isReplayed()).as("one is the first").hasSize(1);
    assertThat(sandbox.ledger().summary().calls().get(operation)).isEqualTo(before + 1);
    assertNothingTwice();
  }

  @Test
  void under_two_hundred_idempotency_keys_it_is_one_call_all_the_same() throws Exception {
    String order = held();
    Instruction capture = Instruction.capture(order, "keys-" + order, 1100);

    List<Reply> replies =
        allAtOnce(i -> caller.send(capture, "Idempotency-Key", "key-" + order + i));

    assertThat(replies).extracting(Reply::said).containsOnly(replies.get(0).said());
    assertThat(sandbox.ledger().order(order).orElseThrow().captured()).isEqualTo(1100);
    assertNothingTwice();
  }

  /** Captures and cancels of the same few orders, each under a key of its own. */
  @Test
  void no_order_has_two_calls_under_way() throws Exception {
    List<String> orders = sandbox.ledger().authoriseOrders(20, 1100);

    List<Reply> replies =
        allAtOnce(
            i -> {
              String order = orders.get(i % orders.size());
              return i < 2 * orders.size()
                  ? caller.send(
                      i < orders.size()
                          ? Instruction.capture(order, "race-" + order, 1100)
                          : Instruction.cancel(order))
                  : caller.send(Instruction.capture(order, "race-" + order, 1100));
            });

    assertThat(replies).extracting(Reply::status).containsOnly(200, 422);
    assertNothingTwice();
    assertThat(orders)
        .allSatisfy(
            order -> {
              long captured = sandbox.ledger().order(order).orElseThrow().captured();
              assertThat(captured).isIn(0L, 1100L);
              boolean capture =
                  caller.send(Instruction.capture(order, "race-" + order, 1100)).status() == 200;
              boolean cancel = caller.send(Instruction.cancel(order)).status() == 200;
              assertThat(capture).isEqualTo(captured == 1100).isNotEqualTo(cancel);
            });
  }

  @Test
  void different_orders_do_not_wait_for_one_another() throws Exception {
    List<String> orders = sandbox.ledger().authoriseOrders(CALLERS, 1100);
    long start = System.nanoTime();

    List<Reply> replies =
        allAtOnce(i -> caller.send(Instruction.capture(orders.get(i), "all-" + i, 1100)));

    assertThat(replies).extracting(Reply::status).containsOnly(200);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as("one after the other it would be 10 s")
        .isLessThan(Duration.ofSeconds(8));
    assertNothingTwice();
  }

  private static void assertNothingTwice() {
    SandboxSummary truth = sandbox.ledger().summary();
    assertThat(truth.doubleOrders()).isZero();
    assertThat(truth.doublePayments()).isZero();
    assertThat(truth.doubleRefunds()).isZero();
    assertThat(truth.ordersCapturedMoreThanOnce()).isEmpty();
    assertThat(truth.ordersWithTwoWriters()).isEmpty();
  }

  /** One call of one of the callers. */
  private interface Call {
    Reply by(int number);
  }

  private static List<Reply> allAtOnce(Call call) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    List<Future<Reply>> calls = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      int number = i;
      calls.add(
          threads.submit(
              () -> {
                go.await();
                return call.by(number);
              }));
    }
    go.countDown();
    List<Reply> replies = new ArrayList<>();
    for (Future<Reply> reply : calls) {
      replies.add(reply.get());
    }
    return replies;
  }
}
