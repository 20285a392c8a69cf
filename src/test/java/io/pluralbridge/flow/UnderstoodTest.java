package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Operation;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.Caller;
import io.pluralbridge.support.Caller.Reply;
import io.pluralbridge.support.Instruction;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not wholly understood reaches nobody, through the running bridge. */
class UnderstoodTest {

  private static final String MONEY = "{\"value\":500,\"currency\":\"INR\"}";

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

  private static String reference() {
    return "u-" + ++references;
  }

  private static long calls(Operation operation) {
    return sandbox.ledger().summary().calls().get(operation);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"captureAmount\":" + MONEY,
        "\"capture_amount \":" + MONEY,
        "\"amount\":500",
        "\"capture_amount\":null",
        "\"capture_amount\":{\"value\":500,\"currency\":\"INR\",\"unit\":\"rupees\"}",
      })
  void nothing_is_captured_by_half_a_word(String further) {
    String order = sandbox.ledger().authoriseOrders(1, 110_000).get(0);
    long calls = calls(Operation.CAPTURE);

    Reply reply =
        caller.send(
            "PUT",
            "/api/pay/v1/orders/" + order + "/capture",
            "{\"merchant_capture_reference\":\"" + reference() + "\"," + further + "}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text()).contains("amount");
    assertThat(calls(Operation.CAPTURE)).isEqualTo(calls);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?amount=500",
        "?x=1&CaptureAmount=500",
        "?%61mount=1",
        "?%2561mount=5",
        "?currency=INR",
        "?part=1000",
        "?paise=1000",
        "?a=1;amount=1000",
        "?;capture_amount=1000",
        "?dry_run=true",
        "?validate_only",
        "?cancel=true",
        "?order_id=v1-other",
        "?1000",
      })
  void nor_by_what_stands_in_the_address(String query) {
    String order = sandbox.ledger().authoriseOrders(1, 110_000).get(0);
    long calls = calls(Operation.CAPTURE);

    Reply reply =
        caller.send(
            "PUT",
            "/api/pay/v1/orders/" + order + "/capture" + query,
            "{\"merchant_capture_reference\":\"" + reference() + "\"}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text()).contains("no amount either; write what is to count into the body");
    assertThat(calls(Operation.CAPTURE)).isEqualTo(calls);
  }

  @Test
  void no_other_instruction_has_a_parameter_either_and_the_one_that_is_there_is_named() {
    String order = sandbox.ledger().authoriseOrders(1, 110_000).get(0);
    String body = "{\"merchant_order_reference\":\"" + reference() + "\"}";
    long cancels = calls(Operation.CANCEL);
    long refunds = calls(Operation.REFUND);

    for (Reply reply :
        java.util.List.of(
            caller.send("PUT", "/api/pay/v1/orders/" + order + "/cancel?percent=10", ""),
            caller.send("POST", "/api/pay/v1/refunds/" + order + "?percent=10", body))) {
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.text()).contains("percent is not read here");
    }
    assertThat(calls(Operation.CANCEL)).isEqualTo(cancels);
    assertThat(calls(Operation.REFUND)).isEqualTo(refunds);
  }

  @Test
  void a_file_has_no_further_parameters() {
    Reply reply =
        caller.send("POST", "/bridge/batches?nmae=a.csv", "order_id\n", "Content-Type", "text/csv");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text()).contains("what may stand here: amount.INR, name, rows");
  }

  @Test
  void a_shop_plug_in_gives_back_what_it_says() {
    String order = sandbox.ledger().authoriseOrders(1, 1100).get(0);
    assertThat(caller.send(Instruction.capture(order, reference(), 1100)).status()).isEqualTo(200);

    Reply reply =
        caller.send(
            "POST",
            "/api/pay/v1/refunds/" + order,
            "{\"merchant_order_reference\":\""
                + reference()
                + "\",\"refund_amount\":{\"value\":100,\"currency\":\"INR\"},"
                + "\"refund_reason\":\"too small\"}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.at("/data/order_amount/value")).isEqualTo("100");
    assertThat(caller.get("/api/pay/v1/orders/" + order).at("/data/status"))
        .isEqualTo("PARTIALLY_REFUNDED");
  }

  @Test
  void a_payment_is_for_no_more_than_the_order_that_was_made_here() {
    String order = caller.send(Instruction.order(reference(), 1100)).at("/data/order_id");
    long calls = calls(Operation.CREATE_PAYMENT);

    Reply tooMuch = caller.send(Instruction.payment(order, reference(), 50_000));

    assertThat(tooMuch.status()).isEqualTo(400);
    assertThat(tooMuch.at("/additional_error_details/faults/0/code"))
        .isEqualTo("AMOUNT_ABOVE_ORDER");
    assertThat(calls(Operation.CREATE_PAYMENT)).isEqualTo(calls);
    assertThat(caller.send(Instruction.payment(order, reference(), 1100)).status()).isEqualTo(200);
  }

  @Test
  void of_an_order_that_was_made_elsewhere_plural_decides() {
    String order = sandbox.ledger().unpaidOrder(1100);
    long calls = calls(Operation.CREATE_PAYMENT);

    caller.send(Instruction.payment(order, reference(), 50_000));

    assertThat(calls(Operation.CREATE_PAYMENT)).isEqualTo(calls + 1);
  }
}
