/** Batches, their lines, and amendments of their results. */
@NullMarked
package io.pluralbridge.journal.batch;

import org.jspecify.annotations.NullMarked;
