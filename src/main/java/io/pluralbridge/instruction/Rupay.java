package io.pluralbridge.instruction;

import java.util.regex.Pattern;

/**
 * Which numbers are RuPay's. Only the ranges that are its own: those that it shares with JCB or
 * Discover could be of a card that needs no CVV.
 */
final class Rupay {

  private static final Pattern NUMBER = Pattern.compile("[0-9]{16,19}");
  private static final int[][] RANGES = {
    {508500, 508999}, {606985, 607984}, {608001, 608500}, {652150, 653149}, {817200, 820199}
  };

  private Rupay() {}

  /** True when the number of a card, or of a token for one, begins as RuPay's do. */
  static boolean issued(String number) {
    if (!NUMBER.matcher(number).matches()) {
      return false;
    }
    int leading = Integer.parseInt(number.substring(0, 6));
    for (int[] range : RANGES) {
      if (leading >= range[0] && leading <= range[1]) {
        return true;
      }
    }
    return false;
  }
}
