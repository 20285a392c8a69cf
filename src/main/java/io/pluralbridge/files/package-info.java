/** Capture files: taken from the inbox, checked, acknowledged, and answered with results. */
@NullMarked
package io.pluralbridge.files;

import org.jspecify.annotations.NullMarked;
