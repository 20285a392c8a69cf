/** The command line: one class a command, and what it prints. */
@NullMarked
package io.pluralbridge.cli;

import org.jspecify.annotations.NullMarked;
