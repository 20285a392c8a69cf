/** Asking Plural what became of a command whose answer was lost. */
package io.pluralbridge.inquiry;
