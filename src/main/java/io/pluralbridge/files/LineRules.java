package io.pluralbridge.files;

import static java.util.Objects.requireNonNull;

import io.pluralbridge.carddata.CardNumbers;
import io.pluralbridge.files.csv.CsvLine;
import io.pluralbridge.files.csv.Line;
import io.pluralbridge.files.csv.LineReader;
import io.pluralbridge.files.csv.MalformedLineException;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns a line of a capture file into a command, or into all that is wrong with it. */
final class LineRules {

  private static final int LONGEST_NAME = 50;

  private final List<String> columns;
  private final int orderId;
  private final int reference;
  private final int amount;
  private final int currency;
  private final int action;
  private final int partial;

  /** For the lines below a header that has no faults. */
  LineRules(Header header) {
    columns = header.columns();
    orderId = columns.indexOf(Header.ORDER_ID);
    reference = columns.indexOf(Header.REFERENCE);
    amount = columns.indexOf(Header.AMOUNT);
    currency = columns.indexOf(Header.CURRENCY);
    action = columns.indexOf(Header.ACTION);
    partial = columns.indexOf(Header.PARTIAL);
  }

  CaptureLine read(Line line) {
    Check check = new Check(line);
    return check.run();
  }

  /** One line being checked. */
  private final class Check {

    private final Line line;
    private final List<LineError> errors = new ArrayList<>(0);
    private boolean cardNumber;
    @Nullable private String written;

    Check(Line line) {
      this.line = line;
      this.cardNumber = line.cardNumber();
    }

    CaptureLine run() {
      checkBytes();
      if (line.insideQuotesOf() > 0) {
        return insideQuotes();
      }
      List<String> fields = split();
      if (fields == null) {
        if (cardNumber) {
          addCardNumber(null);
        }
        return bad(null, line.text());
      }
      checkCardNumbers(fields);
      if (fields.size() != columns.size()) {
        add(null, ErrorCode.WRONG_NUMBER_OF_FIELDS, wrongNumber(fields.size()));
        written = cardNumber ? null : SplitAmount.inWrongNumber(fields, columns.size());
        return bad(null, line.text());
      }
      return checked(fields);
    }

    /** What its sender wrote into a note, say, is no row, whatever it looks like. */
    private CaptureLine insideQuotes() {
      String message =
          "the line stands inside quotes that were opened on line "
              + line.insideQuotesOf()
              + ", so that it is no row of its own; close them on their line, and keep each record"
              + " on one line";
      add(null, ErrorCode.UNCLOSED_QUOTE, message);
      if (cardNumber) {
        addCardNumber(null);
      }
      return bad(null, line.text());
    }

    private void checkBytes() {
      switch (line.fault()) {
        case TOO_LONG ->
            add(
                null,
                ErrorCode.LINE_TOO_LONG,
                "the line has more than "
                    + LineReader.DEFAULT_MAX_BYTES
                    + " bytes; a row is one short line, and a quote may be open above");
        case NOT_UTF_8 ->
            add(
                null,
                ErrorCode.NOT_UTF_8,
                "byte " + line.faultAt() + " of the line is not UTF-8; save the file as UTF-8");
        case NUL ->
            add(
                null,
                ErrorCode.NUL_BYTE,
                "byte " + line.faultAt() + " of the line is NUL; the line is damaged");
        case NONE -> {}
      }
    }

    @Nullable
    private List<String> split() {
      if (line.fault() == Line.Fault.TOO_LONG) {
        return null;
      }
      try {
        return CsvLine.split(line.text());
      } catch (MalformedLineException e) {
        add(null, ErrorCode.valueOf(e.problem().name()), e.advice());
        return null;
      }
    }

    private void checkCardNumbers(List<String> fields) {
      int before = errors.size();
      boolean columnsAreKnown = fields.size() == columns.size();
      for (int i = 0; i < fields.size(); i++) {
        if (isSuspect(fields.get(i)) && CardNumbers.isIn(fields.get(i))) {
          cardNumber = true;
          if (columnsAreKnown) {
            addCardNumber(columns.get(i));
          }
        }
      }
      if (cardNumber && errors.size() == before) {
        addCardNumber(null);
      }
    }

    /** Only a field that has a doubled quote can hold a card number that the line does not show. */
    private boolean isSuspect(String field) {
      return cardNumber || field.indexOf('"') >= 0;
    }

    private CaptureLine checked(List<String> fields) {
      String orderIdFound = fields.get(orderId);
      String referenceFound = fields.get(reference);
      checkName(
          Header.ORDER_ID,
          orderIdFound,
          false,
          ErrorCode.ORDER_ID_MISSING,
          ErrorCode.ORDER_ID_INVALID);
      checkName(
          Header.REFERENCE,
          referenceFound,
          true,
          ErrorCode.REFERENCE_MISSING,
          ErrorCode.REFERENCE_INVALID);
      boolean isSaid = action >= 0 && !fields.get(action).isEmpty();
      Action actionFound = isSaid ? action(fields.get(action)) : withoutAction(fields);
      Money money = money(fields.get(amount), fields.get(currency), actionFound);
      boolean isPartialMeant = partial >= 0 && isPartialMeant(fields.get(partial), actionFound);
      checkSplit(fields);
      if (!errors.isEmpty() || actionFound == null) {
        return bad(money, orderIdFound);
      }
      return new CaptureLine.Good(
          line.number(),
          command(actionFound, orderIdFound, referenceFound, money),
          money,
          isPartialMeant);
    }

    /** The part of an amount behind its comma may stand where a column that is left off would. */
    private void checkSplit(List<String> fields) {
      int behind = amount + 1;
      if (cardNumber || written != null || behind >= columns.size()) {
        return;
      }
      String column = columns.get(behind);
      String split =
          Header.isRead(column)
              ? null
              : SplitAmount.between(line.text(), fields.get(amount), fields.get(behind), column);
      if (split != null) {
        String message =
            "amount is "
                + shown(fields.get(amount))
                + " and "
                + shown(column)
                + " behind it is "
                + shown(fields.get(behind))
                + "; that may be one amount with a comma in it: write minor units, digits only. If"
                + " it is none, move another column behind the amount, or put both into quotes";
        add(Header.AMOUNT, ErrorCode.AMOUNT_NOT_MINOR_UNITS, message);
        written = split;
      }
    }

    private Command command(
        Action actionFound, String orderIdFound, String key, @Nullable Money money) {
      return switch (actionFound) {
        case CANCEL ->
            new Command(Command.DEFAULT_MERCHANT, Action.CANCEL, key, orderIdFound, null, "");
        case CAPTURE -> {
          Money taken = requireNonNull(money, "a capture without an amount has been refused");
          yield new Command(
              Command.DEFAULT_MERCHANT,
              Action.CAPTURE,
              key,
              orderIdFound,
              taken,
              captureBody(key, taken));
        }
        default -> throw new IllegalStateException("a file does not ask for " + actionFound);
      };
    }

    private void checkName(
        String column, String value, boolean backslash, ErrorCode missing, ErrorCode invalid) {
      if (value.isEmpty()) {
        add(column, missing, column + " is empty");
        return;
      }
      boolean right = value.length() <= LONGEST_NAME;
      for (int i = 0; right && i < value.length(); i++) {
        right = isOfName(value.charAt(i), backslash);
      }
      if (!right && !isHidden(value)) {
        add(
            column,
            invalid,
            column
                + " is "
                + shown(value)
                + "; write 1 to 50 letters (A to Z), digits, dashes"
                + (backslash ? ", underscores and backslashes" : " and underscores"));
      }
    }

    /** Null when it is neither of the two. */
    @Nullable
    private Action action(String value) {
      return switch (value) {
        case "CAPTURE" -> Action.CAPTURE;
        case "CANCEL" -> Action.CANCEL;
        default -> {
          if (!isHidden(value)) {
            String meant = value.strip().toUpperCase(Locale.ROOT);
            boolean known = meant.equals("CAPTURE") || meant.equals("CANCEL");
            String right = known ? meant + " exactly so" : "CAPTURE or CANCEL";
            String message = "action is " + shown(value) + "; write " + right;
            add(Header.ACTION, ErrorCode.ACTION_UNKNOWN, message);
          }
          yield null;
        }
      };
    }

    /** What says nothing of it is a capture; null when it says otherwise in another column. */
    @Nullable
    private Action withoutAction(List<String> fields) {
      for (int i = 0; i < fields.size(); i++) {
        if (ColumnNames.saysOtherAction(fields.get(i))) {
          String message =
              columns.get(i)
                  + " is "
                  + shown(fields.get(i))
                  + ", and nothing under action, so that the line would be a capture; write the"
                  + " action under action, or take the word out";
          add(columns.get(i), ErrorCode.ACTION_MISPLACED, message);
          return null;
        }
      }
      return Action.CAPTURE;
    }

    private boolean isPartialMeant(String value, @Nullable Action actionFound) {
      boolean isYes = value.equals("yes");
      if (isYes && actionFound != null && actionFound != Action.CAPTURE) {
        String message = "partial is \"yes\"; only a capture can be of a part, so leave it empty";
        add(Header.PARTIAL, ErrorCode.PARTIAL_UNKNOWN, message);
      } else if (!isYes && !value.isEmpty() && !value.equals("no") && !isHidden(value)) {
        String message =
            "partial is "
                + shown(value)
                + "; write yes where a capture of less than the order is worth is meant, else"
                + " nothing";
        add(Header.PARTIAL, ErrorCode.PARTIAL_UNKNOWN, message);
      }
      return isYes;
    }

    @Nullable
    private Money money(String amountFound, String currencyFound, @Nullable Action actionFound) {
      boolean mayBeAbsent = actionFound != Action.CAPTURE;
      if (mayBeAbsent && amountFound.isEmpty() && currencyFound.isEmpty()) {
        return null;
      }
      String instead = mayBeAbsent ? ", or leave both empty" : "";
      boolean currencyIsRight = Amounts.isCurrency(currencyFound);
      ErrorCode fault = Amounts.faultIn(amountFound);
      if (fault == ErrorCode.AMOUNT_MISSING) {
        add(Header.AMOUNT, fault, "amount is empty; write minor units" + instead);
      } else if (fault != null && !isHidden(amountFound)) {
        String readable = currencyIsRight ? currencyFound : "";
        String right =
            cardNumber
                ? "write minor units, digits only"
                : Amounts.right(fault, amountFound, readable);
        WrittenMoney money = WrittenMoney.in(amountFound);
        String readings = money == null || cardNumber ? "" : ": " + money.readings(readable);
        add(Header.AMOUNT, fault, "amount is " + shown(amountFound) + "; " + right + readings);
        written = money == null ? null : shown(amountFound) + readings;
      }
      if (currencyFound.isEmpty()) {
        String message = "currency is empty; write a code such as INR" + instead;
        add(Header.CURRENCY, ErrorCode.CURRENCY_MISSING, message);
      } else if (!currencyIsRight && !isHidden(currencyFound)) {
        String message = "currency is " + shown(currencyFound) + currencyHint(currencyFound);
        add(Header.CURRENCY, ErrorCode.CURRENCY_UNKNOWN, message);
      }
      return fault == null && currencyIsRight
          ? Money.of(Long.parseLong(amountFound), currencyFound)
          : null;
    }

    private String currencyHint(String value) {
      String meant = value.strip().toUpperCase(Locale.ROOT);
      return !cardNumber && Amounts.isCurrency(meant)
          ? "; write " + meant
          : "; write the ISO 4217 code in capitals, such as INR";
    }

    private String wrongNumber(int found) {
      return "the line has "
          + found
          + (found == 1 ? " field" : " fields")
          + ", the header names "
          + columns.size()
          + (found > columns.size() ? "; a value with a comma in it is put in quotes" : "");
    }

    /** True when its column has already been refused for a card number: nothing more is said. */
    private boolean isHidden(String value) {
      return cardNumber && CardNumbers.isIn(value);
    }

    private String shown(String value) {
      return cardNumber ? "not right (not shown: the line has a card number)" : Shown.value(value);
    }

    /** Comes first: of all that is wrong with a line, this must not be overlooked. */
    private void addCardNumber(@Nullable String column) {
      String message =
          "there is a card number in "
              + (column == null ? "the line" : column)
              + "; card numbers are never taken from files";
      errors.add(0, LineError.of(column, ErrorCode.CARD_NUMBER, message));
    }

    private void add(@Nullable String column, ErrorCode code, String message) {
      errors.add(LineError.of(column, code, message));
    }

    /** Refuses the line; its order is in the given part of it. */
    private CaptureLine bad(@Nullable Money money, String withOrder) {
      List<String> orderIds = OrderIds.in(withOrder, cardNumber);
      return new CaptureLine.Bad(line.number(), errors, cardNumber, money, orderIds, written);
    }
  }

  /** Exactly what Plural is sent. Of the characters that may be in it, JSON escapes one. */
  private static String captureBody(String key, Money amount) {
    return "{\"merchant_capture_reference\":\""
        + key.replace("\\", "\\\\")
        + "\",\"capture_amount\":{\"value\":"
        + amount.minorUnits()
        + ",\"currency\":\""
        + amount.currency().getCurrencyCode()
        + "\"}}";
  }

  private static boolean isOfName(char c, boolean backslash) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_'
        || (backslash && c == '\\');
  }
}
