/** The application put together: its parts, its routes and its steps. */
@NullMarked
package io.pluralbridge.app;

import org.jspecify.annotations.NullMarked;
