/** Comma separated values, line by line, so that one bad line never costs the next one. */
package io.pluralbridge.csv;
