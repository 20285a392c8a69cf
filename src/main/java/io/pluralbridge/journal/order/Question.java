package io.pluralbridge.journal.order;

import java.time.Instant;

/**
 * An order about which it is time to ask Plural.
 *
 * @param asks how many questions settled nothing so far
 * @param since when there was the first reason to ask
 */
public record Question(String merchant, String orderId, int asks, Instant since) {}
