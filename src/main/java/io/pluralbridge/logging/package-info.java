/** What every line of the log goes through, whoever writes it. */
@NullMarked
package io.pluralbridge.logging;

import org.jspecify.annotations.NullMarked;
