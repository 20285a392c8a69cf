package io.pluralbridge.journal;

/** What is news in a receipt. */
public record Lesson(Receipt receipt, News news) {}
