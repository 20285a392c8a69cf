package io.pluralbridge.journal;

/**
 * Where the journal is kept, and what it survives.
 *
 * @param url {@code jdbc:sqlite:...} or {@code jdbc:postgresql:...}
 */
public record DatabaseSettings(
    String url, String username, String password, Durability durability) {

  /** As safe as can be. */
  public DatabaseSettings(String url, String username, String password) {
    this(url, username, password, Durability.POWER_CUT);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "DatabaseSettings[durability=" + durability + "]";
  }
}
