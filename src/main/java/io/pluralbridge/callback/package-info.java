/** What Plural tells us unasked: whether it is genuine, and what it says. */
package io.pluralbridge.callback;
