package io.pluralbridge.instruction;

/** In which of three ways an item tells the card that pays. */
enum CardOption {
  /** By its number. Guide, 4.1. */
  NEW_CARD,
  /** By the id of a token that Plural keeps. Guide, 4.2. */
  SAVED_TOKEN,
  /** By a token that another keeps, and its cryptogram. Guide, 4.3. */
  EXTERNAL_TOKEN,
  /** In none of them, or in more than one. */
  UNCLEAR;

  static final String DETAILS = "card_details";
  static final String TOKEN_DETAILS = "card_token_details";

  static CardOption of(Field item) {
    Field option = item.at("payment_option");
    boolean card = option.at(DETAILS).isGiven();
    Field token = option.at(TOKEN_DETAILS);
    if (card) {
      return token.isGiven() ? UNCLEAR : NEW_CARD;
    }
    boolean saved = token.at("token_id").isGiven();
    boolean external = token.at("token").isGiven() || token.at("cryptogram").isGiven();
    if (saved == external) {
      return UNCLEAR;
    }
    return saved ? SAVED_TOKEN : EXTERNAL_TOKEN;
  }

  /** Says why it is unclear which card is meant, and how it would be clear. */
  static void refuseUnclear(Field item) {
    Field option = item.at("payment_option");
    Field token = option.at(TOKEN_DETAILS);
    if (option.at(DETAILS).isGiven()) {
      option.refuse(
          JsonErrorCode.PAYMENT_TYPE_UNKNOWN,
          "payment_option has both card_details and card_token_details; write one of the two");
    } else if (!token.isGiven()) {
      option.refuse(
          JsonErrorCode.PAYMENT_TYPE_UNKNOWN,
          "payment_option has neither card_details nor card_token_details; write one of the two");
    } else if (token.at("token_id").isGiven()) {
      token.refuse(
          JsonErrorCode.PAYMENT_TYPE_UNKNOWN,
          "card_token_details has both token_id and token or cryptogram; write token_id for a token"
              + " saved at Plural, token and cryptogram for one of another");
    } else {
      token.refuse(
          JsonErrorCode.PAYMENT_TYPE_UNKNOWN,
          "card_token_details has neither token_id nor token; write token_id for a token saved at"
              + " Plural, token and cryptogram for one of another");
    }
  }
}
