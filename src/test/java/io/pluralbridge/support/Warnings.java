package io.pluralbridge.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** Keeps what an operator is warned of, from whatever logger, until it is closed. */
public final class Warnings extends AbstractAppender implements AutoCloseable {

  /** A test cannot wait for as long as the operating system may take, and is warned each time. */
  private static final String SHORT_TIMES = "bridge.inquiry.proof-after is";

  private final LoggerContext logging = (LoggerContext) LogManager.getContext(false);
  private final List<String> messages = new CopyOnWriteArrayList<>();

  private Warnings() {
    super("warnings", null, null, true, Property.EMPTY_ARRAY);
  }

  public static Warnings listen() {
    Warnings warnings = new Warnings();
    warnings.start();
    warnings.logging.getConfiguration().getRootLogger().addAppender(warnings, Level.WARN, null);
    warnings.logging.updateLoggers();
    return warnings;
  }

  @Override
  public void append(LogEvent event) {
    String message = event.getMessage().getFormattedMessage();
    if (!message.startsWith(SHORT_TIMES)) {
      messages.add(message);
    }
  }

  public List<String> messages() {
    return messages;
  }

  @Override
  public void close() {
    logging.getConfiguration().getRootLogger().removeAppender(getName());
    logging.updateLoggers();
    stop();
  }
}
