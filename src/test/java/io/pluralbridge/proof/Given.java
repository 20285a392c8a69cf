package io.pluralbridge.proof;

import io.pluralbridge.sandbox.SandboxFaults;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a run gives to the pretended Plural and to the nodes: its troubles, their settings. */
final class Given {

  private static final String FAULTS =
      "lost-after-effect=0.015,lost-before-effect=0.015,error-after-effect=0.01,"
          + "error-before-effect=0.01,rate-limited=0.02,token-forgotten=0.003,"
          + "slow=0.005,slow-ms=4000,late=0.005,late-ms=2200,"
          + "burst=0.0004,burst-ms=1500,outage=0.0004,outage-ms=2500,clock-skew-ms=420000";

  /** Opens the HTTP door. */
  static final String API_KEY = "key-of-the-clients-of-the-proof";

  private Given() {}

  static SandboxFaults faults(long seed) {
    return SandboxFaults.parse(FAULTS + ",seed=" + seed);
  }

  /** Short, but no shorter than the promises allow. */
  static Map<String, String> settings(Plan plan, String baseUrl) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("bridge.data.dir", plan.data().toString());
    settings.put("plural.environment", "uat");
    settings.put("plural.api.base-url", baseUrl);
    settings.put("plural.api.client-id", "sandbox");
    settings.put("plural.api.client-secret", "sandbox-secret");
    settings.put("plural.api.connect-timeout-ms", "1000");
    settings.put("plural.api.response-timeout-ms", "1500");
    settings.put("plural.api.max-in-flight", "32");
    settings.put("bridge.retry.first-delay", "200ms");
    settings.put("bridge.retry.max-delay", "5s");
    settings.put("bridge.inquiry.first-delay", "500ms");
    settings.put("bridge.inquiry.max-delay", "5s");
    settings.put("bridge.inquiry.proof-after", "4s");
    settings.put("bridge.inquiry.max-in-flight", "16");
    settings.put("bridge.http.api-keys", "clients=" + API_KEY);
    settings.put("bridge.http.patience", "5s");
    settings.put("intake.csv.poll-ms", "200");
    settings.put("intake.csv.quiet-period", "1s");
    // Else it would depend on the first lines of a file which captures are held back.
    settings.put("intake.csv.look-first", "all");
    return settings;
  }
}
