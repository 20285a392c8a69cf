package io.pluralbridge.payment;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/** Finds card numbers in text, so that none is kept, logged or repeated. */
public final class CardNumbers {

  private static final int SHORTEST = 12;
  private static final int LONGEST = 19;

  private CardNumbers() {}

  /**
   * True when the text holds a card number: 12 to 19 digits of a card range with a valid check
   * digit, written together or in groups parted by a space, a dot or a dash.
   */
  public static boolean isIn(String text) {
    return indexIn(plain(text), 0) != null;
  }

  /** The text with every digit of every card number replaced by {@code *}. */
  public static String mask(String text) {
    String plain = plain(text);
    Span found = indexIn(plain, 0);
    if (found == null) {
      return text;
    }
    StringBuilder masked = new StringBuilder(plain);
    while (found != null) {
      for (int i = found.start(); i < found.end(); i++) {
        if (isDigit(plain.charAt(i))) {
          masked.setCharAt(i, '*');
        }
      }
      found = indexIn(plain, found.end());
    }
    return masked.toString();
  }

  private static String plain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 127) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC);
      }
    }
    return text;
  }

  private record Span(int start, int end) {}

  @Nullable
  private static Span indexIn(String text, int from) {
    int i = from;
    while (i < text.length()) {
      if (!isDigit(text.charAt(i))) {
        i++;
        continue;
      }
      int end = endOfDigits(text, i);
      Span together = new Span(i, end);
      if (isCardNumber(digits(text, together))) {
        return together;
      }
      Span grouped = groups(text, i, end);
      if (grouped != null && isCardNumber(digits(text, grouped))) {
        return grouped;
      }
      i = end;
    }
    return null;
  }

  /** Groups of digits as printed on a card: four, then four or six, parted by one separator. */
  @Nullable
  private static Span groups(String text, int start, int firstEnd) {
    if (firstEnd - start != 4 || firstEnd >= text.length()) {
      return null;
    }
    char separator = text.charAt(firstEnd);
    if (separator != ' ' && separator != '-' && separator != '.') {
      return null;
    }
    int end = firstEnd;
    while (end + 1 < text.length()
        && text.charAt(end) == separator
        && isDigit(text.charAt(end + 1))) {
      end = endOfDigits(text, end + 1);
    }
    return new Span(start, end);
  }

  private static int endOfDigits(String text, int start) {
    int end = start;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static String digits(String text, Span span) {
    StringBuilder digits = new StringBuilder(LONGEST);
    for (int i = span.start(); i < span.end(); i++) {
      if (isDigit(text.charAt(i))) {
        digits.append(text.charAt(i));
      }
    }
    return digits.toString();
  }

  private static boolean isCardNumber(String digits) {
    return digits.length() >= SHORTEST
        && digits.length() <= LONGEST
        && isOfACardRange(digits)
        && hasValidCheckDigit(digits);
  }

  /** The first digits that card networks use; keeps dates and counters from being taken for one. */
  private static boolean isOfACardRange(String digits) {
    int two = Integer.parseInt(digits.substring(0, 2));
    int four = Integer.parseInt(digits.substring(0, 4));
    return switch (digits.charAt(0)) {
      case '4', '5', '6' -> true;
      case '3' -> two == 30 || two == 34 || two == 35 || two == 36 || two == 37 || two >= 38;
      case '2' -> four >= 2221 && four <= 2720;
      case '8' -> two == 81 || two == 82;
      default -> false;
    };
  }

  private static boolean hasValidCheckDigit(String digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      if (i % 2 == 1) {
        digit *= 2;
        if (digit > 9) {
          digit -= 9;
        }
      }
      sum += digit;
    }
    return sum % 10 == 0;
  }
}
