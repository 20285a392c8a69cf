package io.pluralbridge.journal;

import java.time.Instant;

/**
 * A batch of which nothing is sent for a while.
 *
 * @param name the name of the file
 * @param until when it goes on by itself
 * @param reason why, in words
 */
public record Hold(String batchId, String name, Instant until, String reason) {}
