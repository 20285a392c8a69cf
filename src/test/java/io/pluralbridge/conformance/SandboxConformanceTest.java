package io.pluralbridge.conformance;

import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The pretended Plural speaks as Plural does, so what works with it has a chance to work there. */
class SandboxConformanceTest extends GuideConformance {

  private static Sandbox sandbox;

  @BeforeAll
  static void start() {
    sandbox =
        Sandbox.start(
            SandboxSettings.onFreePort()
                .withCredentials("a17ce30e-f88e-4f81-ada1-c3b4909ed232", "fgwei7egyhuggwp39w8rh"));
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  @Override
  protected String baseUrl() {
    return sandbox.baseUrl();
  }

  @Override
  protected String clientId() {
    return "a17ce30e-f88e-4f81-ada1-c3b4909ed232";
  }

  @Override
  protected String clientSecret() {
    return "fgwei7egyhuggwp39w8rh";
  }

  @Override
  protected void authorise(String orderId) {
    sandbox.ledger().authorise(orderId);
  }
}
