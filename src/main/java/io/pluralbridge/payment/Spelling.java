package io.pluralbridge.payment;

import java.text.Normalizer;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Compares names of fields, columns and settings, to find which one a mistyped name stands for.
 *
 * <p>Two spellings of a name differ in nothing but the case of letters, in what parts its words,
 * and in characters that nobody sees: {@code captureAmount} and {@code "capture_amount "}.
 */
public final class Spelling {

  /** In a shorter name one letter more or less makes another word of it. */
  private static final int SHORTEST = 4;

  private static final int LONG = 7;

  private Spelling() {}

  /** The letters and digits of a name, in lower case: the same for all its spellings. */
  public static String plain(String name) {
    boolean ascii = name.chars().allMatch(c -> c < 0x80);
    String composed = ascii ? name : Normalizer.normalize(name, Normalizer.Form.NFKC);
    StringBuilder plain = new StringBuilder(composed.length());
    for (int i = 0; i < composed.length(); i++) {
      char c = composed.charAt(i);
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        plain.append(c);
      } else if (c >= 'A' && c <= 'Z') {
        plain.append((char) (c + ('a' - 'A')));
      }
    }
    return plain.toString();
  }

  /** True for two spellings of one name. */
  public static boolean isSame(String one, String other) {
    return plain(one).equals(plain(other));
  }

  /**
   * True when one is the other with a slip of the hand or two: a letter left out, doubled, wrong,
   * or two in each other's place. In a name of less than seven letters one slip, of less than four
   * none.
   */
  public static boolean isNear(String name, String right) {
    String plainRight = plain(right);
    int slips = plainRight.length() < SHORTEST ? 0 : plainRight.length() < LONG ? 1 : 2;
    String plain = plain(name);
    return Math.abs(plain.length() - plainRight.length()) <= slips
        && distance(plain, plainRight) <= slips;
  }

  /** True when one slip of the hand, or none, is between the two. */
  public static boolean isOneSlip(String one, String other) {
    return distance(one, other) <= 1;
  }

  /** The one that the fewest slips lead to. Of none there is no nearest. */
  public static String nearest(String name, Collection<String> right) {
    return right.stream()
        .min(
            Comparator.comparingInt((String candidate) -> distance(name, candidate))
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  /**
   * The one that was probably meant: the nearest, if it is near or one of the two is a part of the
   * other, as {@code amount} is of {@code capture_amount}.
   */
  public static Optional<String> meant(String name, Collection<String> right) {
    String plain = plain(name);
    Optional<String> near = right.stream().filter(candidate -> isNear(name, candidate)).findFirst();
    return near.isPresent() || plain.length() < SHORTEST
        ? near
        : right.stream()
            .filter(
                candidate -> plain(candidate).contains(plain) || plain.contains(plain(candidate)))
            .min(Comparator.comparingInt((String candidate) -> distance(plain, plain(candidate))));
  }

  /** Insertions, deletions, replacements, and neighbours that changed places. */
  private static int distance(String from, String to) {
    int[] beforeLast = new int[to.length() + 1];
    int[] last = new int[to.length() + 1];
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        row[j] = Math.min(last[j - 1] + (same ? 0 : 1), 1 + Math.min(last[j], row[j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && from.charAt(i - 1) == to.charAt(j - 2)
                && from.charAt(i - 2) == to.charAt(j - 1);
        if (swapped) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
    }
    return row[to.length()];
  }
}
