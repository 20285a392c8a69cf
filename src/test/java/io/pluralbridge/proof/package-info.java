/**
 * The proof as a program: carries out thousands of commands while killing the bridge, and audits.
 */
package io.pluralbridge.proof;
