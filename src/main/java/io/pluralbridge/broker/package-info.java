/** The message broker: the one inside, what it keeps out, and the way to any other. */
package io.pluralbridge.broker;
