package io.pluralbridge.proof;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a dropped file, and what is to come of it.
 *
 * @param number its physical line, 2 for the first below the header
 * @param raw as it stands in the file
 * @param out the columns that the result file must show in front of its own
 * @param instruction what it asks for, null when it is to be refused
 * @param refusal the code that it is to be refused with, null when it asks for something
 * @param counted the amount that counts in the sums, null where none can be read
 */
record FileLine(
    long number,
    String raw,
    List<String> out,
    @Nullable Instruction instruction,
    @Nullable String refusal,
    @Nullable Long counted) {}
