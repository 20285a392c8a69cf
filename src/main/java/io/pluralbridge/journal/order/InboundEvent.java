package io.pluralbridge.journal.order;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message of Plural's that was genuine, as it is kept.
 *
 * @param uid what makes it the same message when it comes again
 * @param way in which it came: an HTTP method or a shape
 * @param orderId of which order it says something; empty where that is to be read in the body
 * @param said what it says in a word; empty where that is to be read in the body
 * @param body what came, with card data masked
 */
public record InboundEvent(
    long id,
    String merchant,
    Kind kind,
    String uid,
    String way,
    String orderId,
    String said,
    @Nullable String errorCode,
    @Nullable String errorMessage,
    String body,
    Instant receivedAt) {

  /** Which of Plural's voices it is. */
  public enum Kind {
    /** The return of the checkout, through the customer's browser. */
    CALLBACK,
    /** An event, from Plural itself. */
    WEBHOOK
  }

  /** Without the body, which may hold what is nobody's business. */
  @Override
  public String toString() {
    return kind + " " + id + (said.isEmpty() ? "" : ", " + said);
  }
}
