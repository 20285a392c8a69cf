package io.pluralbridge.sandbox;

/**
 * An order that a merchant asks for.
 *
 * @param details the fields that are only given back, as JSON
 */
record OrderRequest(String reference, Amount amount, boolean preAuth, String details) {}
