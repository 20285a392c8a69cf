package io.pluralbridge.journal.outbox;

import io.pluralbridge.journal.Addressee;
import io.pluralbridge.journal.CommandView;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something to tell a sender, taken up by this node.
 *
 * @param view where the command stands; null when the message became none
 * @param refusal what is told when it became none, as it was written down then; null when the
 *     command was taken back together with the file that it first came in
 * @param tries how often it was tried before
 * @param dueAt in milliseconds; what became due anew since has another one
 */
public record Announcement(
    long id,
    String merchant,
    Addressee to,
    @Nullable CommandView view,
    @Nullable String refusal,
    int tries,
    long dueAt)
    implements Outbox.Row {

  /**
   * What a receiver drops repeats by: the same each time that the same is told about the same
   * message, and never for anything else.
   */
  public String outcomeId() {
    String told = view == null ? "REFUSED" : view.state().name();
    String what = merchant + '\n' + to.door() + '\n' + to.messageId() + '\n' + told;
    return UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** The order that it is about; empty when it is about none. */
  public String orderId() {
    return view == null ? "" : view.orderId();
  }
}
