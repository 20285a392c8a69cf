package io.pluralbridge.conformance;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The bridge answers as Plural does: who was written for Plural need not know the difference. */
class BridgeConformanceTest extends GuideConformance {

  @TempDir static Path data;
  private static Sandbox sandbox;
  private static RunningBridge bridge;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    bridge = RunningBridge.start(data, sandbox, Map.of());
  }

  @AfterAll
  static void stop() {
    bridge.close();
    sandbox.close();
  }

  @Override
  protected String baseUrl() {
    return bridge.http();
  }

  @Override
  protected String clientId() {
    return "whoever";
  }

  @Override
  protected String clientSecret() {
    return RunningBridge.API_KEY;
  }

  /** The API reference has it where the guide has {@code expires_in}: there are clients of both. */
  @Override
  protected String[] moreInATokenAnswer() {
    return new String[] {"/expires_at"};
  }

  /** The bridge lets no payment through that is for more than its order. */
  @Override
  protected long paid(long guide, long order) {
    return order;
  }

  @Override
  protected void authorise(String orderId) {
    sandbox.ledger().authorise(orderId);
  }
}
