package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.sandbox.SandboxSummary;
import io.pluralbridge.support.Caller;
import io.pluralbridge.support.Caller.Reply;
import io.pluralbridge.support.Instruction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Answers to every action get lost, at a Plural that does twice what it is asked twice: who asked
 * is told where to look and finds the truth there, and it was done once.
 */
@Timeout(120)
class LostAnswersTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

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
            Map.of("bridge.http.patience", "2500ms", "bridge.inquiry.first-delay", "100ms"));
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
    return "lost-" + ++references;
  }

  private static String held() {
    return sandbox.ledger().authoriseOrders(1, 1100).get(0);
  }

  private static String captured() {
    String order = held();
    assertThat(caller.send(Instruction.capture(order, reference(), 1100)).status()).isEqualTo(200);
    return order;
  }

  private static List<Instruction> one_of_each() {
    return List.of(
        Instruction.customer(reference(), "Kevin"),
        Instruction.customer("", "Keyless " + reference()),
        Instruction.order(reference(), 1100),
        Instruction.payment(sandbox.ledger().unpaidOrder(1100), reference(), 1100),
        Instruction.payment(sandbox.ledger().unpaidOrder(1100), "", 1100),
        Instruction.capture(held(), reference(), 1000),
        Instruction.capture(held(), reference()),
        Instruction.cancel(held()),
        Instruction.refund(captured(), reference(), 400),
        Instruction.refund(captured(), reference()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lost-after-effect=1 | 1",
        "lost-before-effect=1 | 2",
        "error-after-effect=1 | 1",
        "error-before-effect=1 | 2",
        "late=1,late-ms=1400 | 1",
      })
  void whatever_is_lost_is_found_or_done_again_and_was_done_once(String faults, int attempts) {
    List<Instruction> all = one_of_each();
    SandboxSummary before = sandbox.ledger().summary();
    sandbox.setFaults(SandboxFaults.parse(faults));

    Map<Instruction, CompletableFuture<Reply>> asked = new LinkedHashMap<>();
    all.forEach(one -> asked.put(one, CompletableFuture.supplyAsync(() -> caller.send(one))));
    Map<Instruction, String> whereToLook = new LinkedHashMap<>();
    asked.forEach((one, reply) -> whereToLook.put(one, assertUnknown(reply.join())));
    sandbox.setFaults(SandboxFaults.NONE);

    whereToLook.forEach((one, where) -> assertSettled(one, where, attempts));
    SandboxSummary after = sandbox.ledger().summary();
    assertThat(after.customers() - before.customers()).isEqualTo(2);
    assertThat(orders(after) - orders(before)).isEqualTo(1);
    assertThat(after.payments() - before.payments()).isEqualTo(2);
    assertThat(after.captures() - before.captures()).isEqualTo(2);
    assertThat(after.cancels() - before.cancels()).isEqualTo(1);
    assertThat(after.refunds() - before.refunds()).isEqualTo(2);
    assertThat(after.refunded().get("INR") - before.refunded().getOrDefault("INR", 0L))
        .isEqualTo(1500);
    assertThat(after.doubleOrders()).isZero();
    assertThat(after.doublePayments()).isZero();
    assertThat(after.doubleRefunds()).isZero();
    assertThat(after.doubleCustomers()).isZero();
    assertThat(after.ordersCapturedMoreThanOnce()).isEmpty();
    assertThat(after.twoWriters()).isZero();
  }

  private static long orders(SandboxSummary truth) {
    return truth.orders().values().stream().mapToLong(Long::longValue).sum();
  }

  private static String assertUnknown(Reply told) {
    assertThat(told.status()).as(told.text()).isEqualTo(504);
    assertThat(told.at("/code")).isEqualTo("TIMED_OUT");
    assertThat(told.at("/message")).contains("is not known yet: it is UNKNOWN");
    assertThat(told.at("/additional_error_details/repeat_is_safe")).isEqualTo("true");
    assertThat(told.at("/additional_error_details/reason"))
        .contains("Repeating the same call is safe", "Never send it under another reference");
    assertThat(told.at("/additional_error_details/status_reason")).isNotEmpty();
    assertThat(told.header("Retry-After")).matches("[1-9][0-9]?");
    assertThat(told.header("Location")).startsWith("/bridge/commands/");
    return told.header("Location");
  }

  private static void assertSettled(Instruction instruction, String where, int attempts) {
    Reply shown =
        await()
            .atMost(LIMIT)
            .until(() -> caller.get(where), view -> view.at("/status").equals("SUCCEEDED"));
    List<String> history =
        StreamSupport.stream(shown.json().path("history").spliterator(), false)
            .map(step -> step.path("to").asText())
            .toList();
    assertThat(history)
        .isEqualTo(
            attempts == 1
                ? List.of("ACCEPTED", "SENT", "UNKNOWN", "SUCCEEDED")
                : List.of("ACCEPTED", "SENT", "UNKNOWN", "ACCEPTED", "SENT", "SUCCEEDED"));
    assertThat(shown.json().path("attempts").asInt()).isEqualTo(attempts);

    Reply repeat = caller.send(instruction);

    assertThat(repeat.status()).as(repeat.text()).isEqualTo(200);
    assertThat(repeat.isReplayed()).isTrue();
    assertThat(repeat.json()).isEqualTo(shown.json().path("response"));
    assertThat(repeat.at("/data/order_id") + repeat.at("/customer_id")).isNotEmpty();
  }

  @Test
  void who_waits_for_an_answer_that_is_lost_gets_the_truth_when_it_is_soon_known() {
    Instruction refund = Instruction.refund(captured(), reference(), 100);
    long refunds = sandbox.ledger().summary().refunds();
    sandbox.setFaults(SandboxFaults.parse("lost-after-effect=1"));

    CompletableFuture<Reply> told = CompletableFuture.supplyAsync(() -> caller.send(refund));
    await()
        .pollInterval(Duration.ofMillis(5))
        .until(() -> sandbox.ledger().summary().refunds() > refunds);
    sandbox.setFaults(SandboxFaults.NONE);

    assertThat(told.join().status()).as(told.join().text()).isEqualTo(200);
    assertThat(told.join().at("/data/type")).isEqualTo("REFUND");
    assertThat(told.join().isReplayed()).isFalse();
    assertThat(sandbox.ledger().summary().refunds()).isEqualTo(refunds + 1);
  }

  /** The customer failed the challenge while nobody knew of the payment: then it is a no. */
  @Test
  void a_payment_that_failed_while_its_answer_was_lost_is_declined() {
    String order = sandbox.ledger().unpaidOrder(1100);
    Instruction payment = Instruction.payment(order, reference(), 1100);
    sandbox.setFaults(SandboxFaults.parse("lost-after-effect=1"));
    Reply told = caller.send(payment);
    String where = assertUnknown(told);
    sandbox.ledger().fail(order);
    sandbox.setFaults(SandboxFaults.NONE);

    await().atMost(LIMIT).until(() -> caller.get(where).at("/status").equals("DECLINED"));

    Reply repeat = caller.send(payment);
    assertThat(repeat.status()).isEqualTo(422);
    assertThat(repeat.at("/code")).isEqualTo("USER_AUTHENTICATION_FAILED");
    assertThat(repeat.isReplayed()).isTrue();
    assertThat(caller.send(Instruction.payment(order, reference(), 1100)).status())
        .as("another try is another payment")
        .isEqualTo(200);
  }

  @Test
  void the_next_command_of_an_order_waits_until_it_is_known_what_became_of_the_last() {
    String order = held();
    sandbox.setFaults(SandboxFaults.parse("lost-before-effect=1"));
    Instruction capture = Instruction.capture(order, reference(), 600);
    assertUnknown(caller.send(capture));
    Reply cancel =
        caller.send("PUT", Instruction.cancel(order).path(), "", "Prefer", "respond-async");
    Reply refund =
        caller.send(Instruction.refund(order, reference(), 600), "Prefer", "respond-async");
    assertThat(cancel.at("/status")).isEqualTo("ACCEPTED");
    assertThat(refund.at("/status")).isEqualTo("ACCEPTED");
    sandbox.setFaults(SandboxFaults.NONE);

    assertThat(status(cancel)).isEqualTo("DECLINED");
    assertThat(status(refund)).isEqualTo("SUCCEEDED");
    assertThat(caller.send(capture).status()).isEqualTo(200);
    assertThat(sandbox.ledger().summary().twoWriters()).isZero();
  }

  private static String status(Reply told) {
    String where = told.header("Location");
    return await()
        .atMost(LIMIT)
        .until(
            () -> caller.get(where).at("/status"),
            status -> status.equals("SUCCEEDED") || status.equals("DECLINED"));
  }
}
