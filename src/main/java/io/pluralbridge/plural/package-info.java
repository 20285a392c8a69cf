/**
 * Plural's API: requests, answers and error codes, access tokens, limits of calls.
 *
 * <p>Source of the names: Plural's card tokenization guide and API reference.
 */
@NullMarked
package io.pluralbridge.plural;

import org.jspecify.annotations.NullMarked;
