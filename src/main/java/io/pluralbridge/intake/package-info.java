/** Their words into ours: what a sender gave us, and all that is wrong with it. */
package io.pluralbridge.intake;
