/** The program: {@code Main}. */
@NullMarked
package io.pluralbridge;

import org.jspecify.annotations.NullMarked;
