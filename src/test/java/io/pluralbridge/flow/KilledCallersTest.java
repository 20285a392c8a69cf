package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.sandbox.SandboxSummary;
import io.pluralbridge.support.BridgeProcess;
import io.pluralbridge.support.Caller;
import io.pluralbridge.support.Caller.Reply;
import io.pluralbridge.support.Instruction;
import io.pluralbridge.support.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bridge as a real process, killed between the taking and the answering, at a Plural that does
 * twice what it is asked twice.
 */
class KilledCallersTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Sandbox sandbox;
  private Map<String, String> settings;
  private Caller caller;

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.start(SandboxSettings.onFreePort().withGullible(true));
    settings = new HashMap<>(RunningBridge.quick(folder.resolve("data")));
    settings.put("plural.environment", "uat");
    settings.put("plural.api.base-url", sandbox.baseUrl());
    settings.put("plural.api.client-id", "sandbox");
    settings.put("plural.api.client-secret", "sandbox-secret");
    settings.put("plural.api.response-timeout-ms", "5000");
    settings.put("bridge.management.port", freePort());
    settings.put("bridge.http.port", freePort());
    settings.put("bridge.http.api-keys", "shop=key-of-the-shop-it-is");
    caller =
        new Caller("http://localhost:" + settings.get("bridge.http.port"), "key-of-the-shop-it-is");
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private static String freePort() throws IOException {
    return Integer.toString(Ports.free());
  }

  private BridgeProcess running() throws IOException {
    return BridgeProcess.start(folder, settings, "run")
        .until(() -> caller.get("/openapi.json").status() == 200);
  }

  private long sealed() throws Exception {
    try (Connection journal =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/journal.db"));
        ResultSet count =
            journal
                .createStatement()
                .executeQuery("SELECT COUNT(*) FROM entry WHERE sealed IS NOT NULL")) {
      return count.getLong(1);
    }
  }

  private Reply settled(Instruction instruction) {
    return await()
        .atMost(LIMIT)
        .until(() -> caller.send(instruction), reply -> reply.status() != 504);
  }

  @Test
  void what_was_under_way_is_done_once_and_answered_after_the_restart() throws Exception {
    List<String> orders = sandbox.ledger().authoriseOrders(2, 1100);
    String unpaid = sandbox.ledger().unpaidOrder(1100);
    List<Instruction> all =
        List.of(
            Instruction.customer("killed-customer", "Kevin"),
            Instruction.order("killed-order", 1100),
            Instruction.payment(unpaid, "killed-payment", 1100),
            Instruction.capture(orders.get(0), "killed-capture", 1100),
            Instruction.cancel(orders.get(1)));
    try (BridgeProcess bridge = running()) {
      sandbox.setFaults(SandboxFaults.parse("slow=1,slow-ms=4000"));
      all.forEach(one -> CompletableFuture.runAsync(() -> caller.send(one)));
      await().until(() -> carriedOut() == all.size());
      bridge.kill();
    }
    assertThat(sealed()).as("card data waits sealed").isEqualTo(1);
    sandbox.setFaults(SandboxFaults.NONE);

    try (BridgeProcess bridge = running()) {
      assertThat(all).allSatisfy(one -> assertThat(settled(one).status()).isEqualTo(200));
      assertThat(settled(all.get(0)).isReplayed()).isTrue();
      assertThat(bridge.isAlive()).isTrue();
    }
    assertThat(carriedOut()).isEqualTo(all.size());
    assertThat(sealed()).as("and is erased at the outcome").isZero();
  }

  private long carriedOut() {
    SandboxSummary truth = sandbox.ledger().summary();
    long made = truth.orders().values().stream().mapToLong(Long::longValue).sum();
    return truth.customers() + truth.payments() + truth.captures() + truth.cancels() + made - 13;
  }

  @Test
  void a_payment_that_had_not_left_is_carried_out_after_the_restart() throws Exception {
    Instruction payment = Instruction.payment(sandbox.ledger().unpaidOrder(1100), "", 1100);
    try (BridgeProcess bridge = running()) {
      sandbox.setFaults(SandboxFaults.parse("rate-limited=1"));
      assertThat(caller.send(payment, "Prefer", "respond-async").status()).isEqualTo(202);
      bridge.kill();
    }
    assertThat(sandbox.ledger().summary().payments()).isZero();
    assertThat(sealed()).isEqualTo(1);
    sandbox.setFaults(SandboxFaults.NONE);

    try (BridgeProcess bridge = running()) {
      await().atMost(LIMIT).until(() -> sandbox.ledger().summary().payments() == 1);
      Reply reply = settled(payment);

      assertThat(reply.status()).as(reply.text()).isEqualTo(200);
      assertThat(reply.isReplayed()).isTrue();
      assertThat(reply.at("/data/status")).isEqualTo("PENDING");
      Reply first = settled(payment);
      bridge.kill();
      try (BridgeProcess another = running()) {
        assertThat(settled(payment).said()).as("the first answer").isEqualTo(first.said());
        assertThat(another.output()).doesNotContain("4012001037141112");
      }
    }
    assertThat(sandbox.ledger().summary().payments()).isEqualTo(1);
    assertThat(sealed()).isZero();
  }
}
