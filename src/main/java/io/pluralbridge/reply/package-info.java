/** What senders are told: acknowledgements, result files, summaries, and where they are put. */
package io.pluralbridge.reply;
