/** The pages in docs/: what is generated in them, and what must be true of them. */
package io.pluralbridge.docs;
