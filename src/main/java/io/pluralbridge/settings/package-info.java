/** What the bridge was told, read and checked: one class for each stage that it is of. */
@NullMarked
package io.pluralbridge.settings;

import org.jspecify.annotations.NullMarked;
