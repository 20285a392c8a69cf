package io.pluralbridge.journal;

/** What became of handing in a command. */
public sealed interface Acceptance {

  /**
   * It is written down, now or earlier.
   *
   * @param entryId its entry
   * @param first false when the same was handed in before
   */
  record Accepted(long entryId, boolean first) implements Acceptance {}

  /**
   * Its key, or its further name, came first with other content. It is not written down.
   *
   * @param name the key or name that is taken
   * @param first what it stands for, in words
   */
  record KeyReused(String name, String first) implements Acceptance {}
}
