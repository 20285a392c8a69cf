package io.pluralbridge.files;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a line.
 *
 * @param column the column that it is in, null where it cannot be told or is the line itself
 * @param code the name of an {@link ErrorCode}
 * @param message what was found, shortened, and what would be right; never a card number, and no
 *     value at all of a line that holds one
 */
public record LineError(@Nullable String column, String code, String message) {

  static LineError of(@Nullable String column, ErrorCode code, String message) {
    return new LineError(column, code.name(), message);
  }
}
