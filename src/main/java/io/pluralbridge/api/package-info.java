/**
 * Ours into Plural's words and back: requests, answers and error codes, access tokens, and what may
 * be repeated.
 *
 * <p>Source of the words: Plural's card tokenization guide and API reference.
 */
package io.pluralbridge.api;
