/** Card data: found, masked, and sealed while it must wait. */
@NullMarked
package io.pluralbridge.carddata;

import org.jspecify.annotations.NullMarked;
