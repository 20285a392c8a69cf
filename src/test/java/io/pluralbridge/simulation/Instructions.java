package io.pluralbridge.simulation;

import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.BatchEntry;
import io.pluralbridge.journal.batch.BatchMode;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Money;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** The files of a run. Captures and cancels of the same orders race, and one key comes twice. */
final class Instructions {

  static final String FIRST = "order-1";
  static final String SECOND = "order-2";
  static final String NO_SUCH = "order-that-plural-does-not-know";
  static final List<String> ORDERS = List.of(FIRST, SECOND);

  /** Captured long ago, so that it can be refunded. */
  static final String CAPTURED = "order-3";

  /** Nobody has paid for it yet. */
  static final String UNPAID = "order-4";

  private static final List<List<BatchEntry>> FILES =
      List.of(
          List.of(capture(2, "cap-1", FIRST), cancel(3, "can-1", FIRST)),
          List.of(capture(2, "cap-1", FIRST), capture(3, "cap-2", SECOND)),
          List.of(
              cancel(2, "can-2", SECOND), capture(3, "cap-3", FIRST), capture(4, "cap-4", NO_SUCH)),
          List.of(
              make(2, Action.REFUND, "ref-1", CAPTURED),
              make(3, Action.CREATE_PAYMENT, "pay-1", UNPAID),
              make(4, Action.CREATE_ORDER, "new-1", "")),
          List.of(
              make(2, Action.CREATE_ORDER, "new-2", ""),
              make(3, Action.CREATE_PAYMENT, "pay-2", UNPAID),
              make(4, Action.REFUND, "ref-1", CAPTURED),
              make(5, Action.REFUND, "ref-2", CAPTURED)));

  private Instructions() {}

  static int files() {
    return FILES.size();
  }

  static Batch batch(int file, Instant received) {
    return new Batch(
        "file-" + file,
        Command.DEFAULT_MERCHANT,
        "file-" + file + ".csv",
        "sha-of-file-" + file,
        BatchMode.LENIENT,
        Batch.State.READING,
        FILES.get(file).size(),
        new TreeMap<>(),
        false,
        received,
        null);
  }

  static List<BatchEntry> lines(int file) {
    return FILES.get(file);
  }

  private static BatchEntry capture(long line, String key, String order) {
    Money amount = Money.of(1100, "INR");
    String body = "{\"merchant_capture_reference\":\"" + key + "\"}";
    return new BatchEntry.Wanted(
        line,
        new Command(Command.DEFAULT_MERCHANT, Action.CAPTURE, key, order, amount, body),
        amount);
  }

  /** What no file asks for; yet the journal takes it as any other, and so does Plural. */
  private static BatchEntry make(long line, Action action, String key, String order) {
    Money amount = Money.of(1100, "INR");
    return new BatchEntry.Wanted(
        line, new Command(Command.DEFAULT_MERCHANT, action, key, order, amount, "{}"), amount);
  }

  private static BatchEntry cancel(long line, String key, String order) {
    return new BatchEntry.Wanted(
        line, new Command(Command.DEFAULT_MERCHANT, Action.CANCEL, key, order, null, ""), null);
  }
}
