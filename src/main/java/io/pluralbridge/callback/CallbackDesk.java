package io.pluralbridge.callback;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pluralbridge.journal.order.InboundEvent;
import io.pluralbridge.journal.order.InboundEvents;
import io.pluralbridge.journal.store.JournalUnavailableException;
import io.pluralbridge.payment.Command;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Writes down what Plural tells us, before it is answered and before anything follows from it. */
public final class CallbackDesk {

  private final InboundEvents receipts;

  public CallbackDesk(InboundEvents receipts) {
    this.receipts = receipts;
  }

  /**
   * Writes a callback down. The same words are the same callback, whichever way they come.
   *
   * @throws JournalUnavailableException when it is not written down
   */
  public void keep(Callback callback) throws JournalUnavailableException {
    receipts.store(
        new InboundEvents.Arrival(
            Command.DEFAULT_MERCHANT,
            InboundEvent.Kind.CALLBACK,
            sha256(callback.signed()),
            callback.shape().name(),
            callback.orderId(),
            callback.status(),
            callback.errorCode(),
            callback.errorMessage(),
            callback.signed()));
  }

  /**
   * Writes a webhook down, unless its id is known.
   *
   * @throws JournalUnavailableException when it is not written down
   */
  public void keep(Webhook webhook) throws JournalUnavailableException {
    receipts.store(
        new InboundEvents.Arrival(
            Command.DEFAULT_MERCHANT,
            InboundEvent.Kind.WEBHOOK,
            webhook.id(),
            "POST",
            "",
            "",
            null,
            null,
            webhook.body()));
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing from this JVM", e);
    }
  }
}
