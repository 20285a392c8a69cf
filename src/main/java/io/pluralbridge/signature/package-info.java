/**
 * How Plural signs what it sends: the return of the checkout, and webhooks. Whoever verifies and
 * whoever pretends to be Plural share this, and nothing else.
 */
package io.pluralbridge.signature;
