package io.pluralbridge.payment;

import org.jspecify.annotations.Nullable;

/**
 * What the acquirer calls a payment, by which it is found in settlements and bank statements.
 *
 * <p>Source: {@code payments[].acquirer_data} of Plural's API reference.
 *
 * @param rrn the retrieval reference number; null when none was told
 * @param approvalCode the issuer's approval; null when none was told
 * @param reference the acquirer's own reference; null when none was told
 */
public record AcquirerIds(
    @Nullable String rrn, @Nullable String approvalCode, @Nullable String reference) {

  public static final AcquirerIds NONE = new AcquirerIds(null, null, null);

  /** The retrieval reference number alone. */
  public static AcquirerIds ofRrn(@Nullable String rrn) {
    return rrn == null ? NONE : new AcquirerIds(rrn, null, null);
  }
}
