/** The words everyone shares. Knows nobody. */
package io.pluralbridge.payment;
