/**
 * Card data while it must wait, encrypted and only until the outcome; and the keys to which senders
 * seal commands that hold card data.
 */
package io.pluralbridge.seal;
