package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Operation;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.Caller;
import io.pluralbridge.support.Caller.Reply;
import io.pluralbridge.support.Instruction;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes again over HTTP is answered again, and not done again. */
class HttpOnceTest {

  private static final String HEADER = "order_id,merchant_capture_reference,amount,currency";

  @TempDir static Path data;
  private static Sandbox sandbox;
  private static RunningBridge bridge;
  private static Caller caller;
  private static int references;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    bridge = RunningBridge.start(data, sandbox, Map.of());
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
    return "ref-" + ++references;
  }

  private static String held() {
    return sandbox.ledger().authoriseOrders(1, 1100).get(0);
  }

  private static String unpaid() {
    return sandbox.ledger().unpaidOrder(1100);
  }

  private static String captured() {
    String order = held();
    assertThat(caller.send(Instruction.capture(order, reference(), 1100)).status()).isEqualTo(200);
    return order;
  }

  private static long calls(Operation operation) {
    return sandbox.ledger().summary().calls().get(operation);
  }

  private static long calls() {
    return Stream.of(
            Operation.CREATE_CUSTOMER,
            Operation.CREATE_ORDER,
            Operation.CREATE_PAYMENT,
            Operation.CAPTURE,
            Operation.CANCEL,
            Operation.REFUND)
        .mapToLong(HttpOnceTest::calls)
        .sum();
  }

  /** One of each action, with a reference and, where Plural allows it, without. */
  static Stream<Instruction> one_of_each() {
    return Stream.of(
        Instruction.customer(reference(), "Kevin"),
        Instruction.customer("", "Keyless " + reference()),
        Instruction.order(reference(), 1100),
        Instruction.payment(unpaid(), reference(), 1100),
        Instruction.payment(unpaid(), "", 1100),
        Instruction.capture(held(), reference(), 1100),
        Instruction.cancel(held()),
        Instruction.refund(captured(), reference(), 500));
  }

  static Stream<Instruction> one_of_each_that_plural_refuses() {
    return Stream.of(
        Instruction.order(reference(), 100_000_001),
        Instruction.payment("v1-nobodys", reference(), 1100),
        Instruction.payment(held(), reference(), 1100),
        Instruction.capture(held(), reference(), 1101),
        Instruction.capture(unpaid(), reference(), 1100),
        Instruction.cancel(captured()),
        Instruction.refund(held(), reference(), 500));
  }

  // ---- the same again --------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource({"one_of_each", "one_of_each_that_plural_refuses"})
  void a_repeat_is_answered_with_the_first_answer_and_not_sent(Instruction instruction) {
    Reply first = caller.send(instruction);
    long calls = calls();

    Reply second = caller.send(instruction);

    assertThat(first.isReplayed()).isFalse();
    assertThat(second.isReplayed()).isTrue();
    assertThat(second.said()).isEqualTo(first.said());
    assertThat(calls()).isEqualTo(calls);
  }

  @ParameterizedTest
  @MethodSource("one_of_each_that_plural_refuses")
  void a_no_of_plural_comes_with_its_own_status_and_words(Instruction instruction) {
    Reply reply = caller.send(instruction);

    assertThat(reply.status()).isIn(400, 404, 422);
    assertThat(reply.at("/code")).isNotEmpty();
    assertThat(reply.at("/additional_error_details/source")).isEqualTo("SANDBOX");
  }

  @ParameterizedTest
  @MethodSource("one_of_each")
  void a_repeat_while_the_first_is_under_way_waits_for_the_same_answer(Instruction instruction) {
    sandbox.setFaults(SandboxFaults.parse("slow=1,slow-ms=400"));
    long calls = calls();

    List<CompletableFuture<Reply>> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      both.add(CompletableFuture.supplyAsync(() -> caller.send(instruction)));
    }
    List<Reply> replies = both.stream().map(CompletableFuture::join).toList();

    assertThat(replies).extracting(Reply::status).containsOnly(200);
    assertThat(replies.get(0).said()).isEqualTo(replies.get(1).said());
    assertThat(replies).extracting(Reply::isReplayed).containsExactlyInAnyOrder(true, false);
    assertThat(calls()).isEqualTo(calls + 1);
  }

  @ParameterizedTest
  @MethodSource("one_of_each")
  void an_idempotency_key_is_a_name_for_the_command(Instruction instruction) {
    String key = "key ".strip() + reference();
    Reply first = caller.send(instruction, "Idempotency-Key", key);
    long calls = calls();

    Reply quoted = caller.send(instruction, "Idempotency-Key", "\"" + key + "\"");

    assertThat(quoted.said()).isEqualTo(first.said());
    assertThat(quoted.isReplayed()).isTrue();
    assertThat(calls()).isEqualTo(calls);
  }

  @Test
  void one_reference_under_two_idempotency_keys_is_one_command() {
    Instruction capture = Instruction.capture(held(), reference(), 1100);

    Reply first = caller.send(capture, "Idempotency-Key", reference());
    Reply second = caller.send(capture, "Idempotency-Key", reference());
    Reply third = caller.send(capture);

    assertThat(second.said()).isEqualTo(first.said());
    assertThat(third.said()).isEqualTo(first.said());
    assertThat(second.isReplayed()).isTrue();
    assertThat(third.isReplayed()).isTrue();
  }

  @Test
  void fields_in_another_order_are_the_same_content() {
    String order = held();
    String name = reference();
    String path = "/api/pay/v1/orders/" + order + "/capture";
    Reply first = caller.send(Instruction.capture(order, name, 1100));

    Reply second =
        caller.send(
            "PUT",
            path,
            "{\"capture_amount\": {\"currency\":\"INR\", \"value\":1100},\n"
                + " \"merchant_capture_reference\":\""
                + name
                + "\"}");

    assertThat(second.isReplayed()).isTrue();
    assertThat(second.said()).isEqualTo(first.said());
  }

  @Test
  void a_keyless_payment_is_not_the_one_of_another_card() {
    String order = unpaid();
    Instruction payment = Instruction.payment(order, "", 1100);
    Instruction other =
        new Instruction(
            "POST", payment.path(), payment.body().replace("4012001037141112", "4895489548954895"));
    assertThat(caller.send(payment).status()).isEqualTo(200);

    Reply reply = caller.send(other);

    assertThat(reply.isReplayed()).isFalse();
    assertThat(reply.status()).as("the first waits for the customer").isEqualTo(422);
  }

  // ---- other content ---------------------------------------------------------------------------

  @Test
  void other_content_under_a_known_reference_is_refused_and_the_first_named() {
    String order = held();
    String name = reference();
    caller.send(Instruction.capture(order, name, 1000));
    long calls = calls();

    Reply otherAmount = caller.send(Instruction.capture(order, name, 1100));
    Reply otherOrder = caller.send(Instruction.capture(held(), name, 1000));

    for (Reply reply : List.of(otherAmount, otherOrder)) {
      assertThat(reply.status()).isEqualTo(409);
      assertThat(reply.at("/code")).isEqualTo("KEY_REUSED");
      assertThat(reply.at("/message"))
          .contains(name, "CAPTURE of order " + order, "INR 10.00", "from shop");
      assertThat(reply.isReplayed()).isFalse();
    }
    assertThat(calls()).isEqualTo(calls);
  }

  @Test
  void other_content_under_a_known_idempotency_key_is_refused() {
    String key = reference();
    caller.send(Instruction.order(reference(), 1100), "Idempotency-Key", key);

    Reply reply = caller.send(Instruction.order(reference(), 1100), "Idempotency-Key", key);

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.at("/message")).contains(key, "CREATE_ORDER");
  }

  @Test
  void the_same_key_for_another_action_is_another_command() {
    String name = reference();
    assertThat(caller.send(Instruction.order(name, 1100)).status()).isEqualTo(200);
    assertThat(caller.send(Instruction.capture(held(), name, 1100)).status()).isEqualTo(200);
    assertThat(caller.send(Instruction.payment(unpaid(), name, 1100)).status()).isEqualTo(200);
  }

  // ---- names that Plural would not take --------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"a/b?c#d%41;e=f", "order:42,payment:1", "x@y", ".."})
  void an_idempotency_key_may_be_what_no_reference_may_be(String odd) {
    String key = odd + reference();
    Instruction payment = Instruction.payment(unpaid(), "", 1100);

    Reply first = caller.send(payment, "Idempotency-Key", key, "Prefer", "respond-async");
    assertThat(first.status()).isEqualTo(202);
    assertThat(first.at("/key")).isEqualTo(key);
    Reply second = caller.send(payment, "Idempotency-Key", key);

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.isReplayed()).isTrue();
    Reply found = caller.get(first.header("Location"));
    assertThat(found.status()).as(first.header("Location")).isEqualTo(200);
    assertThat(found.at("/status")).isEqualTo("SUCCEEDED");
    assertThat(found.at("/key")).isEqualTo(key);
    String reference = second.at("/data/payments/0/merchant_payment_reference");
    assertThat(caller.get("/bridge/commands/CREATE_PAYMENT/" + reference).at("/status"))
        .as("the reference at Plural is a name, too")
        .isEqualTo("SUCCEEDED");
  }

  @Test
  void a_payment_under_an_odd_key_is_found_again_when_its_answer_is_lost() {
    String order = unpaid();
    Instruction payment = Instruction.payment(order, "", 1100);
    sandbox.setFaults(SandboxFaults.parse("lost-after-effect=1"));
    Reply first = caller.send(payment, "Idempotency-Key", "a/b", "Prefer", "respond-async");
    await().until(() -> caller.get(first.header("Location")).at("/status").equals("UNKNOWN"));
    sandbox.setFaults(SandboxFaults.NONE);

    await().until(() -> caller.get(first.header("Location")).at("/status").equals("SUCCEEDED"));

    assertThat(sandbox.ledger().order(order).orElseThrow().effects())
        .extracting(effect -> effect.what())
        .containsExactly("CREATED", "PAID");
  }

  // ---- files and HTTP --------------------------------------------------------------------------

  @Test
  void a_line_of_a_file_and_a_call_are_one_capture() throws Exception {
    String order = held();
    String name = reference();
    Reply first = caller.send(Instruction.capture(order, name, 1100));
    assertThat(first.status()).isEqualTo(200);

    bridge.drop("after-http.csv", List.of(HEADER, order + "," + name + ",1100,INR"));

    assertThat(bridge.results("after-http").get(1)).contains(",2,SUCCEEDED,", "SEEN_BEFORE");
    assertThat(sandbox.ledger().order(order).orElseThrow().captured()).isEqualTo(1100);
  }

  @Test
  void a_call_and_a_line_of_a_file_are_one_capture() throws Exception {
    String order = held();
    String name = reference();
    bridge.drop("before-http.csv", List.of(HEADER, order + "," + name + ",1100,INR"));
    assertThat(bridge.results("before-http").get(1)).contains(",2,SUCCEEDED,");
    long calls = calls();

    Reply reply = caller.send(Instruction.capture(order, name, 1100));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.isReplayed()).isTrue();
    assertThat(reply.at("/data/order_id")).as("in Plural's words").isEqualTo(order);
    assertThat(reply.at("/data/status")).isEqualTo("PROCESSED");
    assertThat(calls()).isEqualTo(calls);
  }

  @Test
  void a_no_to_a_line_of_a_file_is_a_no_to_the_call() throws Exception {
    String order = held();
    String name = reference();
    bridge.drop("no.csv", List.of(HEADER, order + "," + name + ",9900,INR"));
    assertThat(bridge.results("no").get(1)).contains(",2,DECLINED,", "AMOUNT_LIMIT_EXCEEDED");

    Reply reply = caller.send(Instruction.capture(order, name, 9900));

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.at("/code")).isEqualTo("AMOUNT_LIMIT_EXCEEDED");
    assertThat(reply.isReplayed()).isTrue();
  }

  @Test
  void another_amount_is_refused_whichever_came_first() throws Exception {
    String one = held();
    String two = held();
    String first = reference();
    String second = reference();
    caller.send(Instruction.capture(one, first, 1100));
    bridge.drop(
        "amounts.csv",
        List.of(HEADER, one + "," + first + ",1000,INR", two + "," + second + ",1000,INR"));
    List<String> results = bridge.results("amounts");
    assertThat(results.get(1)).contains(",REFUSED,", "KEY_REUSED", "from shop");
    assertThat(results.get(2)).contains(",SUCCEEDED,");

    Reply reply = caller.send(Instruction.capture(two, second, 1100));

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.at("/message")).contains(second, "INR 10.00", "amounts.csv");
    assertThat(sandbox.ledger().order(one).orElseThrow().captured()).isEqualTo(1100);
    assertThat(sandbox.ledger().order(two).orElseThrow().captured()).isEqualTo(1000);
  }

  // ---- where to look ---------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("one_of_each")
  void who_does_not_want_to_wait_is_told_where_to_look(Instruction instruction) {
    sandbox.setFaults(SandboxFaults.parse("slow=1,slow-ms=300"));
    Reply told = caller.send(instruction, "Prefer", "respond-async");

    assertThat(told.status()).isEqualTo(202);
    assertThat(told.at("/status")).isIn("ACCEPTED", "SENT");
    assertThat(told.header("Retry-After")).matches("[1-9][0-9]?");
    assertThat(URI.create(told.header("Location")).getPath()).startsWith("/bridge/commands/");
    await().until(() -> caller.get(told.header("Location")).at("/status").equals("SUCCEEDED"));
    Reply shown = caller.get(told.header("Location"));
    assertThat(shown.json().path("history"))
        .extracting(step -> step.path("to").asText())
        .containsExactly("ACCEPTED", "SENT", "SUCCEEDED");
    assertThat(shown.json().path("response")).isEqualTo(caller.send(instruction).json());
    Reply again = caller.send(instruction, "Prefer", "respond-async");
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.at("/status")).isEqualTo("SUCCEEDED");
    assertThat(again.isReplayed()).isTrue();
  }

  @Test
  void several_payments_of_one_order_are_sent_as_they_came() {
    String order = unpaid();
    String card =
        """
        {"payment_method":"CARD","payment_amount":{"value":%d,"currency":"INR"},"payment_option":
        {"card_details":{"name":"Kevin Bob","card_number":"%s","cvv":"065",
        "expiry_month":"12","expiry_year":"2099"}}}""";
    String body =
        "{\"payments\":[%s,%s]}"
            .formatted(
                card.formatted(600, "4012001037141112"), card.formatted(500, "4895489548954895"));
    Instruction payment =
        new Instruction("POST", "/api/pay/v1/orders/" + order + "/payments", body);

    Reply reply = caller.send(payment);

    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.json().at("/data/payments"))
        .extracting(part -> part.at("/payment_amount/value").asInt())
        .containsExactly(600, 500);
    assertThat(caller.send(payment).said()).isEqualTo(reply.said());
  }
}
