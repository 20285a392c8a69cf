package io.pluralbridge.sandbox;

/**
 * A refund, which Plural shows as an order of its own, and the order that it gave back money of.
 */
record Refund(SandboxOrder parent, Change.Refunded made) {}
