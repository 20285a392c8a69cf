package io.pluralbridge.journal.batch;

import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A line of a file, as the journal takes it. */
public sealed interface BatchEntry {

  /** Its place in the file: 1 is the first physical line, 0 the file as a whole. */
  long line();

  /** Its amount, null when it has none or none that can be read. */
  @Nullable Money amount();

  /**
   * A line to be carried out.
   *
   * @param isPartialMeant true when a capture of less than the order is worth is meant
   */
  record Wanted(long line, Command command, @Nullable Money amount, boolean isPartialMeant)
      implements BatchEntry {

    /** One that does not say that a part is meant. */
    public Wanted(long line, Command command, @Nullable Money amount) {
      this(line, command, amount, false);
    }
  }

  /**
   * A line that is refused, and all that is wrong with it.
   *
   * @param orderIds the order ids that it may be of, as far as they can be read; nothing else of
   *     the file may be done to these orders
   */
  record Refused(long line, List<LineFault> faults, @Nullable Money amount, List<String> orderIds)
      implements BatchEntry {

    /** One whose order is not asked for. */
    public Refused(long line, List<LineFault> faults, @Nullable Money amount) {
      this(line, faults, amount, List.of());
    }
  }
}
