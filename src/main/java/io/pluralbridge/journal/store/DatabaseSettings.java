package io.pluralbridge.journal.store;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the journal is kept, and what it survives.
 *
 * @param url {@code jdbc:sqlite:...} or {@code jdbc:postgresql:...}
 */
public record DatabaseSettings(
    String url, String username, String password, Durability durability) {

  private static final String EMBEDDED = "jdbc:sqlite:";

  /** As safe as can be. */
  public DatabaseSettings(String url, String username, String password) {
    this(url, username, password, Durability.POWER_CUT);
  }

  /** The file of an embedded database; empty when it is on a server, or in memory. */
  Optional<Path> file() {
    if (!url.startsWith(EMBEDDED)) {
      return Optional.empty();
    }
    String file = url.substring(EMBEDDED.length()).replaceFirst("\\?.*", "");
    return file.isEmpty() || file.startsWith(":") || file.startsWith("file:")
        ? Optional.empty()
        : Optional.of(Path.of(file));
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "DatabaseSettings[durability=" + durability + "]";
  }
}
