/** What all doors share: from where somebody comes, and who is slowed down. Knows nobody. */
@NullMarked
package io.pluralbridge.door;

import org.jspecify.annotations.NullMarked;
