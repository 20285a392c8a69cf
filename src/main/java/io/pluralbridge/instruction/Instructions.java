package io.pluralbridge.instruction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pluralbridge.carddata.Payload;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.Spelling;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON instruction, in the words of Plural's API, as a command.
 *
 * <p>It refuses what Plural would certainly refuse, and what we could not carry out exactly once.
 * Of fields that it does not know, those that could have decided about money are refused, as {@link
 * Words} tells; others pass as they are. The ways to pay are not its business: of a payment it
 * checks what all of them share, {@link PaymentTypes} tells which it is, and each type has rules of
 * its own.
 */
public final class Instructions {

  private static final String ORDER_AMOUNT = "order_amount";
  private static final String REFUND_AMOUNT = "refund_amount";
  private static final String ORDER_ID = "order_id";
  private static final String PRE_AUTH = "pre_auth";
  private static final String METHODS = "allowed_payment_methods";

  /**
   * The command that the bytes ask for.
   *
   * @param orderId the order that it acts on; empty for {@link Action#CREATE_CUSTOMER} and {@link
   *     Action#CREATE_ORDER}, which make something new
   * @param body an object of JSON; for {@link Action#CANCEL} it may be empty
   * @param idempotencyKey as its header has it, with or without quotes around it; null when the
   *     sender gave none
   * @throws RefusedException with all that is wrong with it
   */
  public Draft read(Action action, String orderId, byte[] body, @Nullable String idempotencyKey)
      throws RefusedException {
    Faults faults = new Faults();
    ObjectNode json;
    try {
      json = parsed(action, body);
    } catch (RefusedException e) {
      checkNames(action, orderId, idempotencyKey, faults);
      faults.addAll(e.faults());
      throw faults.exception();
    }
    return read(action, orderId, json, idempotencyKey, faults);
  }

  /** The order that it acts on, and the sender's key, null when there is none. */
  private static @Nullable String checkNames(
      Action action, String orderId, @Nullable String idempotencyKey, Faults faults) {
    if (hasOrder(action)) {
      References.checkOrderId(orderId, faults);
    } else if (!orderId.isEmpty()) {
      faults.add("order_id", JsonErrorCode.ORDER_ID_INVALID, "order_id is given for what is new");
    }
    return References.idempotencyKey(idempotencyKey, faults);
  }

  /** The same for a body that is parsed, and is changed here. */
  Draft read(
      Action action,
      String orderId,
      ObjectNode json,
      @Nullable String idempotencyKey,
      Faults faults)
      throws RefusedException {
    String sendersKey = checkNames(action, orderId, idempotencyKey, faults);
    Normal.apply(action, json);
    Field whole = Field.root(json, faults);
    Words.of(action).check(whole);
    String reference = reference(action, whole);
    Money amount = amount(action, whole, orderId);
    faults.throwIfAny();

    String key = key(action, orderId, json, reference, sendersKey);
    if (action == Action.CREATE_PAYMENT) {
      key = nameEveryPayment(whole.at("payments"), key);
    }
    String sent = action == Action.CANCEL && json.isEmpty() ? "" : json.toString();
    JsonNode masked = Masked.of(json);
    String kept = masked.equals(json) ? sent : masked.toString();
    return new Draft(
        new Command(Command.DEFAULT_MERCHANT, action, key, orderId, amount, kept),
        new Payload(sent),
        key.equals(sendersKey) ? null : sendersKey);
  }

  /**
   * The order id that a question names.
   *
   * @throws RefusedException when it cannot be one
   */
  public static String orderId(String orderId) throws RefusedException {
    Faults faults = new Faults();
    References.checkOrderId(orderId, faults);
    faults.throwIfAny();
    return orderId;
  }

  /**
   * The merchant's reference of an order that a question names.
   *
   * @throws RefusedException when it cannot be one
   */
  public static String orderReference(String reference) throws RefusedException {
    Faults faults = new Faults();
    References.checkOrderReference(reference, faults);
    faults.throwIfAny();
    return reference;
  }

  private static boolean hasOrder(Action action) {
    return action != Action.CREATE_CUSTOMER && action != Action.CREATE_ORDER;
  }

  private static ObjectNode parsed(Action action, byte[] body) throws RefusedException {
    return action == Action.CANCEL && isBlank(body)
        ? StrictJson.parse("{}")
        : StrictJson.object(body);
  }

  private static boolean isBlank(byte[] body) {
    for (byte b : body) {
      if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
        return false;
      }
    }
    return true;
  }

  /** Null when it has none, or it was refused. */
  private static @Nullable String reference(Action action, Field whole) {
    return switch (action) {
      case CREATE_CUSTOMER -> References.ofCustomer(whole.at("merchant_customer_reference"));
      case CREATE_ORDER, REFUND -> References.ofOrder(whole.at("merchant_order_reference"));
      case CREATE_PAYMENT -> nameOf(whole.at("payments").at(0)); // checked with the others
      case CAPTURE -> References.ofCapture(whole.at("merchant_capture_reference"));
      case CANCEL -> null;
    };
  }

  /**
   * Null when it has none, or it was refused. API reference, capture order and create refund: the
   * amount is needed only for a part.
   */
  private static @Nullable Money amount(Action action, Field whole, String orderId) {
    return switch (action) {
      case CREATE_CUSTOMER, CANCEL -> null;
      case CREATE_ORDER -> {
        checkPreAuth(whole);
        checkMethods(whole.at(METHODS));
        yield JsonAmounts.required(whole.at("order_amount"));
      }
      case CREATE_PAYMENT -> {
        checkSameOrder(whole, orderId);
        yield payments(whole.at("payments"), orderId);
      }
      case CAPTURE -> JsonAmounts.optional(whole.at("capture_amount"));
      case REFUND -> refund(whole);
    };
  }

  /** Whether money is only held. Without it, it is taken: so whatever may have meant it counts. */
  private static void checkPreAuth(Field whole) {
    Field preAuth = whole.at(PRE_AUTH);
    preAuth.checkBoolean();
    if (preAuth.isNamed() && preAuth.node() == null) {
      preAuth.refuse(JsonErrorCode.FIELD_TYPE, "pre_auth is null; write true or false");
    }
    if (!preAuth.isNamed()) {
      Words.refuseBelow(whole, Set.of(PRE_AUTH), "write it beside order_amount");
    }
  }

  /** What is named to leave ways to pay out must not leave them all open. */
  private static void checkMethods(Field methods) {
    if (!methods.isNamed()) {
      return;
    }
    if (methods.node() == null) {
      methods.refuse(
          JsonErrorCode.FIELD_TYPE,
          METHODS
              + " is null; write them as [\"CARD\"], or leave the field out for all that there are");
    } else if (methods.requireElements()) {
      for (int i = 0; i < methods.size(); i++) {
        methods.at(i).requiredText();
      }
    }
  }

  /** A body that names an order, too, names the one of its address. */
  private static void checkSameOrder(Field at, String orderId) {
    for (String name : at.names()) {
      Field field = at.at(name, ORDER_ID);
      if (Spelling.isSame(name, ORDER_ID)
          && field.node() != null
          && !orderId.equals(field.node().asText())) {
        field.refuse(
            JsonErrorCode.ORDER_ID_INVALID,
            "order_id is not the order of the address; leave it out here");
      }
    }
  }

  /**
   * Plural's documents know {@code order_amount} alone; the vendor's shop plug-ins call it {@code
   * refund_amount}, which has one meaning. Plural is sent the documented name.
   */
  private static @Nullable Money refund(Field whole) {
    Field documented = whole.at(ORDER_AMOUNT);
    Field ofShops = whole.at(REFUND_AMOUNT);
    Money amount = JsonAmounts.optional(documented);
    Money shops = JsonAmounts.optional(ofShops);
    if (!ofShops.isNamed()) {
      if (!documented.isNamed()) {
        refuseToldPart(whole);
      }
      return amount;
    }
    if (documented.isNamed() && amount != null && shops != null && !amount.equals(shops)) {
      ofShops.refuse(
          JsonErrorCode.FIELD_INVALID,
          "refund_amount is not the same as order_amount; write order_amount alone");
    }
    if (whole.node() instanceof ObjectNode json && ofShops.node() != null) {
      json.set(ORDER_AMOUNT, ofShops.node());
      json.remove(REFUND_AMOUNT);
    }
    return shops;
  }

  /** A refund without an amount is of all: it must not tell of a part somewhere else. */
  private static void refuseToldPart(Field whole) {
    Words.refuseBelow(
        whole, Set.of(ORDER_AMOUNT, REFUND_AMOUNT), "write order_amount beside the reference");
    for (String part : List.of("products", "split_info")) {
      if (whole.at(part).isNamed()) {
        JsonNode told = whole.at(part).node();
        boolean isFilled = told != null && !told.isEmpty();
        whole
            .at(ORDER_AMOUNT)
            .refuse(
                JsonErrorCode.AMOUNT_MISSING,
                "order_amount is missing, and "
                    + part
                    + (isFilled
                        ? " tells of a part; write the amount of it"
                        : " is there and empty; write the amount, or leave "
                            + part
                            + " out for all that there is"));
      }
    }
  }

  /** What all payments share; their sum, null when that has several currencies. */
  private static @Nullable Money payments(Field payments, String orderId) {
    if (!payments.requireElements()) {
      return null;
    }
    Set<String> references = new HashSet<>();
    Money sum = null;
    boolean oneCurrency = true;
    for (int i = 0; i < payments.size(); i++) {
      Money amount = payment(payments.at(i), orderId, references);
      if (amount != null) {
        oneCurrency &= sum == null || sum.currency().equals(amount.currency());
        sum = sum == null ? amount : plus(sum, amount);
      }
    }
    return oneCurrency ? sum : null;
  }

  /** Its amount, null when that was refused; adds its reference to those seen. */
  private static @Nullable Money payment(Field payment, String orderId, Set<String> references) {
    if (!payment.requireObject()) {
      return null;
    }
    checkSameOrder(payment, orderId);
    payment.at(PRE_AUTH).checkBoolean();
    payment.at("payment_method").requiredText();
    payment.at("payment_option").requireObject();
    Field reference = payment.at("merchant_payment_reference");
    String name = References.ofPayment(reference);
    if (name != null && !references.add(name)) {
      reference.refuse(
          JsonErrorCode.REFERENCE_INVALID,
          reference.name() + " is that of another payment here; give each its own");
    }
    return JsonAmounts.required(payment.at("payment_amount"));
  }

  private static Money plus(Money one, Money other) {
    return new Money(one.minorUnits() + other.minorUnits(), one.currency());
  }

  private static String key(
      Action action,
      String orderId,
      ObjectNode json,
      @Nullable String reference,
      @Nullable String sendersKey) {
    if (reference != null) {
      return reference;
    }
    if (sendersKey != null) {
      return sendersKey;
    }
    return action == Action.CANCEL ? orderId : Keys.ofContent(action, orderId, Masked.of(json));
  }

  /**
   * A payment without a reference could not be asked about when its answer is lost.
   *
   * @return the reference of the first one, by which Plural is asked
   */
  private static String nameEveryPayment(Field payments, String key) {
    boolean isFree = References.fitsPayment(key);
    for (int i = 1; i < payments.size(); i++) {
      isFree &= !key.equals(nameOf(payments.at(i)));
    }
    for (int i = 0; i < payments.size(); i++) {
      if (nameOf(payments.at(i)) == null && payments.at(i).node() instanceof ObjectNode payment) {
        boolean takesKey = i == 0 && isFree;
        payment.put("merchant_payment_reference", takesKey ? key : Keys.ofPayment(key, i));
      }
    }
    return String.valueOf(nameOf(payments.at(0)));
  }

  private static @Nullable String nameOf(Field payment) {
    Field reference = payment.at("merchant_payment_reference");
    JsonNode node = reference.node();
    return node != null && reference.isGiven() && node.isTextual() ? node.textValue() : null;
  }
}
