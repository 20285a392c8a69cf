package io.pluralbridge.plural;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Takes an HTTP answer off the wire and leaves an {@link Answer}, and not one header: what the
 * other side names its headers must not steer us.
 */
public final class ReadAnswer implements Processor {

  /** The variable that holds the status of the last answer. */
  private static final String HTTP_STATUS = "httpStatus";

  private static final int LARGEST = 1024 * 1024;

  /** An order, as Plural describes it, takes two to three thousand bytes. */
  private static final int USUAL = 4096;

  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  private final Duration longest;
  private final Clock clock;

  /**
   * A reader.
   *
   * @param longest how long the body of an answer may take
   */
  public ReadAnswer(Duration longest, Clock clock) {
    this.longest = longest;
    this.clock = clock;
  }

  @Override
  public void process(Exchange exchange) throws IOException {
    Message message = exchange.getMessage();
    int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
    Duration retryAfter = duration(message.getHeader("Retry-After", String.class));
    String requestId = exchange.getVariable(TokenEnricher.REQUEST_ID, String.class);
    String body = "";
    try (InputStream in = message.getBody(InputStream.class)) {
      if (in != null) {
        body = read(in);
      }
    }
    message.removeHeaders("*");
    // A variable of its own is looked at for less than a part of the body.
    exchange.setVariable(HTTP_STATUS, status);
    message.setBody(new Answer(status, body, retryAfter, requestId));
  }

  private String read(InputStream in) throws IOException {
    byte[] body = new byte[USUAL];
    int size = 0;
    long start = System.nanoTime();
    for (int n = in.read(body); n >= 0; n = in.read(body, size, body.length - size)) {
      size += n;
      if (size > LARGEST) {
        throw new IOException("an answer of more than " + LARGEST + " bytes");
      }
      if (System.nanoTime() - start > longest.toNanos()) {
        throw new SocketTimeoutException("an answer that trickles");
      }
      if (size == body.length) {
        body = Arrays.copyOf(body, 2 * size);
      }
    }
    return new String(body, 0, size, StandardCharsets.UTF_8);
  }

  /**
   * Seconds or an HTTP date; anything else counts as not said. Source: RFC 9110, 10.2.3. No mistake
   * of theirs shall stop us for days: an hour is the most.
   */
  private @Nullable Duration duration(@Nullable String retryAfter) {
    Duration wait = read(retryAfter);
    return wait != null && wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  private @Nullable Duration read(@Nullable String retryAfter) {
    if (retryAfter == null) {
      return null;
    }
    String text = retryAfter.trim();
    if (text.matches("[0-9]{1,6}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      ZonedDateTime until =
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT));
      Duration wait = Duration.between(clock.instant(), until.toInstant());
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
