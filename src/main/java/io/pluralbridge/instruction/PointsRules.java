package io.pluralbridge.instruction;

import io.pluralbridge.carddata.Payload;
import java.util.regex.Pattern;

/**
 * A payment with the points of a card. API reference, create payment; of the number it tells
 * neither a length nor that it has a check digit.
 */
public final class PointsRules {

  private static final Pattern LAST_FOUR = Pattern.compile("[0-9]{4}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{4,}");

  /**
   * Returns normally when the payment may be sent.
   *
   * @throws RefusedException with all that is wrong with it
   */
  public void check(Payload payload) throws RefusedException {
    Items.check(payload, PointsRules::item);
  }

  private static void item(Field item) {
    Field card = item.at("payment_option").at("points_card_details");
    if (!card.requireObject()) {
      return;
    }
    Field lastFour = card.at("card_last4");
    String end = lastFour.requiredText(LAST_FOUR, "the last four digits of the card");
    String number = card.at("card_number").requiredText(NUMBER, "the digits of the card");
    if (end != null && number != null && !number.endsWith(end)) {
      lastFour.refuse(
          JsonErrorCode.FIELD_INVALID,
          "card_last4 is not how card_number ends; write its last four");
    }
    card.at("registered_mobile_number").requiredText();
  }
}
