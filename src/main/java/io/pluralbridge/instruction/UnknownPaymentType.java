package io.pluralbridge.instruction;

import io.pluralbridge.carddata.Payload;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Refuses a way to pay that no route knows. */
public final class UnknownPaymentType {

  /** API reference, create payment: the methods of the API's description. */
  private static final List<String> METHODS =
      List.of(
          "CARD",
          "UPI",
          "NETBANKING",
          "WALLET",
          "CREDIT_EMI",
          "DEBIT_EMI",
          "CARDLESS_EMI",
          "POINTS",
          "BNPL");

  /** Shaped like a method, and so not like a secret, which has digits or small letters. */
  private static final Pattern HARMLESS = Pattern.compile("[A-Z_]{2,20}");

  /**
   * Never returns normally.
   *
   * @throws RefusedException with what makes its type unknown
   */
  public void refuse(Payload payload) throws RefusedException {
    Faults faults = new Faults();
    List<Field> items = Items.in(payload, faults);
    items.forEach(UnknownPaymentType::refuse);
    if (items.isEmpty()) {
      faults.add("payments", JsonErrorCode.FIELD_MISSING, "payments is empty; name at least one");
    }
    throw faults.exception();
  }

  private static void refuse(Field item) {
    Field method = item.at("payment_method");
    String name = method.node() == null ? "" : method.node().asText();
    if (name.equals("CARD")) {
      CardOption.refuseUnclear(item);
      return;
    }
    String meant = name.strip().toUpperCase(Locale.ROOT);
    String found = HARMLESS.matcher(name).matches() ? "payment_method " + name : "payment_method";
    String right =
        METHODS.contains(meant) && !METHODS.contains(name)
            ? meant + " exactly so"
            : String.join(", ", METHODS.subList(0, METHODS.size() - 1))
                + " or "
                + METHODS.get(METHODS.size() - 1);
    method.refuse(
        JsonErrorCode.PAYMENT_TYPE_UNKNOWN, found + " is none that we carry; write " + right);
  }
}
