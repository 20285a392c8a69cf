package io.pluralbridge.callback;

import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.OrderStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is held of an order.
 *
 * @param onlyHeld true when Plural says that the money waits for a capture ({@code pre_auth})
 * @param ordered what the order is worth; null when Plural does not say
 * @param held what each payment holds; none when Plural does not say
 */
public record Authorisation(
    OrderStatus status, boolean onlyHeld, @Nullable Money ordered, List<Money> held) {

  /** True when all that was ordered is held, and no more. */
  boolean isOfTheOrder() {
    Money order = ordered;
    return order != null
        && held.stream().allMatch(money -> money.currency().equals(order.currency()))
        && held.stream().mapToLong(Money::minorUnits).sum() == order.minorUnits();
  }

  /** True when Plural does not know yet what somebody told us: a look may be older than a word. */
  boolean isBehind() {
    return switch (status) {
      case CREATED, PENDING, ATTEMPTED -> true;
      default -> false;
    };
  }

  /** True when it can be told whether it is that of the order. */
  boolean isKnown() {
    return ordered != null && !held.isEmpty();
  }

  /** For a person: {@code INR 10.00 of INR 11.00}. */
  String inWords() {
    return held.stream().map(Money::inWords).reduce((a, b) -> a + " and " + b).orElse("?")
        + " of "
        + (ordered == null ? "?" : ordered.inWords());
  }
}
