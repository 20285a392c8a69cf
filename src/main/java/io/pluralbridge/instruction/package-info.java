/** From the bytes of a JSON instruction to a checked command, or to all that is wrong with it. */
@NullMarked
package io.pluralbridge.instruction;

import org.jspecify.annotations.NullMarked;
