package io.pluralbridge.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * A payment as it was asked for, without anything that could be used to pay again.
 *
 * @param method {@code CARD}, {@code UPI}, ...
 * @param card what the answer says about the card, null when it is not paid by card
 */
record Payment(String reference, String method, Amount amount, @Nullable Card card) {

  /**
   * What Plural tells a merchant about a card, and how it was given.
   *
   * @param given null in a state file of before that was kept
   */
  record Card(String network, String tokenType, @Nullable Given given) {}

  /** The three ways to pay by card. */
  enum Given {
    CARD_NUMBER,
    SAVED_TOKEN,
    TOKEN_OF_ANOTHER
  }
}
