/** The HTTP door: who may come in, what they ask for, and what they are told. */
package io.pluralbridge.http;
