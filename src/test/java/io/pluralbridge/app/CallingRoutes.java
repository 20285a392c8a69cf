package io.pluralbridge.app;

import io.pluralbridge.journal.Claim;
import io.pluralbridge.payment.Outcome;
import io.pluralbridge.settings.Settings;
import io.pluralbridge.support.Claims;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;

/** The routes by which a command reaches Plural, on the bridge's own wiring, and no others. */
final class CallingRoutes implements AutoCloseable {

  static final String CLIENT_ID = "the-client-id";
  static final String CLIENT_SECRET = "the-client-secret";

  private final Main camel = new Main();
  private final Wiring wiring;
  private final ProducerTemplate template;

  CallingRoutes(Path data, String baseUrl) throws Exception {
    Map<String, String> quick = new HashMap<>();
    quick.put("bridge.data.dir", data.toString());
    quick.put("plural.api.base-url", baseUrl);
    quick.put("plural.api.client-id", CLIENT_ID);
    quick.put("plural.api.client-secret", CLIENT_SECRET);
    quick.put("plural.api.connect-timeout-ms", "1000");
    quick.put("plural.api.response-timeout-ms", "700");
    Path home = Path.of("").toAbsolutePath();
    Settings settings = Settings.load(home, Map.of(), quick);
    wiring = new Wiring(settings);
    Properties properties = new Properties();
    properties.putAll(settings.all());
    properties.put("camel.management.enabled", "false");
    properties.put("camel.health.enabled", "false");
    String routes = "file:" + home + "/routes/%s.camel.yaml";
    properties.put(
        "camel.main.routes-include-pattern",
        String.join(
            ",",
            routes.formatted("carry-out"),
            routes.formatted("open-payload"),
            routes.formatted("pay-by-*"),
            routes.formatted("call-plural"),
            routes.formatted("send-call"),
            routes.formatted("fetch-token")));
    camel.setDefaultPropertyPlaceholderLocation("false");
    camel.setOverrideProperties(properties);
    camel.configure().addConfiguration(wiring);
    camel.start();
    template = camel.getCamelContext().createProducerTemplate();
  }

  CamelContext context() {
    return camel.getCamelContext();
  }

  Outcome carryOut(Claims claims) {
    return carryOut(claims, Map.of());
  }

  /** Carries it out in an exchange that somebody has put these headers on. */
  Outcome carryOut(Claims claims, Map<String, Object> headers) {
    // However busy the machine: no call of these is held up for too long.
    return carryOut(claims.sentAt(Instant.now().plusSeconds(60)).sent(), headers);
  }

  /** Carries it out as it was claimed. */
  Outcome carryOut(Claim claim, Map<String, Object> headers) {
    Exchange done =
        template.request(
            "direct:carry-out",
            exchange -> {
              exchange.setVariable("claim", claim);
              exchange.getMessage().setHeaders(new HashMap<>(headers));
              exchange.getMessage().setBody(claim);
            });
    if (done.getException() != null) {
      throw new AssertionError("no outcome", done.getException());
    }
    return done.getMessage().getBody(Outcome.class);
  }

  @Override
  public void close() {
    camel.stop();
    wiring.close();
  }
}
