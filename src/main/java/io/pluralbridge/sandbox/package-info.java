/**
 * Plural pretended: honest enough to develop, test and demonstrate against. Knows nothing of ours.
 */
package io.pluralbridge.sandbox;
