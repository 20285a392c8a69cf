package io.pluralbridge.instruction;

import io.pluralbridge.carddata.CardNumbers;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a card or a token must be like, whatever kind of payment it pays. */
final class CardChecks {

  /** Where a month ends last: a card is good through its month, and we do not know where. */
  private static final ZoneOffset LATEST = ZoneOffset.ofHours(-12);

  private static final Pattern CARD_NUMBER = Pattern.compile("[0-9]{12,19}");
  private static final Pattern CVV = Pattern.compile("[0-9]{3,4}");
  private static final Pattern MONTH = Pattern.compile("0[1-9]|1[0-2]");
  private static final Pattern YEAR = Pattern.compile("20[0-9]{2}|[0-9]{2}");
  private static final Pattern LAST_FOUR = Pattern.compile("[0-9]{4}");
  private static final Pattern KIND = Pattern.compile("ALT_TOKEN|NETWORK_TOKEN|ISSUER_TOKEN");
  private static final String KINDS = "ALT_TOKEN, NETWORK_TOKEN or ISSUER_TOKEN";
  private static final String NETWORK_TOKEN = "NETWORK_TOKEN";
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_TOKEN = 50;

  private final Clock clock;

  CardChecks(Clock clock) {
    this.clock = clock;
  }

  /** Checks the card or token of an item, told in whichever way. */
  void any(Field item) {
    Field option = item.at("payment_option");
    switch (CardOption.of(item)) {
      case NEW_CARD -> card(option.at(CardOption.DETAILS));
      case SAVED_TOKEN -> savedToken(option.at(CardOption.TOKEN_DETAILS));
      case EXTERNAL_TOKEN -> externalToken(option.at(CardOption.TOKEN_DETAILS));
      case UNCLEAR -> CardOption.refuseUnclear(item);
    }
  }

  /**
   * Guide, 4.1; API reference, create payment. There the number alone is required: the samples all
   * have a CVV and an expiry, but some cards have none.
   */
  void card(Field card) {
    if (!card.requireObject()) {
      return;
    }
    number(card.at("card_number"));
    cvv(card.at("cvv"));
    card.at("name").text(LONGEST_NAME);
    card.at("save").checkBoolean();
    if (card.at("expiry_month").isGiven() || card.at("expiry_year").isGiven()) {
      expiry(card);
    }
  }

  /** Guide, 4.2. Whose network the token is of, we are not told. */
  void savedToken(Field token) {
    if (!token.requireObject()) {
      return;
    }
    token.at("token_id").requiredText();
    kindAndCvv(token, false);
  }

  /** Guide, 4.3; API reference, create payment: all but the CVV are required. */
  void externalToken(Field token) {
    if (!token.requireObject()) {
      return;
    }
    token.at("name").requiredText(LONGEST_NAME);
    token.at("last4_digit").requiredText(LAST_FOUR, "the last four digits of the card");
    expiry(token);
    String number = token.at("token").requiredText(LONGEST_TOKEN);
    token.at("cryptogram").requiredText(LONGEST_TOKEN);
    kindAndCvv(token, number != null && Rupay.issued(number));
  }

  private static void number(Field number) {
    String digits = number.requiredText();
    if (digits == null) {
      return;
    }
    if (!CARD_NUMBER.matcher(digits).matches()) {
      number.refuse(
          JsonErrorCode.CARD_NUMBER_INVALID,
          number.name() + " is not right; write 12 to 19 digits (0 to 9), nothing between them");
    } else if (!CardNumbers.hasValidCheckDigit(digits)) {
      number.refuse(
          JsonErrorCode.CARD_NUMBER_INVALID,
          number.name() + " has a wrong check digit; one of its digits is mistyped");
    }
  }

  /** Guide to payments without CVV: of tokens only those of a network, and not RuPay's. */
  private static void kindAndCvv(Field token, boolean isRupay) {
    String kind = token.at("token_txn_type").requiredText(KIND, KINDS);
    Field cvv = token.at("cvv");
    if (kind != null && !cvv.isGiven() && (isRupay || !kind.equals(NETWORK_TOKEN))) {
      cvv.refuse(
          JsonErrorCode.CVV_MISSING,
          isRupay
              ? "cvv is missing; a RuPay card is always paid with its CVV"
              : "cvv is missing; only a NETWORK_TOKEN can be paid with without it");
    }
    cvv(cvv);
  }

  private static void cvv(Field cvv) {
    String digits = cvv.text();
    if (digits != null && !CVV.matcher(digits).matches()) {
      cvv.refuse(
          JsonErrorCode.CVV_INVALID,
          "cvv is not right; write 3 or 4 digits, in quotes so that a zero in front is kept");
    }
  }

  /** The guide writes years with four digits, that to payments without CVV with two. */
  private void expiry(Field card) {
    String month = part(card.at("expiry_month"), MONTH, "two digits, 01 to 12");
    String year = part(card.at("expiry_year"), YEAR, "2030 or 30, say");
    if (month == null || year == null) {
      return;
    }
    int century = year.length() == 2 ? 2000 : 0;
    YearMonth last = YearMonth.of(century + Integer.parseInt(year), Integer.parseInt(month));
    if (last.isBefore(YearMonth.now(clock.withZone(LATEST)))) {
      card.at("expiry_year")
          .refuse(
              JsonErrorCode.CARD_EXPIRED,
              "the month of expiry is past; write that of a card or token which is still good");
    }
  }

  private static @Nullable String part(Field part, Pattern pattern, String right) {
    String digits = part.requiredText();
    if (digits != null && !pattern.matcher(digits).matches()) {
      part.refuse(JsonErrorCode.EXPIRY_INVALID, part.name() + " is not right; write " + right);
      return null;
    }
    return digits;
  }
}
