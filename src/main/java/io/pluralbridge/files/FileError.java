package io.pluralbridge.files;

import org.jspecify.annotations.Nullable;

/**
 * One reason to refuse a whole file.
 *
 * @param line the line that it is in, 0 when it is the file as a whole or its control totals
 * @param column the column that it is in, null where it cannot be told
 * @param code the name of an {@link ErrorCode}
 * @param message what was found, shortened, and what would be right; never a card number
 */
public record FileError(long line, @Nullable String column, String code, String message) {

  static FileError ofFile(ErrorCode code, String message) {
    return new FileError(0, null, code.name(), message);
  }

  static FileError ofHeader(long line, @Nullable String column, ErrorCode code, String message) {
    return new FileError(line, column, code.name(), message);
  }
}
