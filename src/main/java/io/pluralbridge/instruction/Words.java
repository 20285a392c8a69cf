package io.pluralbridge.instruction;

import io.pluralbridge.carddata.CardNumbers;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Spelling;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The field names that an object of an instruction may have, and those of the objects in it.
 *
 * <p>What captures, releases or gives back money is closed: a name that is not here is refused, as
 * a field that is passed over may be the one that said how much. Bodies that make orders, payments
 * and customers are open, since Plural may know more fields than its documents tell; there a name
 * is refused when it is one of ours in another spelling, or nearly one that decides how much is
 * paid, by what, or whether it is only held. Names: API reference, and the field lists of the
 * vendor's SDK.
 */
final class Words {

  /** As long as names are, and with too few digits to be a card number or a secret. */
  private static final Pattern HARMLESS =
      Pattern.compile("[A-Za-z_](?:[A-Za-z_ .-]{0,40}[0-9]?){2}");

  /**
   * What it is called elsewhere that money is only held, {@code payment_capture} for one. {@code
   * authentication} is something else.
   */
  private static final Pattern LIKE_PRE_AUTH =
      Pattern.compile(
          ".*(pre?aut|auth?ori[sz]|capture).*"
              + "|(is|only|p|per|payment|order)?auth(only|type|mode|flag|first|later)?"
              + "|(is|on|put|payment|order|amount|funds?)*hold(funds?|money|amount|payment|only)?"
              + "|(payment|order|transaction|txn)?(action|intent)"
              + "|(transaction|txn|sale|payment|order|operation)?(type|mode)"
              + "|settle(ment|ments|d)?(type|mode|flag|amount)?"
              + "|(is|payment|order)?(deferr?(ed)?|delay(ed)?|reserv(e|ed|ation))"
              + "(payment|settlement|amount|funds?)?"
              + "|(block|reserve)(ed)?(amount|funds?|money)");

  /** What an amount, or a part of one, is called elsewhere. */
  private static final Pattern LIKE_AMOUNT =
      Pattern.compile(
          "(order|payment|total|net|gross|grand|final|payable|transaction|txn|sub|partial|part"
              + "|min|minimum|max|maximum|new|due|advance|deposit|auth|held|charge|paid)*"
              + "(amount|amt|value|total|sum|price|currency)"
              + "(in)?(code|paise|paisa|minor|minorunits?|inr|rupees)?");

  private static final Pattern LIKE_METHODS =
      Pattern.compile(
          "(allow|allowed|enabled|accepted|permitted|available|supported)?payments?"
              + "(method|mode|option|type|instrument)s?(allowed|enabled)?"
              + "|(allow|allowed|enabled|accepted|permitted|available|supported)"
              + "(method|mode|option)s?");

  private static final Pattern NO_OTHER = Pattern.compile("(?!)");

  private static final Words ANYTHING = new Words(false, Map.of(), Map.of());

  static final Words AMOUNT = closed().with("value", "currency");

  private static final Words SHARES_OF_A_REFUND = shares(closed());

  private static final Words CAPTURE =
      closed().with("merchant_capture_reference").with("capture_amount", AMOUNT);

  /** With the two that the vendor's shop plug-ins send. */
  private static final Words REFUND =
      closed()
          .with("merchant_order_reference")
          .with("order_amount", AMOUNT)
          .with("refund_amount", AMOUNT)
          .with("refund_reason", "merchant_metadata")
          .with("products", closed().with("product_code", "imei_number"))
          .with("split_info", SHARES_OF_A_REFUND);

  static final Words ENVELOPE = closed().with("action", "key", "order_id", "body");

  private static final Words ADDRESS =
      open()
          .with("address1", "address2", "address3", "pincode", "city", "state", "country")
          .with("full_name", "adddress_type", "address_category");

  private static final Words CUSTOMER =
      open()
          .with("merchant_customer_reference", "customer_id", "first_name", "last_name")
          .with("email_id", "country_code", "mobile_number", "gstin", "merchant_metadata")
          .with("is_edit_customer_details_allowed")
          .with("billing_address", ADDRESS)
          .with("shipping_address", ADDRESS);

  private static final Words ORDER =
      open()
          .deciding("merchant_order_reference", ANYTHING)
          .deciding("order_amount", AMOUNT, LIKE_AMOUNT)
          .deciding("pre_auth", ANYTHING, LIKE_PRE_AUTH)
          .deciding("allowed_payment_methods", ANYTHING, LIKE_METHODS)
          .with("notes", "callback_url", "failure_callback_url")
          .with("is_mcc_transaction", "part_payment", "plugin_data", "integration_mode")
          .with("merchant_metadata", "merchant_customer_reference", "customer_id")
          .with("base_amount", AMOUNT)
          .with("cart_coupon_discount_amount", AMOUNT)
          .with("split_info", shares(open()))
          .with(
              "purchase_details",
              open()
                  .with("customer", CUSTOMER)
                  .with("merchant_metadata", "cart_details", "account_details")
                  .with("product", "products")
                  .with("split_info", shares(open())));

  private static final Words PAYMENT_OPTION =
      open()
          .with(
              "card_details",
              open()
                  .with("name", "card_number", "cvv", "expiry_month", "expiry_year", "save")
                  .with("registered_mobile_number"))
          .with(
              "card_token_details",
              open()
                  .with("name", "last4_digit", "token", "token_id", "cryptogram", "cvv")
                  .with("expiry_month", "expiry_year", "token_txn_type")
                  .with("registered_mobile_number", "diners_token_reference_id")
                  .with("diners_token_requester_merchant_id"))
          .with("upi_details", open().with("txn_mode", "payer", "upi_qr"))
          .with("netbanking_details", open().with("pay_code", "txn_mode"))
          .with("wallet_details", open().with("wallet_code"))
          .with(
              "points_card_details",
              open().with("card_last4", "card_number", "registered_mobile_number"))
          .with("bnpl_details", open().with("mobile", "bnpl_pay_code"))
          .with(
              "cardless_details",
              open().with("pan_number", "pan_last_digits", "registered_mobile_number"));

  /**
   * In the item the guide has a {@code pre_auth}, too (4.3). Beside the items nothing is read, so
   * nothing may stand there that one of them, or the order, would be told by.
   */
  private static final Words PAYMENTS =
      open()
          .likely("payments[].payment_amount", LIKE_AMOUNT)
          .likely("payments[].payment_method", LIKE_METHODS)
          .likely("pre_auth of the order", LIKE_PRE_AUTH)
          .deciding(
              "payments",
              open()
                  .deciding("merchant_payment_reference", ANYTHING)
                  .deciding("payment_amount", AMOUNT, LIKE_AMOUNT)
                  .deciding("payment_method", ANYTHING)
                  .deciding("payment_option", PAYMENT_OPTION)
                  .deciding("pre_auth", ANYTHING, LIKE_PRE_AUTH)
                  .with("device_info", "offer_data", "risk_validation_details", "mandate_info")
                  .with("convenience_fee_breakdown"));

  /** The documents show the same names in an order and in a refund. */
  private static Words shares(Words none) {
    return none.with("split_type")
        .with(
            "split_details",
            none.with("split_merchant_id", "merchant_settlement_reference")
                .with("split_settlement_id", "parent_order_split_settlement_id")
                .with("on_hold", "status", "updated_at")
                .with("amount", AMOUNT));
  }

  private final boolean closed;
  private final Map<String, Words> names;

  /** What stands for a name that decides, besides what is near it. */
  private final Map<String, Pattern> deciding;

  private final Map<String, String> byPlain = new HashMap<>();

  private Words(boolean closed, Map<String, Words> names, Map<String, Pattern> deciding) {
    this.closed = closed;
    this.names = names;
    this.deciding = deciding;
    names.keySet().forEach(name -> byPlain.put(Spelling.plain(name), name));
  }

  private static Words closed() {
    return new Words(true, Map.of(), Map.of());
  }

  private static Words open() {
    return ANYTHING;
  }

  private Words with(String... further) {
    Words all = this;
    for (String name : further) {
      all = all.with(name, ANYTHING);
    }
    return all;
  }

  private Words with(String name, Words below) {
    Map<String, Words> all = new LinkedHashMap<>(names);
    all.put(name, below);
    return new Words(closed, all, deciding);
  }

  private Words deciding(String name, Words below) {
    return deciding(name, below, NO_OTHER);
  }

  private Words deciding(String name, Words below, Pattern others) {
    Map<String, Pattern> all = new LinkedHashMap<>(deciding);
    all.put(name, others);
    return new Words(closed, with(name, below).names, all);
  }

  /**
   * Refuses what stands for a name that decides and is read elsewhere.
   *
   * @param place where it is read, in words
   */
  private Words likely(String place, Pattern others) {
    Map<String, Pattern> all = new LinkedHashMap<>(deciding);
    all.put(place, others);
    return new Words(closed, names, all);
  }

  /** Those of the body of an instruction. */
  static Words of(Action action) {
    return switch (action) {
      case CREATE_CUSTOMER -> CUSTOMER;
      case CREATE_ORDER -> ORDER;
      case CREATE_PAYMENT -> PAYMENTS;
      case CAPTURE -> CAPTURE;
      case CANCEL -> closed();
      case REFUND -> REFUND;
    };
  }

  /** Refuses what may not stand there, at any depth. */
  void check(Field at) {
    check(at, name -> Optional.empty());
  }

  /**
   * The same.
   *
   * @param belongs where a name belongs that may not stand in the whole
   */
  void check(Field at, Function<String, Optional<String>> belongs) {
    for (int i = 0; i < at.size(); i++) {
      check(at.at(i));
    }
    for (String name : at.names()) {
      Words below = names.get(name);
      if (below == null) {
        judge(at, name, belongs);
      } else if (below != ANYTHING) {
        below.check(at.at(name));
      }
    }
  }

  private void judge(Field at, String name, Function<String, Optional<String>> belongs) {
    String same = byPlain.get(Spelling.plain(name));
    if (same != null) {
      refuse(at, name, shown(name) + " is " + same + " in another spelling; write " + same);
      return;
    }
    if (closed) {
      String meant =
          belongs
              .apply(name)
              .map(place -> "; it belongs in " + place)
              .or(() -> meant(name).map(right -> "; did you mean " + right + "?"))
              .orElse("");
      refuse(at, name, shown(name) + " is not known here" + meant + rightOnes());
      return;
    }
    decidedBy(name)
        .ifPresent(
            meant ->
                refuse(
                    at,
                    name,
                    shown(name)
                        + " is not known here; did you mean "
                        + meant
                        + "? It decides, so nothing like it may be passed over"));
  }

  private String rightOnes() {
    return names.isEmpty()
        ? "; this body is empty, or is left out"
        : "; what may stand here: " + String.join(", ", names.keySet());
  }

  private Optional<String> decidedBy(String name) {
    String plain = Spelling.plain(name);
    return deciding.entrySet().stream()
        .filter(
            one -> Spelling.isNear(name, one.getKey()) || one.getValue().matcher(plain).matches())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Which of them a name that is none of them probably stands for. */
  Optional<String> meant(String name) {
    return Spelling.meant(name, names.keySet());
  }

  /**
   * Refuses these names, in any spelling, in all that is below the whole: they are not read there.
   *
   * @param right where they belong
   */
  static void refuseBelow(Field whole, Set<String> misplaced, String right) {
    for (String name : whole.names()) {
      refuseEverywhere(whole.at(name, shown(name)), misplaced, right);
    }
  }

  private static void refuseEverywhere(Field at, Set<String> misplaced, String right) {
    for (int i = 0; i < at.size(); i++) {
      refuseEverywhere(at.at(i), misplaced, right);
    }
    refuseIn(at, misplaced, right);
    refuseBelow(at, misplaced, right);
  }

  /** The same for the names in this object alone. */
  static void refuseIn(Field at, Set<String> misplaced, String right) {
    for (String name : at.names()) {
      for (String one : misplaced) {
        if (Spelling.isSame(name, one)) {
          refuse(at, name, one + " is not read here; " + right);
        }
      }
    }
  }

  private static void refuse(Field at, String name, String message) {
    at.at(name, shown(name)).refuse(JsonErrorCode.FIELD_UNKNOWN, message);
  }

  /** The name, or {@code *} for one that may be a secret. */
  private static String shown(String name) {
    boolean harmless = HARMLESS.matcher(name).matches() && !CardNumbers.isIn(name);
    String quote = name.indexOf(' ') < 0 ? "" : "\"";
    return harmless ? quote + name + quote : "*";
  }
}
