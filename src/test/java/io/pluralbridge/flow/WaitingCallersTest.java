package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.Caller;
import io.pluralbridge.support.Caller.Reply;
import io.pluralbridge.support.Instruction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Answers get lost, and questions come half a minute later in their turn, as the settings say by
 * themselves: who waits is asked for sooner, and is never told a 2xx that Plural has not said.
 */
@Timeout(120)
class WaitingCallersTest {

  private static final Duration TURN = Duration.ofSeconds(30);

  @TempDir static Path data;
  private static Sandbox sandbox;
  private static RunningBridge bridge;
  private static Caller caller;
  private static int references;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.start(SandboxSettings.onFreePort().withGullible(true));
    bridge =
        RunningBridge.start(
            data,
            sandbox,
            Map.of(
                "bridge.http.patience", "15s",
                "bridge.inquiry.first-delay", TURN.toSeconds() + "s",
                "bridge.inquiry.max-delay", "10m"));
    caller = bridge.caller();
  }

  @AfterAll
  static void stop() {
    bridge.close();
    sandbox.close();
  }

  @AfterEach
  void let_nothing_go_wrong_any_more() {
    sandbox.setFaults(SandboxFaults.NONE);
  }

  private static String reference() {
    return "waiting-" + ++references;
  }

  private static String held() {
    return sandbox.ledger().authoriseOrders(1, 1100).get(0);
  }

  private static String captured() {
    String order = held();
    assertThat(caller.send(Instruction.capture(order, reference(), 1100)).status()).isEqualTo(200);
    return order;
  }

  static List<Instruction> one_of_each() {
    return List.of(
        Instruction.customer(reference(), "Kevin"),
        Instruction.order(reference(), 1100),
        Instruction.payment(sandbox.ledger().unpaidOrder(1100), reference(), 1100),
        Instruction.capture(held(), reference(), 1100),
        Instruction.cancel(held()),
        Instruction.refund(captured(), reference(), 400));
  }

  @ParameterizedTest
  @MethodSource("one_of_each")
  void an_answer_that_is_lost_is_found_out_while_the_caller_waits(Instruction instruction) {
    long lost = lost();
    sandbox.setFaults(SandboxFaults.parse("lost-after-effect=1"));
    long start = System.nanoTime();
    CompletableFuture<Reply> told = CompletableFuture.supplyAsync(() -> caller.send(instruction));
    await().until(() -> lost() > lost);
    sandbox.setFaults(SandboxFaults.NONE);

    Reply reply = told.join();

    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TURN);
    assertThat(reply.isReplayed()).as("it is the answer to the first call").isFalse();
    assertThat(reply.at("/data/order_id") + reply.at("/customer_id")).isNotEmpty();
  }

  private static long lost() {
    return sandbox.ledger().summary().faults().values().stream().mapToLong(Long::longValue).sum();
  }

  @Test
  void what_is_not_known_in_time_is_a_time_out_and_a_repeat_asks_anew() {
    String reference = reference();
    Instruction capture = Instruction.capture(held(), reference, 1100);
    sandbox.setFaults(SandboxFaults.parse("error-after-effect=1"));

    Reply told = caller.send(capture);

    assertThat(told.status()).as(told.text()).isEqualTo(504);
    assertThat(told.at("/code")).isEqualTo("TIMED_OUT");
    assertThat(told.header("Location")).isEqualTo("/bridge/commands/CAPTURE/" + reference);
    assertThat(told.header("Retry-After")).matches("[1-9][0-9]?");
    assertThat(told.at("/additional_error_details/status")).isEqualTo("UNKNOWN");
    assertThat(told.at("/additional_error_details/repeat_is_safe")).isEqualTo("true");
    sandbox.setFaults(SandboxFaults.NONE);
    long start = System.nanoTime();

    Reply repeat = caller.send(capture);

    assertThat(repeat.status()).as(repeat.text()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as("sooner than in its turn")
        .isLessThan(Duration.ofSeconds(10));
    assertThat(repeat.isReplayed()).isTrue();
    assertThat(sandbox.ledger().summary().ordersCapturedMoreThanOnce()).isEmpty();
  }

  @Test
  void what_cannot_be_sent_is_a_time_out_too_and_sent_later() {
    Instruction order = Instruction.order(reference(), 1100);
    sandbox.setFaults(SandboxFaults.parse("rate-limited=1"));

    Reply told = caller.send(order);

    assertThat(told.status()).as(told.text()).isEqualTo(504);
    assertThat(told.at("/code")).isEqualTo("TIMED_OUT");
    assertThat(told.at("/additional_error_details/status")).isIn("ACCEPTED", "SENT");
    sandbox.setFaults(SandboxFaults.NONE);
    assertThat(caller.send(order).status()).isEqualTo(200);
  }
}
