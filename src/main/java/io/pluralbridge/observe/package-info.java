/** Health checks and metrics. */
@NullMarked
package io.pluralbridge.observe;

import org.jspecify.annotations.NullMarked;
