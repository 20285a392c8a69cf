package io.pluralbridge.routes;

import io.pluralbridge.carddata.Said;
import io.pluralbridge.files.SpooledFile;
import io.pluralbridge.journal.Addressee;
import io.pluralbridge.journal.CommandView;
import io.pluralbridge.journal.EntryState;
import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.BatchMode;
import io.pluralbridge.journal.order.OrderEvent;
import io.pluralbridge.journal.outbox.Announcement;
import io.pluralbridge.journal.outbox.DeadLetter;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.OrderStatus;
import io.pluralbridge.support.Claims;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the journal gives to routes. */
final class Given {

  private Given() {}

  /** The first step of an order whose money has come to be held. */
  static OrderEvent authorized() {
    return new OrderEvent(
        1,
        "event-1",
        "m",
        "v1-1",
        1,
        OrderStatus.PENDING,
        OrderStatus.AUTHORIZED,
        "WEBHOOK",
        "CHARGE",
        null,
        "ref-1",
        Money.of(1100, "INR"),
        0L,
        0L,
        Instant.EPOCH,
        0);
  }

  /** That a message became no command, for its sender. */
  static Announcement refused(Addressee.Door door, String replyTo) {
    Addressee sender = new Addressee(door, "message-1", replyTo, "correlation-1");
    return new Announcement(1, "m", sender, null, "{\"state\":\"REFUSED\"}", 0, 0);
  }

  /** A message that became no command, for a person to look at. */
  static DeadLetter deadLetter() {
    return new DeadLetter(1, "message-1", "correlation-1", "what came", "it is no JSON", 0);
  }

  /** A capture as its sender may see it, and what Plural answered to it; null when nothing. */
  static CommandView capture(EntryState state, @Nullable Said said) {
    return new CommandView(
        1,
        "cap-1",
        Action.CAPTURE,
        Claims.ORDER,
        state,
        null,
        said,
        null,
        null,
        1,
        0,
        "shop",
        null,
        "",
        Instant.EPOCH,
        Instant.EPOCH,
        null,
        null,
        List.of());
  }

  /** A file of one line. */
  static Batch batch(Batch.State state) {
    return new Batch(
        "b-1",
        "m",
        "a.csv",
        "00",
        BatchMode.LENIENT,
        state,
        1,
        new TreeMap<>(Map.of("INR", 1100L)),
        false,
        Instant.EPOCH,
        null);
  }

  /** The same file, as it lies on disk. */
  static SpooledFile file() {
    return new SpooledFile("b-1", Path.of("a.csv"), null, Instant.EPOCH);
  }
}
