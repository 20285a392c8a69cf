package io.pluralbridge.sandbox;

import org.jspecify.annotations.Nullable;

/** A customer, as the merchant made it; nothing changes it later. */
record Customer(String customerId, long at, @Nullable String requestId, CustomerRequest asked)
    implements Entry {}
