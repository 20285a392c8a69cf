package io.pluralbridge.journal;

/**
 * Where the journal is kept.
 *
 * @param url a JDBC address of SQLite or PostgreSQL
 */
public record DatabaseSettings(String url, String username, String password) {

  @Override
  public String toString() {
    return "DatabaseSettings[" + url + "]";
  }
}
