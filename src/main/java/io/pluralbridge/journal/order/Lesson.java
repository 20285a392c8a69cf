package io.pluralbridge.journal.order;

/** What is news in a receipt. */
public record Lesson(InboundEvent receipt, News news) {}
