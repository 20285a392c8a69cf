package io.pluralbridge.files.csv;

/**
 * One physical line of a file, without its line end.
 *
 * @param number 1 for the first line of the file
 * @param text the line; where it is not UTF-8, its bytes read as ISO 8859-1; where it is too long,
 *     the beginning of it
 * @param fault what is wrong with its bytes
 * @param faultAt where in the line that begins, in bytes, 1 for the first; 0 when there is no fault
 * @param cardNumber true when there is a card number anywhere in it, also where text was cut off
 * @param insideQuotesOf the line on which the quotes were opened that it stands inside, from its
 *     beginning on; 0 when it stands inside none
 */
public record Line(
    long number, String text, Fault fault, long faultAt, boolean cardNumber, long insideQuotesOf) {

  /** What can be wrong with the bytes of a line. */
  public enum Fault {
    NONE,
    TOO_LONG,
    NOT_UTF_8,
    NUL
  }

  /** True when there is nothing on it but white space; such a line is no row. */
  public boolean isBlank() {
    return fault == Fault.NONE && text.isBlank();
  }
}
