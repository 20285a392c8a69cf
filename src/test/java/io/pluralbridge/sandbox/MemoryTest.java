package io.pluralbridge.sandbox;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sandbox with a state file knows after it was started again. */
class MemoryTest {

  private static final String EXAMPLE = "v1-sandbox-aa-000001";

  @TempDir private Path folder;
  private Path file;
  private SandboxSettings settings;

  @BeforeEach
  void choose() {
    file = folder.resolve("made/on/demand/sandbox.jsonl");
    settings = SandboxSettings.onFreePort().withStateFile(file);
  }

  @Test
  void every_order_comes_back_as_it_was() {
    String id;
    String before;
    List<OrderReport> reports;
    try (Sandbox sandbox = Sandbox.start(settings)) {
      Merchant merchant = new Merchant(sandbox);
      id = merchant.createOrder("order-1", 5_000, true).orderId();
      merchant.pay(id, "pay-1");
      sandbox.ledger().fail(id);
      merchant.pay(id, "pay-2");
      sandbox.ledger().authorise(id);
      merchant.capture(id, "cap-1", 3_000);
      merchant.cancel(EXAMPLE);
      before = merchant.inquire(id).raw().body();
      reports = List.of(report(sandbox, id), report(sandbox, EXAMPLE));
    }

    try (Sandbox sandbox = Sandbox.start(settings)) {
      assertThat(new Merchant(sandbox).inquire(id).raw().body()).isEqualTo(before);
      assertThat(List.of(report(sandbox, id), report(sandbox, EXAMPLE))).isEqualTo(reports);
      assertThat(sandbox.ledger().captures()).hasSize(1);
      assertThat(sandbox.ledger().summary().captured()).containsEntry("INR", 3_000L);
      assertThat(sandbox.ledger().summary().orders()).containsEntry(Status.AUTHORIZED, 9L);
    }
  }

  @Test
  void every_effect_comes_back_in_order() {
    List<Effect> effects;
    try (Sandbox sandbox = Sandbox.start(settings)) {
      Merchant merchant = new Merchant(sandbox);
      merchant.cancel("v1-sandbox-aa-000002");
      merchant.capture(EXAMPLE, "cap-1", 3_000);
      effects = sandbox.ledger().effects();
    }

    assertThat(effects)
        .extracting(Effect::operation, Effect::orderId, Effect::reference, Effect::amount)
        .containsExactly(
            tuple(Operation.CANCEL, "v1-sandbox-aa-000002", null, null),
            tuple(Operation.CAPTURE, EXAMPLE, "cap-1", 3_000L));
    assertThat(effects).extracting(Effect::requestId).doesNotContainNull();
    try (Sandbox sandbox = Sandbox.start(settings)) {
      assertThat(sandbox.ledger().effects()).isEqualTo(effects);
    }
  }

  @Test
  void references_stay_used() {
    try (Sandbox sandbox = Sandbox.start(settings)) {
      Merchant merchant = new Merchant(sandbox);
      merchant.pay(merchant.createOrder("order-1", 5_000, true).orderId(), "pay-1");
      merchant.capture(EXAMPLE, "cap-1", 110_000);
    }

    try (Sandbox sandbox = Sandbox.start(settings)) {
      Merchant merchant = new Merchant(sandbox);
      assertThat(merchant.createOrder("order-1", 5_000, true).code())
          .isEqualTo("DUPLICATE_REQUEST");
      assertThat(merchant.capture("v1-sandbox-aa-000002", "cap-1", 5).code())
          .isEqualTo("DUPLICATE_REQUEST");
      String other = merchant.createOrder("order-2", 5_000, true).orderId();
      assertThat(merchant.pay(other, "pay-1").code()).isEqualTo("DUPLICATE_REQUEST");
    }
  }

  @Test
  void what_was_done_is_on_file_before_the_answer_leaves() throws IOException {
    try (Sandbox sandbox = Sandbox.start(settings)) {
      new Merchant(sandbox).capture(EXAMPLE, "cap-1", 110_000);

      assertThat(Files.readString(file)).contains("\"reference\":\"cap-1\"").endsWith("}\n");
    }
  }

  @Test
  void no_part_of_a_card_is_on_file() throws IOException {
    try (Sandbox sandbox = Sandbox.start(settings)) {
      Merchant merchant = new Merchant(sandbox);
      merchant.pay(merchant.createOrder("order-1", 5_000, true).orderId(), "pay-1");
    }

    assertThat(Files.readString(file)).contains("pay-1").doesNotContain("cvv", "token-v1");
  }

  @Test
  void a_torn_last_line_is_forgotten_and_the_next_one_is_whole() throws IOException {
    Sandbox.start(settings).close();
    Files.writeString(file, "{\"change\":\"CAPTURED\",\"orderId\":\"v1-sandbox-aa-0000", APPEND);

    try (Sandbox sandbox = Sandbox.start(settings)) {
      assertThat(sandbox.ledger().captures()).isEmpty();
      new Merchant(sandbox).capture(EXAMPLE, "cap-1", 110_000);
    }
    try (Sandbox sandbox = Sandbox.start(settings)) {
      assertThat(sandbox.ledger().captures()).hasSize(1);
    }
  }

  @Test
  void a_broken_line_in_the_middle_is_named() throws IOException {
    Sandbox.start(settings).close();
    Files.writeString(file, "what?\n", APPEND);

    assertThatThrownBy(() -> Sandbox.start(settings))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("sandbox.jsonl: line 11 is not a change of an order");
    assertThatThrownBy(() -> Sandbox.start(settings)).hasMessageContaining("line 11");
  }

  @Test
  void two_sandboxes_do_not_share_a_file() {
    try (Sandbox sandbox = Sandbox.start(settings)) {
      assertThatThrownBy(() -> Sandbox.start(settings))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another sandbox uses the state in");
      assertThat(new Merchant(sandbox).inquire(EXAMPLE).status()).isEqualTo(200);
    }
  }

  private static OrderReport report(Sandbox sandbox, String orderId) {
    return sandbox.ledger().order(orderId).orElseThrow();
  }
}
