package io.pluralbridge.journal;

import org.jspecify.annotations.Nullable;

/** One move of an entry, for its history. */
record Move(
    String merchant,
    long entryId,
    String from,
    String to,
    @Nullable String requestId,
    @Nullable String detail) {}
