package io.pluralbridge.instruction;

import com.fasterxml.jackson.databind.JsonNode;
import io.pluralbridge.journal.store.JournalUnavailableException;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.OrderState;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Refuses payments for more than the order that they pay, payments and refunds in another currency
 * than its own, and payments that say that their money is only held when it would be taken, as far
 * as it is known what the order is. Captures are compared when they are to be sent.
 *
 * <p>Less is legal: points and offers pay a part. More is, too, by the convenience fee that a
 * payment names. Where nothing is known of the order, Plural decides.
 */
public final class FitsOrder {

  /** API reference, calculate convenience fee. The maximum there is a bound and not charged. */
  private static final List<String> FEES =
      List.of("fee_amount", "tax_amount", "additional_fee_amount", "applicable_fee_amount");

  private final Known known;

  public FitsOrder(Known known) {
    this.known = known;
  }

  /** What the journal knows. */
  public interface Known {

    /**
     * What is known of the order that a command acts on; empty when nothing is.
     *
     * @throws JournalUnavailableException when it cannot be asked
     */
    Optional<OrderState> orderOf(Command command) throws JournalUnavailableException;

    /**
     * True when a command of that key came before. It is answered what it was answered first.
     *
     * @throws JournalUnavailableException when it cannot be asked
     */
    boolean isKnown(Command command) throws JournalUnavailableException;
  }

  /**
   * Returns normally when nothing speaks against the command.
   *
   * @throws RefusedException when it does not fit its order
   * @throws JournalUnavailableException when that cannot be told now
   */
  public void check(Draft draft) throws RefusedException, JournalUnavailableException {
    Command command = draft.command();
    if (command.action() != Action.CREATE_PAYMENT && command.action() != Action.REFUND) {
      return;
    }
    Optional<OrderState> order = known.orderOf(command);
    if (order.isEmpty()) {
      return;
    }
    Faults faults = new Faults();
    if (command.action() == Action.REFUND) {
      checkCurrency(command.amount(), order.get(), faults);
    } else {
      JsonNode payments = StrictJson.parse(draft.payload().json()).path("payments");
      checkAmount(payments, order.get(), faults);
      checkPreAuth(payments, order.get(), faults);
    }
    if (faults.areThere() && !known.isKnown(command)) {
      throw faults.exception();
    }
  }

  private static void checkCurrency(@Nullable Money refunded, OrderState order, Faults faults) {
    Money whole = order.amount();
    if (refunded != null && whole != null && !refunded.currency().equals(whole.currency())) {
      refuseCurrency("order_amount.currency", whole.currency(), faults);
    }
  }

  private static void refuseCurrency(String field, Currency right, Faults faults) {
    faults.add(
        field,
        JsonErrorCode.CURRENCY_OF_ORDER,
        "the order is in " + right.getCurrencyCode() + "; write that, and the amount in it");
  }

  private static void checkAmount(JsonNode payments, OrderState order, Faults faults) {
    Money whole = order.amount();
    if (whole == null) {
      return;
    }
    String currency = whole.currency().getCurrencyCode();
    long paid = 0;
    long fees = 0;
    for (int i = 0; i < payments.size(); i++) {
      JsonNode payment = payments.path(i);
      if (!currency.equals(payment.path("payment_amount").path("currency").asText())) {
        refuseCurrency("payments[" + i + "].payment_amount.currency", whole.currency(), faults);
      }
      paid += value(payment.path("payment_amount"), currency);
      for (String fee : FEES) {
        fees += value(payment.path("convenience_fee_breakdown").path(fee), currency);
      }
    }
    if (paid > whole.minorUnits() + fees) {
      String more = fees == 0 ? "" : " and fees of " + Money.inWords(fees, currency);
      faults.add(
          payments.size() == 1 ? "payments[0].payment_amount" : "payments",
          JsonErrorCode.AMOUNT_ABOVE_ORDER,
          Money.inWords(paid, currency)
              + " would be paid for an order of "
              + whole.inWords()
              + more
              + "; write at most that");
    }
  }

  private static long value(JsonNode amount, String currency) {
    JsonNode value = amount.path("value");
    return currency.equals(amount.path("currency").asText()) && value.canConvertToLong()
        ? value.asLong()
        : 0;
  }

  private static void checkPreAuth(JsonNode payments, OrderState order, Faults faults) {
    if (!Boolean.FALSE.equals(order.preAuth())) {
      return;
    }
    for (int i = 0; i < payments.size(); i++) {
      if (payments.path(i).path("pre_auth").asBoolean()) {
        faults.add(
            "payments[" + i + "].pre_auth",
            JsonErrorCode.FIELD_INVALID,
            "pre_auth is true, and the order was made without it: the money would be taken, not"
                + " held; make the order with pre_auth, or write false here");
      }
    }
  }
}
