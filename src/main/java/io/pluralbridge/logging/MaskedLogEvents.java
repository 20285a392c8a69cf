package io.pluralbridge.logging;

import io.pluralbridge.carddata.CardWords;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.impl.DefaultLogEventFactory;
import org.apache.logging.log4j.core.impl.LogEventFactory;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.SimpleMessage;
import org.jspecify.annotations.Nullable;

/**
 * Makes the events of the log, and masks card data in their messages and in those of exceptions,
 * before any appender sees them. Libraries quote what a client sent: its user name, its client id,
 * the queue that it asked for.
 *
 * <p>Log4j finds it by {@code log4j2.component.properties}, whatever its configuration is.
 */
public final class MaskedLogEvents implements LogEventFactory {

  private final DefaultLogEventFactory events = DefaultLogEventFactory.getInstance();

  @Override
  public LogEvent createEvent(
      String logger,
      @Nullable Marker marker,
      String caller,
      Level level,
      Message message,
      @Nullable List<Property> properties,
      @Nullable Throwable thrown) {
    return events.createEvent(
        logger, marker, caller, level, masked(message), properties, masked(thrown));
  }

  @Override
  public LogEvent createEvent(
      String logger,
      @Nullable Marker marker,
      String caller,
      @Nullable StackTraceElement location,
      Level level,
      Message message,
      @Nullable List<Property> properties,
      @Nullable Throwable thrown) {
    return events.createEvent(
        logger, marker, caller, location, level, masked(message), properties, masked(thrown));
  }

  private static Message masked(Message message) {
    String text = message.getFormattedMessage();
    if (text == null) {
      return message;
    }
    String masked = CardWords.mask(text);
    return masked.equals(text) ? message : new SimpleMessage(masked);
  }

  private static @Nullable Throwable masked(@Nullable Throwable thrown) {
    return thrown == null || !quotesCardData(thrown, newSet())
        ? thrown
        : new MaskedThrowable(thrown, newSet());
  }

  private static Set<Throwable> newSet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  private static boolean quotesCardData(@Nullable Throwable thrown, Set<Throwable> seen) {
    if (thrown == null || !seen.add(thrown)) {
      return false;
    }
    String text = thrown.toString();
    if (!CardWords.mask(text).equals(text) || quotesCardData(thrown.getCause(), seen)) {
      return true;
    }
    for (Throwable suppressed : thrown.getSuppressed()) {
      if (quotesCardData(suppressed, seen)) {
        return true;
      }
    }
    return false;
  }

  /** Stands in the log for an exception that quotes card data: the same, masked. */
  private static final class MaskedThrowable extends Exception {

    private static final long serialVersionUID = 1;

    MaskedThrowable(Throwable original, Set<Throwable> seen) {
      super(CardWords.mask(original.toString()));
      seen.add(original);
      setStackTrace(original.getStackTrace());
      Throwable cause = original.getCause();
      if (cause != null && !seen.contains(cause)) {
        initCause(new MaskedThrowable(cause, seen));
      }
      for (Throwable suppressed : original.getSuppressed()) {
        if (!seen.contains(suppressed)) {
          addSuppressed(new MaskedThrowable(suppressed, seen));
        }
      }
    }
  }
}
