package io.pluralbridge.docs;

import io.pluralbridge.files.ErrorCode;
import java.nio.file.Path;

/**
 * The page of all codes for which a file or a line of it is refused, made from {@link ErrorCode}.
 */
final class ErrorCodesPage {

  static final Path PAGE = Path.of("docs/file-error-codes.md");

  private static final String INTRODUCTION =
      """
      # Error codes of files and lines

      For finance operators, and for programs that read acknowledgements and result files: the names are stable. The
      acknowledgement `acks/NAME.ack.json` lists all errors of a file at once, each with its line, its column, the value
      found and what would be right. What files look like: [files](files.md).

      Made from `ErrorCode` by `GeneratedPagesTest`: change it there.

      | code | |
      |---|---|
      """;

  private ErrorCodesPage() {}

  /** The whole page. */
  static String markdown() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    for (ErrorCode code : ErrorCode.values()) {
      page.append("| `").append(code.name()).append("` | ").append(code.sentence()).append(" |\n");
    }
    return page.toString();
  }
}
