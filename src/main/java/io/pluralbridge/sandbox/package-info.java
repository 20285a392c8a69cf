/**
 * Plural pretended: honest enough to develop, test and demonstrate against. Knows nothing of ours
 * but how Plural signs.
 */
package io.pluralbridge.sandbox;
