package io.pluralbridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When two calls that move money of one order count as under way at once. */
class WritersTest {

  private static final String EXAMPLE = "v1-sandbox-aa-000001";
  private static final String OTHER = "v1-sandbox-aa-000002";

  private Sandbox sandbox;
  private Merchant merchant;

  @BeforeEach
  void start() {
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    merchant = new Merchant(sandbox);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void a_second_one_before_the_first_is_answered_counts() throws IOException {
    sandbox.setFaults(SandboxFaults.parse("slow=1,slow-ms=20000"));
    try (BareCall unanswered = capture(merchant.newToken(), "cap-1")) {
      awaitCaptureCalls(1);
      sandbox.setFaults(SandboxFaults.NONE);

      merchant.cancel(EXAMPLE);
      merchant.capture(EXAMPLE, "cap-1", 110_000);
    }

    JsonNode ledger = merchant.control("GET", "/sandbox/ledger", "").body();
    assertThat(ledger.path("two_writers").asLong()).isEqualTo(2);
    assertThat(ledger.path("orders_with_two_writers"))
        .extracting(JsonNode::asText)
        .containsExactly(EXAMPLE);
  }

  @Test
  void payments_and_refunds_count_too() throws IOException {
    sandbox.setFaults(SandboxFaults.parse("slow=1,slow-ms=20000"));
    try (BareCall unanswered = capture(merchant.newToken(), "cap-1")) {
      awaitCaptureCalls(1);
      sandbox.setFaults(SandboxFaults.NONE);

      merchant.refund(EXAMPLE, "ref-1", 1);
      merchant.pay(EXAMPLE, "pay-1");
    }

    assertThat(sandbox.ledger().summary().twoWriters()).isEqualTo(2);
    assertThat(sandbox.ledger().summary().ordersWithTwoWriters()).containsExactly(EXAMPLE);
  }

  @Test
  void calls_that_follow_each_other_do_not_count_whatever_their_answer() {
    for (String faults :
        new String[] {
          "none", "error-before-effect=1", "lost-after-effect=1", "late=1,late-ms=20", "none"
        }) {
      sandbox.setFaults(SandboxFaults.parse(faults));
      try {
        merchant.capture(EXAMPLE, "cap-1", 110_000);
      } catch (Merchant.NoAnswer lost) {
        assertThat(faults).startsWith("lost");
      }
    }
    merchant.cancel(EXAMPLE);

    assertThat(sandbox.ledger().summary().calls()).containsEntry(Operation.CAPTURE, 5L);
    assertNoTwoWriters();
  }

  @Test
  void neither_an_inquiry_nor_another_order_counts() throws IOException {
    sandbox.setFaults(SandboxFaults.parse("slow=1,slow-ms=20000"));
    try (BareCall unanswered = capture(merchant.newToken(), "cap-1")) {
      awaitCaptureCalls(1);
      sandbox.setFaults(SandboxFaults.NONE);

      merchant.inquire(EXAMPLE);
      merchant.capture(OTHER, "cap-2", 110_000);
    }

    assertNoTwoWriters();
  }

  @Test
  void a_call_is_over_when_its_client_has_hung_up() throws IOException {
    sandbox.setFaults(SandboxFaults.parse("slow=1,slow-ms=20000"));
    try (BareCall givenUp = capture(merchant.newToken(), "cap-1")) {
      awaitCaptureCalls(1);
    }
    sandbox.setFaults(SandboxFaults.NONE);
    merchant.inquire(EXAMPLE);

    merchant.capture(EXAMPLE, "cap-1", 110_000);

    assertNoTwoWriters();
  }

  @Test
  void a_late_call_is_not_over_before_it_took_effect_although_its_client_has_hung_up()
      throws IOException {
    sandbox.setFaults(SandboxFaults.parse("late=1,late-ms=1000"));
    try (BareCall givenUp = capture(merchant.newToken(), "cap-1")) {
      awaitCaptureCalls(1);
    }
    sandbox.setFaults(SandboxFaults.NONE);
    merchant.inquire(EXAMPLE);

    assertThat(merchant.capture(EXAMPLE, "cap-2", 1).status()).isEqualTo(200);
    assertThat(sandbox.ledger().summary().twoWriters()).isEqualTo(1);

    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> merchant.cancel(EXAMPLE).status() == 422 && twoWritersNoLongerGrow());
  }

  @Test
  void a_refused_call_counts_while_it_is_open_and_no_longer() throws IOException {
    try (Sandbox far = Sandbox.start(SandboxSettings.onFreePort().withLatencyMs(400))) {
      Merchant customer = new Merchant(far);
      try (BareCall refused = BareCall.capture(far, "wrong", EXAMPLE, "cap-1")) {
        await()
            .pollInterval(Duration.ofMillis(5))
            .until(() -> far.ledger().summary().calls().get(Operation.CAPTURE) == 1);

        customer.capture(EXAMPLE, "cap-1", 110_000);
        assertThat(refused.everyByteOfTheAnswer()).startsWith("HTTP/1.1 401");
      }
      customer.cancel(EXAMPLE);

      assertThat(far.ledger().summary().twoWriters()).isEqualTo(1);
    }
  }

  @Test
  void a_hundred_orders_are_listed_and_all_of_them_are_counted() {
    SandboxTally tally = new SandboxTally();
    for (int i = 0; i < 150; i++) {
      tally.countTwoWriters("order-" + i);
    }

    assertThat(tally.summary().twoWriters()).isEqualTo(150);
    assertThat(tally.summary().ordersWithTwoWriters()).hasSize(100).contains("order-0");
  }

  private BareCall capture(String token, String reference) throws IOException {
    return BareCall.capture(sandbox, token, EXAMPLE, reference);
  }

  private void awaitCaptureCalls(long calls) {
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> sandbox.ledger().summary().calls().get(Operation.CAPTURE) == calls);
  }

  /** Of two calls that follow each other the second can only meet one of before. */
  private boolean twoWritersNoLongerGrow() {
    long before = sandbox.ledger().summary().twoWriters();
    merchant.cancel(EXAMPLE);
    return sandbox.ledger().summary().twoWriters() == before;
  }

  private void assertNoTwoWriters() {
    assertThat(sandbox.ledger().summary().twoWriters()).isZero();
    assertThat(sandbox.ledger().summary().ordersWithTwoWriters()).isEmpty();
  }
}
