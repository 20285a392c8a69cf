package io.pluralbridge.instruction;

import io.pluralbridge.carddata.Payload;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Tells which way to pay a payload of {@code CREATE_PAYMENT} uses, so that a route can choose. */
public final class PaymentTypes {

  private static final String CARD = "CARD";
  private static final String SPLIT = "SPLIT";

  /** What a route chooses by is shown, and whatever has several digits may be a secret. */
  private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z_]{0,28}[0-9]?");

  /**
   * The type of the payment:
   *
   * <ul>
   *   <li>{@code SPLIT} for more than one;
   *   <li>{@code NEW_CARD}, {@code SAVED_TOKEN} or {@code EXTERNAL_TOKEN} for a card, or {@code
   *       CARD} when it is unclear which of them is meant;
   *   <li>else the payment method as it is, known or not, if it is 1 to 30 capitals and
   *       underscores, the last maybe a digit;
   *   <li>empty when it is not, is one of our own words above, or there is no payment.
   * </ul>
   */
  public String of(Payload payload) {
    try {
      List<Field> items = Items.in(payload, new Faults());
      if (items.size() > 1) {
        return SPLIT;
      }
      return items.isEmpty() ? "" : typeOf(items.get(0));
    } catch (RefusedException e) {
      return "";
    }
  }

  /**
   * Its items, each as a payload of its own: {@code {"payments": [item]}}. Before the second stands
   * a null, before the third two, so that faults name the place that the item has in the whole.
   *
   * @throws RefusedException when the payload is not JSON
   */
  public List<Payload> items(Payload payload) throws RefusedException {
    return Items.apart(payload);
  }

  private static String typeOf(Field item) {
    String method = item.at("payment_method").text();
    if (method == null || isOurs(method) || !METHOD.matcher(method).matches()) {
      return "";
    }
    if (!method.equals(CARD)) {
      return method;
    }
    CardOption option = CardOption.of(item);
    return option == CardOption.UNCLEAR ? CARD : option.name();
  }

  /** Else a sender could call a method what a route takes for a card, and pass by its rules. */
  private static boolean isOurs(String method) {
    return method.equals(SPLIT)
        || Arrays.stream(CardOption.values()).anyMatch(option -> option.name().equals(method));
  }
}
