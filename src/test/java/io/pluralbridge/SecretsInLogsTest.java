package io.pluralbridge;

import static io.pluralbridge.support.ScriptedServer.hangUpWithoutAnswer;
import static io.pluralbridge.support.ScriptedServer.json;
import static io.pluralbridge.support.ScriptedServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.payment.Outcome;
import io.pluralbridge.support.Claims;
import io.pluralbridge.support.PluralOrder;
import io.pluralbridge.support.ScriptedServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator may turn every log up as far as it goes, and still finds no secret in it. */
class SecretsInLogsTest {

  private static final List<String> TURNED_UP =
      List.of("", "io.pluralbridge", "org.apache.camel", "org.apache.hc");

  @TempDir Path data;
  private final LoggerContext logging = (LoggerContext) LogManager.getContext(false);
  private final Map<String, Level> before = new HashMap<>();
  private final Everything everything = new Everything();

  /** Keeps all that is logged, with its exceptions. */
  private static final class Everything extends AbstractAppender {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    Everything() {
      super("everything", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      StringBuilder line = new StringBuilder();
      line.append(event.getLoggerName())
          .append(' ')
          .append(event.getMessage().getFormattedMessage());
      for (Throwable at = event.getThrown(); at != null; at = at.getCause()) {
        line.append(" / ").append(at);
      }
      lines.add(line.append(' ').append(event.getContextData()).toString());
    }
  }

  @BeforeEach
  void turnUp() {
    Configuration configuration = logging.getConfiguration();
    everything.start();
    for (String name : TURNED_UP) {
      LoggerConfig logger = configuration.getLoggerConfig(name);
      if (!logger.getName().equals(name)) {
        logger = new LoggerConfig(name, Level.TRACE, true);
        configuration.addLogger(name, logger);
      }
      before.put(name, logger.getLevel());
      logger.setLevel(Level.TRACE);
    }
    // To this appender alone: the console is not to be flooded.
    LoggerConfig root = configuration.getRootLogger();
    root.getAppenders().keySet().forEach(root::removeAppender);
    root.addAppender(everything, null, null);
    logging.updateLoggers();
  }

  @AfterEach
  void turnDown() {
    logging.reconfigure();
  }

  @Test
  void at_the_finest_level_there_is_neither_a_secret_nor_a_token() throws Exception {
    String captured = PluralOrder.captured().json();
    try (ScriptedServer plural = new ScriptedServer();
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
    }

    assertThat(everything.lines)
        .as("the logs really are turned up")
        .anyMatch(line -> line.startsWith("org.apache.camel.component.bean.MethodInfo"))
        .anyMatch(line -> line.startsWith("org.apache.hc.client5.http"));
    assertThat(everything.lines)
        .filteredOn(
            line ->
                line.contains(CallingRoutes.CLIENT_SECRET)
                    || line.contains("first-token")
                    || line.contains("second-token"))
        .isEmpty();
  }
}
