/** Outbox of outcomes: rows still to be delivered, with their next attempt. */
@NullMarked
package io.pluralbridge.journal.outbox;

import org.jspecify.annotations.NullMarked;
