/**
 * The database: connections, commits in groups, locks, and the marks that tell whether it is the
 * right one.
 */
@NullMarked
package io.pluralbridge.journal.store;

import org.jspecify.annotations.NullMarked;
