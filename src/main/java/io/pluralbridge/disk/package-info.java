/** Files and folders as this product makes them: for their owner only. Knows no other package. */
@NullMarked
package io.pluralbridge.disk;

import org.jspecify.annotations.NullMarked;
