package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Duplicates;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.Caller;
import io.pluralbridge.support.Caller.Reply;
import io.pluralbridge.support.Instruction;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Somebody beside the bridge has used a reference at Plural. Whether Plural then refuses it or
 * hands out what is there, the same is adopted, and anything else is refused.
 */
class UsedReferencesTest {

  @TempDir static Path folder;
  private static final Map<Duplicates, Sandbox> SANDBOXES = new EnumMap<>(Duplicates.class);
  private static final Map<Duplicates, RunningBridge> BRIDGES = new EnumMap<>(Duplicates.class);
  private static int references;

  @BeforeAll
  static void start() throws Exception {
    for (Duplicates kind : Duplicates.values()) {
      Sandbox sandbox = Sandbox.start(SandboxSettings.onFreePort().withDuplicates(kind));
      SANDBOXES.put(kind, sandbox);
      BRIDGES.put(kind, RunningBridge.start(folder.resolve(kind.name()), sandbox, Map.of()));
    }
  }

  @AfterAll
  static void stop() {
    BRIDGES.values().forEach(RunningBridge::close);
    SANDBOXES.values().forEach(Sandbox::close);
  }

  private static String reference() {
    return "used-" + ++references;
  }

  private static Caller bridge(Duplicates kind) {
    return BRIDGES.get(kind).caller();
  }

  /** Who speaks to Plural without the bridge. */
  private static Caller somebodyElse(Duplicates kind) {
    String plural = SANDBOXES.get(kind).baseUrl();
    Reply token =
        new Caller(plural, "")
            .send(
                "POST",
                "/api/auth/v1/token",
                "{\"client_id\":\"sandbox\",\"client_secret\":\"sandbox-secret\","
                    + "\"grant_type\":\"client_credentials\"}");
    return new Caller(plural, token.at("/access_token"));
  }

  private static String held(Duplicates kind) {
    return SANDBOXES.get(kind).ledger().authoriseOrders(1, 1100).get(0);
  }

  /** Its outcome, however long that takes. */
  private static Reply settled(Duplicates kind, Instruction instruction) {
    return await().until(() -> bridge(kind).send(instruction), reply -> reply.status() != 504);
  }

  private static void assertRefused(Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(422);
    assertThat(reply.at("/code")).isIn("DUPLICATE_REQUEST", "REFERENCE_IN_USE");
  }

  @ParameterizedTest
  @EnumSource
  void an_order_of_the_same_amount_is_adopted(Duplicates kind) {
    Instruction order = Instruction.order(reference(), 1100);
    Reply there = somebodyElse(kind).send(order);

    Reply reply = settled(kind, order);

    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.at("/data/order_id")).isEqualTo(there.at("/data/order_id"));
  }

  @ParameterizedTest
  @EnumSource
  void an_order_of_another_amount_is_not_ours(Duplicates kind) {
    String name = reference();
    somebodyElse(kind).send(Instruction.order(name, 1000));

    assertRefused(settled(kind, Instruction.order(name, 1100)));
  }

  @ParameterizedTest
  @EnumSource
  void an_order_that_is_paid_at_once_is_not_one_that_is_held(Duplicates kind) {
    Instruction order = Instruction.order(reference(), 1100);
    somebodyElse(kind).send("POST", order.path(), order.body().replace("true", "false"));

    assertRefused(settled(kind, order));
  }

  @ParameterizedTest
  @EnumSource
  void a_refund_is_not_an_order(Duplicates kind) {
    String order = held(kind);
    String name = reference();
    somebodyElse(kind).send(Instruction.capture(order, reference(), 1100));
    somebodyElse(kind).send(Instruction.refund(order, name, 1100));

    assertRefused(settled(kind, Instruction.order(name, 1100)));
  }

  /** Many give a refund the reference of its order, and Plural then shows the order. */
  @ParameterizedTest
  @EnumSource
  void an_order_is_not_its_refund(Duplicates kind) {
    String name = reference();
    Caller plural = somebodyElse(kind);
    Instruction unheld = Instruction.order(name, 1100);
    String order =
        plural
            .send("POST", unheld.path(), unheld.body().replace("true", "false"))
            .at("/data/order_id");
    plural.send(Instruction.payment(order, reference(), 1100));
    SANDBOXES.get(kind).ledger().authorise(order);

    assertRefused(settled(kind, Instruction.refund(order, name, 1100)));

    assertThat(SANDBOXES.get(kind).ledger().order(order).orElseThrow().refunded()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void a_refund_is_adopted_only_if_it_is_of_that_order_and_amount(Duplicates kind) {
    Caller plural = somebodyElse(kind);
    String order = held(kind);
    String other = held(kind);
    for (String one : List.of(order, other)) {
      plural.send(Instruction.capture(one, reference(), 1100));
    }
    String same = reference();
    String amount = reference();
    String elsewhere = reference();
    Reply there = plural.send(Instruction.refund(order, same, 300));
    plural.send(Instruction.refund(order, amount, 200));
    plural.send(Instruction.refund(other, elsewhere, 300));

    Reply adopted = settled(kind, Instruction.refund(order, same, 300));

    assertThat(adopted.status()).as(adopted.text()).isEqualTo(200);
    assertThat(adopted.at("/data/order_id")).isEqualTo(there.at("/data/order_id"));
    assertRefused(settled(kind, Instruction.refund(order, amount, 300)));
    assertRefused(settled(kind, Instruction.refund(order, elsewhere, 300)));
    assertThat(SANDBOXES.get(kind).ledger().order(order).orElseThrow().refunded()).isEqualTo(500);
  }

  @ParameterizedTest
  @EnumSource
  void a_payment_of_that_order_is_adopted_and_one_of_another_is_not(Duplicates kind) {
    Caller plural = somebodyElse(kind);
    String order = SANDBOXES.get(kind).ledger().unpaidOrder(1100);
    String other = SANDBOXES.get(kind).ledger().unpaidOrder(1100);
    String same = reference();
    plural.send(Instruction.payment(order, same, 1100));

    Reply adopted = settled(kind, Instruction.payment(order, same, 1100));
    Reply refused = settled(kind, Instruction.payment(other, same, 1100));

    assertThat(adopted.status()).as(adopted.text()).isEqualTo(200);
    assertThat(adopted.at("/data/payments/0/merchant_payment_reference")).isEqualTo(same);
    assertThat(refused.status()).as("the key is known to the bridge").isEqualTo(409);
    String foreign = reference();
    plural.send(Instruction.payment(SANDBOXES.get(kind).ledger().unpaidOrder(1100), foreign, 1100));
    assertRefused(settled(kind, Instruction.payment(other, foreign, 1100)));
  }

  @ParameterizedTest
  @EnumSource
  void a_customer_of_that_reference_is_adopted(Duplicates kind) {
    Instruction customer = Instruction.customer(reference(), "Kevin");
    Reply there = somebodyElse(kind).send(customer);

    Reply reply = settled(kind, customer);

    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.at("/customer_id")).isEqualTo(there.at("/customer_id"));
  }
}
