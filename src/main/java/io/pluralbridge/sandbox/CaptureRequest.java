package io.pluralbridge.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * A capture that a merchant asks for.
 *
 * @param amount null when all of it is to be captured
 */
record CaptureRequest(String reference, @Nullable Amount amount) {}
