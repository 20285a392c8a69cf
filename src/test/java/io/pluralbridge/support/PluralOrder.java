package io.pluralbridge.support;

/** Our order as Plural describes it once captured; each method spoils exactly one thing. */
public record PluralOrder(String id, String status, String captureData) {

  public static PluralOrder captured() {
    return new PluralOrder(Claims.ORDER, "PROCESSED", "").withCapture(Claims.KEY, 1100);
  }

  public PluralOrder withId(String other) {
    return new PluralOrder(other, status, captureData);
  }

  public PluralOrder withStatus(String other) {
    return new PluralOrder(id, other, captureData);
  }

  public PluralOrder withCapture(String reference, long amount) {
    String capture =
        "{\"merchant_capture_reference\":\"%s\",\"capture_amount\":{\"value\":%d,\"currency\":\"INR\"}}"
            .formatted(reference, amount);
    return new PluralOrder(id, status, capture);
  }

  public PluralOrder withCaptureOfUntoldAmount() {
    return new PluralOrder(id, status, "{\"merchant_capture_reference\":\"" + Claims.KEY + "\"}");
  }

  /** Worth that, and paid by one payment of that. */
  public String json(long worth, long paid) {
    return json()
        .replace("\"payments\"", "\"order_amount\":" + money(worth) + ",\"payments\"")
        .replace("\"acquirer_data\"", "\"payment_amount\":" + money(paid) + ",\"acquirer_data\"");
  }

  private static String money(long value) {
    return "{\"value\":" + value + ",\"currency\":\"INR\"}";
  }

  public PluralOrder withoutCaptures() {
    return new PluralOrder(id, status, "");
  }

  public String json() {
    return """
        {"data":{"order_id":"%s","status":"%s","payments":[{"status":"%s",
        "acquirer_data":{"approval_code":"000000",\
        "acquirer_reference":"202456643801053","rrn":"420145000226"},"capture_data":[%s]}]}}"""
        .formatted(id, status, status, captureData);
  }
}
