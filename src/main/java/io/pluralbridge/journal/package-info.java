/**
 * The memory of every command: what was accepted, what was sent, what became of it. The only SQL.
 *
 * <p>Knows {@code payment} and nobody else.
 */
package io.pluralbridge.journal;
