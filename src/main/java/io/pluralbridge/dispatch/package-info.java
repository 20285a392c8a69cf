/** The journal as a Camel endpoint: routes start from what is due in it. */
package io.pluralbridge.dispatch;
