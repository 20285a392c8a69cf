/** The demonstration: the bridge and the sandbox play a night through. */
@NullMarked
package io.pluralbridge.demo;

import org.jspecify.annotations.NullMarked;
