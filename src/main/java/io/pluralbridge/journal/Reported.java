package io.pluralbridge.journal;

import java.util.List;

/**
 * A batch whose result file is written.
 *
 * @param openLines the lines that stand there without a final outcome, in order; empty for most
 */
public record Reported(Batch batch, List<Long> openLines) {}
