package io.pluralbridge.sandbox;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.random.RandomGenerator;

/** Makes ids that look like Plural's: {@code v1-260122101112-aa-Xy12Ab}. */
final class Ids {

  private static final String LETTERS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyMMddHHmmss").withZone(ZoneOffset.UTC);

  private final Clock clock;
  private final RandomGenerator random;

  Ids(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** Of many made in one second two may be equal: whoever keeps them asks again. */
  String order() {
    return "v1-" + SECONDS.format(Instant.ofEpochMilli(clock.millis())) + "-aa-" + letters(6);
  }

  String customer() {
    return "cust-" + order();
  }

  /** Of an event, as others of the webhook format have it. */
  String message() {
    return "msg_" + letters(27);
  }

  private String letters(int count) {
    StringBuilder letters = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      letters.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return letters.toString();
  }
}
