package io.pluralbridge.journal.batch;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a line of a file.
 *
 * @param column the column's name, null when it is the whole line
 */
public record LineFault(@Nullable String column, String code, String message) {}
