package io.pluralbridge.journal.order;

import io.pluralbridge.payment.OrderState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order, and who said what about it.
 *
 * @param changedAt when it last moved; null when nobody told us by himself
 * @param authorizedAt since when its money is held; null when it is not known to have been
 * @param askedAt when Plural was last asked about it; null when it never was
 * @param askAt when Plural is asked next; null when it is not
 * @param witnesses the first one first; none where they were not asked for
 */
public record OrderView(
    String orderId,
    OrderState state,
    @Nullable Instant changedAt,
    @Nullable Instant authorizedAt,
    @Nullable Instant askedAt,
    @Nullable Instant askAt,
    List<Said> witnesses,
    List<Step> steps) {

  /**
   * One thing that one witness said.
   *
   * @param by whose word it is
   * @param detail what else was said; null when nothing
   * @param times how often it was said
   */
  public record Said(
      String by,
      String status,
      @Nullable String detail,
      Instant firstAt,
      Instant lastAt,
      int times) {}

  /** A move of the order, and by whose word. */
  public record Step(String status, Instant at, String because) {}
}
