package io.pluralbridge.support;

/**
 * One call that changes something, in the words of Plural's guide.
 *
 * @param body empty when it has none
 */
public record Instruction(String method, String path, String body) {

  private static final String ORDERS = "/api/pay/v1/orders";

  public static Instruction customer(String reference, String name) {
    return new Instruction(
        "POST",
        "/api/v1/customer",
        "{%s\"first_name\":\"%s\",\"country_code\":\"91\",\"mobile_number\":\"9876543210\"}"
            .formatted(named("merchant_customer_reference", reference), name));
  }

  public static Instruction order(String reference, long amount) {
    return new Instruction(
        "POST",
        ORDERS,
        "{%s\"order_amount\":%s,\"pre_auth\":true}"
            .formatted(named("merchant_order_reference", reference), money(amount)));
  }

  /** By a new card, the number and CVV of Plural's guide. */
  public static Instruction payment(String order, String reference, long amount) {
    return new Instruction(
        "POST",
        ORDERS + "/" + order + "/payments",
        """
        {"payments":[{%s"payment_amount":%s,"payment_method":"CARD","payment_option":
        {"card_details":{"name":"Kevin Bob","card_number":"4012001037141112","cvv":"065",
        "expiry_month":"12","expiry_year":"2099"}}}]}"""
            .formatted(named("merchant_payment_reference", reference), money(amount)));
  }

  public static Instruction capture(String order, String reference, long amount) {
    return new Instruction(
        "PUT",
        ORDERS + "/" + order + "/capture",
        "{%s\"capture_amount\":%s}"
            .formatted(named("merchant_capture_reference", reference), money(amount)));
  }

  /** Of all that is held. */
  public static Instruction capture(String order, String reference) {
    return new Instruction(
        "PUT",
        ORDERS + "/" + order + "/capture",
        "{\"merchant_capture_reference\":\"" + reference + "\"}");
  }

  public static Instruction cancel(String order) {
    return new Instruction("PUT", ORDERS + "/" + order + "/cancel", "");
  }

  public static Instruction refund(String order, String reference, long amount) {
    return new Instruction(
        "POST",
        "/api/pay/v1/refunds/" + order,
        "{%s\"order_amount\":%s}"
            .formatted(named("merchant_order_reference", reference), money(amount)));
  }

  /** Of all that was taken. */
  public static Instruction refund(String order, String reference) {
    return new Instruction(
        "POST",
        "/api/pay/v1/refunds/" + order,
        "{\"merchant_order_reference\":\"" + reference + "\"}");
  }

  private static String money(long amount) {
    return "{\"value\":%d,\"currency\":\"INR\"}".formatted(amount);
  }

  private static String named(String field, String reference) {
    return reference.isEmpty() ? "" : "\"%s\":\"%s\",".formatted(field, reference);
  }
}
