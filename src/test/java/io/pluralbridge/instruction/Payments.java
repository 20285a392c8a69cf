package io.pluralbridge.instruction;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pluralbridge.carddata.Payload;
import io.pluralbridge.payment.Action;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** Payments to check, each right until a test spoils it. */
final class Payments {

  static final String ORDER = "v1-4405071524-aa-qlAtAf";
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-15T10:00:00Z"), ZoneOffset.UTC);

  static final String CARD =
      """
      {"card_details":{"name":"Kevin Bob","card_number":"4895489548954895","cvv":"065",\
      "expiry_month":"12","expiry_year":"2030","save":true}}""";
  static final String SAVED =
      """
      {"card_token_details":{"token_id":"token-v1-0811030624-bb-RBDgpR","cvv":"065",\
      "token_txn_type":"NETWORK_TOKEN"}}""";
  static final String EXTERNAL =
      """
      {"card_token_details":{"name":"N","last4_digit":"4026","cvv":"123","expiry_month":"03",\
      "expiry_year":"2030","token":"4122980000000008","cryptogram":"AgAAAGQkm6LscccAAAA5gz4AAAA=",\
      "token_txn_type":"ALT_TOKEN"}}""";
  static final String OFFER = ",\"offer_data\":{\"offer_details\":{\"id\":\"1\"}}";

  private Payments() {}

  static String item(String method, String option) {
    return item(method, option, "");
  }

  static String item(String method, String option, String more) {
    return """
        {"merchant_payment_reference":"pay-%s","payment_method":"%s",\
        "payment_amount":{"value":1100,"currency":"INR"},"payment_option":%s%s}"""
        .formatted(method, method, option, more);
  }

  static Payload payload(String... items) {
    return new Payload("{\"payments\":[" + String.join(",", items) + "]}");
  }

  static Payload read(String body) throws RefusedException {
    return read(Action.CREATE_PAYMENT, body).payload();
  }

  static Draft read(Action action, String body) throws RefusedException {
    boolean isNew = action == Action.CREATE_ORDER || action == Action.CREATE_CUSTOMER;
    return new Instructions().read(action, isNew ? "" : ORDER, body.getBytes(UTF_8), null);
  }

  static ObjectNode json(Payload payload) throws RefusedException {
    return StrictJson.parse(payload.json());
  }
}
