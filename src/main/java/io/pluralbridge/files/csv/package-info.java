/**
 * Comma separated values, line by line, so that a bad line costs no other, but for those inside a
 * quote that it leaves open.
 */
@NullMarked
package io.pluralbridge.files.csv;

import org.jspecify.annotations.NullMarked;
