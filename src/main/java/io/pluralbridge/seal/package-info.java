/** Card data while it must wait: encrypted, and only until the outcome. */
package io.pluralbridge.seal;
