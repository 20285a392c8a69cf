package io.pluralbridge.support;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** All that is logged with every logger turned up as far as it goes, but those that are off. */
public final class LoudLogs extends AbstractAppender implements AutoCloseable {

  private static final List<String> TURNED_UP =
      List.of("", "io.pluralbridge", "org.apache.camel", "org.apache.hc");

  private final LoggerContext logging = (LoggerContext) LogManager.getContext(false);
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final AtomicLong count = new AtomicLong();
  private final Predicate<String> kept;

  private LoudLogs(Predicate<String> kept) {
    super("loud logs", null, null, true, Property.EMPTY_ARRAY);
    this.kept = kept;
  }

  /** Turns them up, and keeps the lines that fit. */
  public static LoudLogs listen(Predicate<String> kept) {
    LoudLogs logs = new LoudLogs(kept);
    logs.turnUp();
    return logs;
  }

  private void turnUp() {
    Configuration configuration = logging.getConfiguration();
    start();
    for (String name : TURNED_UP) {
      LoggerConfig logger = configuration.getLoggerConfig(name);
      if (!logger.getName().equals(name)) {
        logger = new LoggerConfig(name, Level.TRACE, true);
        configuration.addLogger(name, logger);
      }
      logger.setLevel(Level.TRACE);
    }
    // To this appender alone: the console is not to be flooded.
    LoggerConfig root = configuration.getRootLogger();
    root.getAppenders().keySet().forEach(root::removeAppender);
    root.addAppender(this, null, null);
    logging.updateLoggers();
  }

  @Override
  public void append(LogEvent event) {
    count.incrementAndGet();
    StringWriter line = new StringWriter();
    line.append(event.getLoggerName())
        .append(' ')
        .append(event.getMessage().getFormattedMessage())
        .append(' ')
        .append(event.getContextData().toString());
    if (event.getThrown() != null) {
      event.getThrown().printStackTrace(new PrintWriter(line));
    }
    if (kept.test(line.toString())) {
      lines.add(line.toString());
    }
  }

  /** The lines that fitted, each with the name of its logger before it. */
  public List<String> lines() {
    return lines;
  }

  /** How many lines there were, whether they fitted or not. */
  public long count() {
    return count.get();
  }

  @Override
  public void close() {
    logging.reconfigure();
    stop();
  }
}
