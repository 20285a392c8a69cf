/** Comma separated values, line by line, so that one bad line never costs the next one. */
@NullMarked
package io.pluralbridge.files.csv;

import org.jspecify.annotations.NullMarked;
