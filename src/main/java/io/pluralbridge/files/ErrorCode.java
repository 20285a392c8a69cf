package io.pluralbridge.files;

/** Everything that a capture file can be refused for. The names are stable: programs read them. */
public enum ErrorCode {
  // The whole file is refused.
  DUPLICATE_FILE("The same content came before, under this name or another."),
  FILE_NAME("The name of the file is not one that we can carry."),
  STRICT("A line is refused, and batch.mode=strict takes all lines or none."),
  EMPTY_FILE("There is nothing in the file."),
  NO_ROWS("There is a header and nothing below it."),
  NOT_A_CSV("The file is not text: an Excel workbook, an archive, or damaged."),
  NOT_UTF_8("The file or the line is not UTF-8; save the file as CSV UTF-8."),
  CR_LINE_ENDS("Lines end with a carriage return alone; they end with LF or CRLF."),
  HEADER_TOO_LONG("The first line is longer than 65536 bytes and cannot be a header."),
  HEADER_MALFORMED("A quote in the header is not where it belongs."),
  COLUMN_MISSING("The header lacks a column that is required."),
  COLUMN_DUPLICATE("The header names a column twice."),
  COLUMN_UNNAMED("The header leaves a name empty."),
  COLUMN_UNCLEAR(
      "The header names a column that is nearly one that we read, or means the same as one."),
  COLUMN_RESERVED("The header names a column that the result file adds."),
  CONTROL_TOTALS_UNREADABLE("A line of the control totals cannot be read."),
  CONTROL_TOTALS_EMPTY("The control totals name neither rows nor an amount."),
  CONTROL_TOTALS_DISAGREE("The control totals are not those of the file."),
  CONTROL_TOTALS_MISSING("There are no control totals, and batch.control-totals is required."),
  FILE_CHANGED("The file was written to after it was read."),
  SUM_TOO_LARGE("The amounts of a currency add up to more than can be counted."),

  // It lies in the inbox and is not taken.
  NAME_NOT_CSV("The name does not end in .csv."),
  NOT_A_FILE("It is a folder, a link, a pipe or a device."),
  NOT_TAKEN("The bridge cannot read it, or cannot move it out of the inbox."),
  CONTROL_TOTALS_ALONE("There are control totals, and the file that they are of is not there."),

  // The line is refused; in the header, the whole file is.
  CARD_NUMBER("There is a card number. Card numbers are never taken from files."),
  LINE_TOO_LONG("The line is longer than 65536 bytes."),
  NUL_BYTE("There is a NUL byte in the line."),
  UNCLOSED_QUOTE(
      "A quote is not closed on its line, as where a line break stands inside quotes. The lines"
          + " below are refused, too, up to the one that closes it."),
  TEXT_AFTER_QUOTE("There is text between a closing quote and the next comma."),
  STRAY_QUOTE("There is a quote inside a field that does not begin with one."),
  CARRIAGE_RETURN("There is a carriage return inside the line."),
  WRONG_NUMBER_OF_FIELDS(
      "The line has more or fewer fields than the header has columns. Where the comma of an amount"
          + " may have parted it, the whole file is refused."),
  ORDER_ID_MISSING("The order id is empty."),
  ORDER_ID_INVALID("The order id is not 1 to 50 letters, digits, dashes and underscores."),
  REFERENCE_MISSING("The merchant capture reference is empty."),
  REFERENCE_INVALID(
      "The merchant capture reference is not 1 to 50 letters, digits, dashes, underscores and"
          + " backslashes."),
  KEY_REUSED("The reference came before with another order or amount."),
  ACTION_UNKNOWN("The action is neither CAPTURE nor CANCEL."),
  ACTION_MISPLACED(
      "Nothing stands under action, and another column of the line says CANCEL, REFUND, VOID or the"
          + " like."),
  PARTIAL_UNKNOWN("What stands under partial is neither yes nor no, or the action is no capture."),
  CAPTURE_IS_PARTIAL(
      "Less than the order is worth would be captured, and the rest released for good; nothing says"
          + " that this is meant."),
  CAPTURE_TOO_LARGE("More than the order is worth would be captured."),
  CAPTURE_IN_OTHER_CURRENCY("The amount is in another currency than the order."),
  ORDER_CAPTURED_TWICE("Lines of the file capture the same order, and Plural captures once."),
  ORDER_CAPTURED_BEFORE("Another capture of the order has succeeded, and Plural captures once."),
  CANCEL_IS_PARTIAL(
      "A cancellation names another amount than the order is worth, and it would release all."),
  ORDER_IN_DOUBT(
      "Another line of the file is of the same order and is refused, so that nobody can say what is"
          + " meant for it."),
  AMOUNT_MISSING("The amount is empty."),
  AMOUNT_NOT_MINOR_UNITS(
      "The amount has a decimal point, where minor units have none, or is parted by a comma. One amount that is written as"
          + " money refuses the whole file."),
  AMOUNT_NOT_DIGITS("The amount has something other than the digits 0 to 9."),
  AMOUNT_NOT_POSITIVE("The amount is zero or negative."),
  AMOUNT_LEADING_ZERO("The amount begins with a zero."),
  AMOUNT_TOO_LARGE("The amount has more than 12 digits."),
  CURRENCY_MISSING("The currency is empty."),
  CURRENCY_UNKNOWN("The currency is not the code of an ISO 4217 currency in capitals.");

  private final String sentence;

  ErrorCode(String sentence) {
    this.sentence = sentence;
  }

  /** What it means, in a sentence. */
  public String sentence() {
    return sentence;
  }
}
