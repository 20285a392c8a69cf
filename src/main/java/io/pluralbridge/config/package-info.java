/** What the settings of all stages are read and checked with. */
@NullMarked
package io.pluralbridge.config;

import org.jspecify.annotations.NullMarked;
