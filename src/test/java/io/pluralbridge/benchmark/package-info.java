/**
 * What the bridge costs, measured: {@code plural-bridge benchmark}. Every figure stands beside its
 * ceiling, which is measured in the same minutes, round by round in turn; nothing is judged here
 * but what the ceiling allows.
 */
package io.pluralbridge.benchmark;
