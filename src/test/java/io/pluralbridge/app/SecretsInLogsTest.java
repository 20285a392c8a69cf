package io.pluralbridge.app;

import static io.pluralbridge.support.ScriptedServer.hangUpWithoutAnswer;
import static io.pluralbridge.support.ScriptedServer.json;
import static io.pluralbridge.support.ScriptedServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.payment.Outcome;
import io.pluralbridge.support.Claims;
import io.pluralbridge.support.LoudLogs;
import io.pluralbridge.support.PluralOrder;
import io.pluralbridge.support.ScriptedServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator may turn every log up as far as it goes, and still finds no secret in it. */
class SecretsInLogsTest {

  @TempDir Path data;

  @Test
  void at_the_finest_level_there_is_neither_a_secret_nor_a_token() throws Exception {
    String captured = PluralOrder.captured().json();
    try (LoudLogs logs = LoudLogs.listen(line -> true);
        ScriptedServer plural = new ScriptedServer();
        CallingRoutes routes = new CallingRoutes(data, plural.url())) {
      plural.scriptTokens(
          token("first-token"), token("second-token"), json(401, "{\"message\":\"no\"}"));
      plural.script(
          json(200, captured),
          json(401, "{\"message\":\"Unauthorized\"}"),
          json(200, captured),
          hangUpWithoutAnswer(),
          json(401, ""));

      assertThat(routes.carryOut(Claims.capture())).isInstanceOf(Outcome.Succeeded.class);
      assertThat(routes.carryOut(Claims.capture())).isInstanceOf(Outcome.Succeeded.class);
      assertThat(routes.carryOut(Claims.capture())).isInstanceOf(Outcome.Unknown.class);
      assertThat(routes.carryOut(Claims.capture())).isInstanceOf(Outcome.NotSent.class);

      assertThat(logs.lines())
          .as("the logs really are turned up")
          .anyMatch(line -> line.startsWith("org.apache.camel.component.bean.MethodInfo"))
          .anyMatch(line -> line.startsWith("org.apache.hc.client5.http"));
      assertThat(logs.lines())
          .filteredOn(
              line ->
                  line.contains(CallingRoutes.CLIENT_SECRET)
                      || line.contains("first-token")
                      || line.contains("second-token"))
          .isEmpty();
    }
  }
}
