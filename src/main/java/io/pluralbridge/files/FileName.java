package io.pluralbridge.files;

import io.pluralbridge.carddata.CardNumbers;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The name of a file that someone dropped, and whether we can carry it: from folder to folder, into
 * the names of our papers, and into logs.
 */
public final class FileName {

  private static final int LONGEST = 150;
  private static final String ENDING = ".csv";
  private static final String PUNCTUATION = " ._()@+-";

  private final String name;
  @Nullable private final String problem;

  private FileName(String name) {
    this.name = name;
    this.problem = problemOf(name);
  }

  /** Judges a name without its folder. */
  public static FileName of(String name) {
    return new FileName(name);
  }

  /** True when the name can be carried as it is. */
  public boolean isAccepted() {
    return problem == null;
  }

  /** Why it cannot be carried and what would be right, null when it can. */
  @Nullable
  public String problem() {
    return problem;
  }

  /**
   * The name without its {@code .csv}.
   *
   * @throws IllegalStateException when the name cannot be carried
   */
  public String base() {
    if (problem != null) {
      throw new IllegalStateException(problem + ": " + display());
    }
    return name.substring(0, name.length() - ENDING.length());
  }

  /**
   * The name where it can be carried; else one made from it that is safe in logs and as the name of
   * a paper: with {@code _} for every character that we do not carry and every digit of a card
   * number, and cut to 150 characters.
   */
  public String display() {
    if (problem == null) {
      return name;
    }
    String masked = CardNumbers.mask(name);
    StringBuilder safe = new StringBuilder();
    for (int i = 0; i < masked.length() && i < LONGEST; i++) {
      char c = masked.charAt(i);
      safe.append(isCarried(c) && !(i == 0 && c == '.') ? c : '_');
    }
    return safe.isEmpty() ? "_" : safe.toString();
  }

  @Nullable
  private static String problemOf(String name) {
    if (CardNumbers.isIn(name)) {
      return "the name of the file holds a card number; give it another name";
    }
    if (name.length() > LONGEST) {
      return "the name of the file has " + name.length() + " characters; write at most " + LONGEST;
    }
    if (name.startsWith(".")) {
      return "the name of the file begins with a dot; give it another name";
    }
    if (!name.toLowerCase(Locale.ROOT).endsWith(ENDING)) {
      return "the name of the file does not end in .csv";
    }
    for (int i = 0; i < name.length(); i++) {
      if (!isCarried(name.charAt(i))) {
        return "character "
            + (i + 1)
            + " of the name of the file is not one that we carry; write letters (A to Z), digits,"
            + " spaces and . _ ( ) @ + -";
      }
    }
    return null;
  }

  private static boolean isCarried(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || PUNCTUATION.indexOf(c) >= 0;
  }
}
