package io.pluralbridge.support;

import io.pluralbridge.journal.Claim;
import io.pluralbridge.journal.EntryState;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.Outcome;
import java.time.Instant;

/** A first call under way; each method changes exactly one thing about it. */
public record Claims(
    Action action,
    String body,
    int attempts,
    Instant sentAt,
    boolean ended,
    Outcome.Declined otherwise,
    Instant noTraceSince) {

  public static final String ORDER = "v1-4405071524-aa-qlAtAf";
  public static final String KEY = "cap-0001";
  public static final Money AMOUNT = Money.of(1100, "INR");
  public static final String BODY =
      "{\"merchant_capture_reference\":\"cap-0001\","
          + "\"capture_amount\":{\"value\":1100,\"currency\":\"INR\"}}";

  /** Of a capture that names no amount, and so is of all. */
  public static final String OF_ALL = "{\"merchant_capture_reference\":\"cap-0001\"}";

  public static Claims of(Action action) {
    return new Claims(
        action,
        action == Action.CAPTURE ? BODY : "",
        1,
        new MovingClock().instant(),
        false,
        null,
        null);
  }

  public static Claims capture() {
    return of(Action.CAPTURE);
  }

  public static Claims cancel() {
    return of(Action.CANCEL);
  }

  public Claims withBody(String other) {
    return new Claims(action, other, attempts, sentAt, ended, otherwise, noTraceSince);
  }

  public Claims repeated() {
    return new Claims(action, body, 2, sentAt, ended, otherwise, noTraceSince);
  }

  public Claims sentAt(Instant when) {
    return new Claims(action, body, attempts, when, ended, otherwise, noTraceSince);
  }

  public Claims ended(boolean known) {
    return new Claims(action, body, attempts, sentAt, known, otherwise, noTraceSince);
  }

  public Claims otherwise(Outcome.Declined declined) {
    return new Claims(action, body, attempts, sentAt, ended, declined, noTraceSince);
  }

  /** Seen without a trace then, and ever since. */
  public Claims noTraceSince(Instant first) {
    return new Claims(action, body, attempts, sentAt, ended, otherwise, first);
  }

  /** As it is handed to whoever sends it. */
  public Claim sent() {
    return claim(EntryState.SENT, 0);
  }

  /** As it is handed to whoever asks about it. */
  public Claim unknown() {
    return claim(EntryState.UNKNOWN, 0);
  }

  /** As it is handed to whoever asks about it, after so many questions that brought nothing. */
  public Claim askedInVain(int inquiries) {
    return claim(EntryState.UNKNOWN, inquiries);
  }

  private Claim claim(EntryState state, int inquiries) {
    Money amount = action == Action.CAPTURE && !body.equals(OF_ALL) ? AMOUNT : null;
    Command command = new Command(Command.DEFAULT_MERCHANT, action, KEY, ORDER, amount, body);
    return new Claim(
        1,
        command,
        "",
        state,
        attempts,
        inquiries,
        sentAt,
        MovingClock.START,
        ended,
        otherwise,
        noTraceSince,
        null);
  }
}
