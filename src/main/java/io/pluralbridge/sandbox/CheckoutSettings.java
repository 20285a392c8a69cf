package io.pluralbridge.sandbox;

import java.util.regex.Pattern;

/**
 * How the customer's part goes, and how the merchant is told of it.
 *
 * @param callbackBy how the merchant hears at {@code callback_url}
 * @param callbackSecret what callbacks are signed with, in hexadecimal
 * @param paymentRetries how many payments an order may have after the first, while they fail
 */
public record CheckoutSettings(CallbackBy callbackBy, String callbackSecret, int paymentRetries) {

  private static final Pattern HEX = Pattern.compile("([0-9A-Fa-f]{2})+");

  /** By form, with the secret that everybody knows, and as many retries as in Plural's samples. */
  public static final CheckoutSettings USUAL =
      new CheckoutSettings(CallbackBy.FORM, SandboxSettings.DEFAULT_CALLBACK_SECRET, 10);

  public CheckoutSettings {
    if (!HEX.matcher(callbackSecret).matches()) {
      throw new IllegalArgumentException(
          "a callback secret is an even number of hexadecimal digits");
    }
    if (paymentRetries < 0) {
      throw new IllegalArgumentException("a number of retries is not negative: " + paymentRetries);
    }
  }

  public CheckoutSettings withCallbackBy(CallbackBy other) {
    return new CheckoutSettings(other, callbackSecret, paymentRetries);
  }

  public CheckoutSettings withCallbackSecret(String other) {
    return new CheckoutSettings(callbackBy, other, paymentRetries);
  }

  public CheckoutSettings withPaymentRetries(int other) {
    return new CheckoutSettings(callbackBy, callbackSecret, other);
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "CheckoutSettings[by=" + callbackBy + ", paymentRetries=" + paymentRetries + "]";
  }
}
