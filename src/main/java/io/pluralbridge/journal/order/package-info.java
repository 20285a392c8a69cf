/** What is known of orders: their states, events received, questions to ask. */
@NullMarked
package io.pluralbridge.journal.order;

import org.jspecify.annotations.NullMarked;
