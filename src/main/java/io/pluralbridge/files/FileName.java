package io.pluralbridge.files;

import io.pluralbridge.carddata.CardNumbers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

  /** How much of a name is left where a mark and the ending follow. */
  private static final int LONGEST_BEFORE_MARK = 130;

  /** No name that we carry has this in it, so that no other file can have a name with a mark. */
  private static final String MARK = "~";

  private static final int MARK_LENGTH = 8;

  private final String name;

  /** The bytes of the name on the disk, each as one character. */
  private final String identity;

  @Nullable private final String problem;

  private FileName(String name, String identity) {
    this.name = name;
    this.identity = identity;
    this.problem = problemOf(name);
  }

  /** Judges a name without its folder. */
  public static FileName of(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return new FileName(name, new String(bytes, StandardCharsets.ISO_8859_1));
  }

  /**
   * Judges the name of a file. Two that are no text in the locale of this process, and look the
   * same there, are still two names.
   */
  public static FileName of(Path file) {
    String address = file.toUri().getRawPath();
    String inFolder = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    String encoded = inFolder.substring(inFolder.lastIndexOf('/') + 1).replace("+", "%2B");
    return new FileName(
        String.valueOf(file.getFileName()),
        URLDecoder.decode(encoded, StandardCharsets.ISO_8859_1));
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
      throw new IllegalStateException(problem + ": " + shown());
    }
    return name.substring(0, name.length() - ENDING.length());
  }

  /**
   * The name, where each of its characters can be carried; else one made from it that is safe as
   * the name of a paper and that no other file has: with {@code _} for every other character and
   * every digit of a card number, then {@code ~} and eight letters that stand for the name as it
   * was, at most 150 characters long.
   *
   * @param batchId what the letters stand for where the name holds a card number, which could be
   *     found out from them otherwise
   */
  public String carried(String batchId) {
    if (CardNumbers.isIn(name)) {
      return marked(batchId);
    }
    return isSafe() ? name : marked(identity);
  }

  /**
   * The same for what is no batch. Of names that differ in their card numbers only, which nobody is
   * shown, it is the same.
   */
  String carried() {
    return carried(CardNumbers.mask(name));
  }

  /**
   * The name as people may be shown it, in logs and in health: in quotes where there is anything
   * unusual in it, with what cannot be seen spelt out, card numbers masked, and cut to 150
   * characters.
   */
  public String shown() {
    boolean plain = isSafe() && name.strip().equals(name) && !CardNumbers.isIn(name);
    return problem == null || plain ? name : Shown.value(CardNumbers.mask(name), LONGEST);
  }

  private boolean isSafe() {
    return !name.isEmpty()
        && name.length() <= LONGEST
        && !name.startsWith(".")
        && name.chars().allMatch(c -> isCarried((char) c));
  }

  private String marked(String of) {
    String masked = CardNumbers.mask(name);
    boolean isCsv = masked.toLowerCase(Locale.ROOT).endsWith(ENDING);
    int end = isCsv ? masked.length() - ENDING.length() : masked.length();
    StringBuilder safe = new StringBuilder();
    for (int i = 0; i < end && i < LONGEST_BEFORE_MARK; i++) {
      char c = masked.charAt(i);
      safe.append(isCarried(c) && !(i == 0 && c == '.') ? c : '_');
    }
    return safe.append(MARK)
        .append(letters(of))
        .append(isCsv ? masked.substring(end) : "")
        .toString();
  }

  /** In letters, so that together with the digits of a name they never look like a card number. */
  private static String letters(String of) {
    byte[] digest = CaptureFiles.sha256().digest(of.getBytes(StandardCharsets.UTF_8));
    StringBuilder letters = new StringBuilder(MARK_LENGTH);
    for (int i = 0; i < MARK_LENGTH; i++) {
      int half = i % 2 == 0 ? digest[i / 2] >> 4 : digest[i / 2];
      letters.append((char) ('a' + (half & 15)));
    }
    return letters.toString();
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
