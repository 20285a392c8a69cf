/** Card data while it must wait: encrypted, and only until the outcome. */
@org.jspecify.annotations.NullMarked
package io.pluralbridge.seal;
