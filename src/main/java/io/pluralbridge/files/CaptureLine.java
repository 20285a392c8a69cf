package io.pluralbridge.files;

import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What we make of one row of a capture file. */
public sealed interface CaptureLine {

  /** Its physical line in the file, 1 for the first. */
  long line();

  /** The amount that stands in the row, null where there is none or it cannot be read. */
  @Nullable Money amount();

  /**
   * A row that can be carried out.
   *
   * @param isPartialMeant true when it says that a capture of less than the order is worth is meant
   */
  record Good(long line, Command command, @Nullable Money amount, boolean isPartialMeant)
      implements CaptureLine {}

  /**
   * A row that is refused.
   *
   * @param errors all that is wrong with it, at least one
   * @param cardNumber true when it holds a card number, so that it must not be kept as it is
   * @param orderIds the order ids that it may be of, as far as they can be read
   * @param written what is wrong with an amount that is written as money, so that the whole file is
   *     in doubt; null when it is not
   */
  record Bad(
      long line,
      List<LineError> errors,
      boolean cardNumber,
      @Nullable Money amount,
      List<String> orderIds,
      @Nullable String written)
      implements CaptureLine {

    public Bad {
      errors = List.copyOf(errors);
      orderIds = List.copyOf(orderIds);
    }
  }
}
