package io.pluralbridge.payment;

import org.jspecify.annotations.Nullable;

/**
 * Why a capture or a cancellation is not sent although it is well formed: what it does cannot be
 * undone, and it is not sure that it is meant.
 *
 * @param message what was found, and what to do
 */
public record CaptureFault(Code code, String message) {

  /** The names are stable: programs read them. */
  public enum Code {
    /** It takes less than the order is worth. Plural captures an order once. */
    CAPTURE_IS_PARTIAL,
    /** It takes more than the order is worth. */
    CAPTURE_TOO_LARGE,
    /** Its amount is in another currency than the order is. */
    CAPTURE_IN_OTHER_CURRENCY,
    /** Several captures of one file are of one order. */
    ORDER_CAPTURED_TWICE,
    /** Another capture of the order has succeeded. */
    ORDER_CAPTURED_BEFORE,
    /** It is a cancellation, and the amount in its line is not all that the order is worth. */
    CANCEL_IS_PARTIAL,
    /** Another line of its file is of the same order and is refused. */
    ORDER_IN_DOUBT
  }

  /**
   * What is wrong with the amount of a capture.
   *
   * @param amount what is to be captured
   * @param isPartialMeant true when its sender has said that a part is meant
   * @param order what the order is worth; null when nobody knows
   * @return null when nothing is, as far as anybody knows
   */
  public static @Nullable CaptureFault of(
      @Nullable Money amount, boolean isPartialMeant, @Nullable Money order) {
    if (amount == null || order == null) {
      return null;
    }
    if (!amount.currency().equals(order.currency())) {
      return new CaptureFault(
          Code.CAPTURE_IN_OTHER_CURRENCY,
          amount.inWords()
              + " of "
              + order.inWords()
              + ": that is another currency than the order's; write the amount in "
              + order.currency().getCurrencyCode());
    }
    String share = amount.inWords() + " of " + order.inWords();
    if (amount.minorUnits() > order.minorUnits()) {
      return new CaptureFault(Code.CAPTURE_TOO_LARGE, share + ": that is more than is held");
    }
    return amount.minorUnits() < order.minorUnits() && !isPartialMeant
        ? new CaptureFault(Code.CAPTURE_IS_PARTIAL, share + ": the rest would be released for good")
        : null;
  }

  /**
   * What is wrong with the amount in the line of a cancellation, which releases the order whole.
   *
   * @param amount what stands in the line; null when nothing does
   * @param order what the order is worth; null when nobody knows
   * @return null when nothing is, as far as anybody knows
   */
  public static @Nullable CaptureFault ofCancel(@Nullable Money amount, @Nullable Money order) {
    return amount == null || order == null || amount.equals(order)
        ? null
        : new CaptureFault(
            Code.CANCEL_IS_PARTIAL,
            amount.inWords()
                + " of "
                + order.inWords()
                + ": a cancellation releases the whole order; leave amount and currency empty where"
                + " that is meant");
  }

  /**
   * Another line of the file is of the same order and is refused.
   *
   * @param line where that stands
   */
  public static CaptureFault inDoubt(String orderId, String line) {
    return new CaptureFault(
        Code.ORDER_IN_DOUBT,
        line
            + " is of order "
            + orderId
            + ", too, and is not carried out; so nobody can say what is meant for the order: hand"
            + " in again what is, in a file in which all its lines are right");
  }

  /**
   * Another capture of the order has succeeded.
   *
   * @param key its key
   */
  public static CaptureFault capturedBefore(String orderId, String key) {
    return new CaptureFault(
        Code.ORDER_CAPTURED_BEFORE,
        "order " + orderId + " was captured as " + key + ", and Plural captures an order once");
  }

  /**
   * Several captures of one file are of that order.
   *
   * @param lines where they stand, in words
   */
  public static CaptureFault capturedTwice(String orderId, String lines) {
    return new CaptureFault(
        Code.ORDER_CAPTURED_TWICE,
        lines
            + " all capture order "
            + orderId
            + ", and Plural captures an order once: the first would release what the others"
            + " need; write one line with the whole amount");
  }
}
