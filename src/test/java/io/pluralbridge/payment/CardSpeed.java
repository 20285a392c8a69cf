package io.pluralbridge.payment;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pluralbridge.carddata.CardNumbers;
import io.pluralbridge.carddata.CardWords;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Prints what looking for card numbers costs. Run it by hand: it measures, it proves nothing. */
final class CardSpeed {

  private static final String WEBHOOK =
      """
      {"event_type":"ORDER_PROCESSED","data":{"order_id":"v1-240828181232-aa-7cGcgo",\
      "merchant_order_reference":"82d57572-de5a-4a83-8b5d-2a1d5a1f5a3c","type":"CHARGE",\
      "status":"PROCESSED","merchant_id":"104359","order_amount":{"value":110000,"currency":"INR"},\
      "pre_auth":true,"callback_url":"https://shop.example/return?o=1%2B2&x=y","purchase_details":\
      {"customer":{"email_id":"kevin@example.com","first_name":"Kevin","mobile_number":"9876543210"}},\
      "payments":[{"id":"v1-240828181232-aa-7cGcgo-cc-a","status":"PROCESSED","payment_amount":\
      {"value":110000,"currency":"INR"},"payment_method":"CARD","acquirer_data":{"approval_code":\
      "012345","acquirer_reference":"202455177912345","rrn":"601510000007","is_aggregator":true},\
      "capture_data":[{"merchant_capture_reference":"cap-000017","capture_amount":{"value":110000,\
      "currency":"INR"},"created_at":"2026-11-30T18:12:32.523516426Z"}],"created_at":\
      "2026-11-30T18:12:33.001Z","updated_at":"2026-11-30T18:12:36.123Z"}],"created_at":\
      "2026-11-30T18:12:32.912Z","updated_at":"2026-11-30T18:12:36.123Z"}}""";

  private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

  private CardSpeed() {}

  public static void main(String[] args) {
    String row = "v1-4405071524-aa-qlAtAf,cap-0000017,110000,INR,CAPTURE,a note of the shop";
    measure("webhook, CardWords.mask", WEBHOOK, () -> CardWords.mask(WEBHOOK).length());
    measure("webhook, isIn", WEBHOOK, () -> CardNumbers.isIn(WEBHOOK) ? 1 : 0);
    byte[] bytes = WEBHOOK.getBytes(UTF_8);
    measure(
        "webhook, isIn of bytes", WEBHOOK, () -> CardNumbers.isIn(bytes, 0, bytes.length) ? 1 : 0);
    measure("row", row, () -> CardNumbers.isIn(row) ? 1 : 0);
    String numbers = "1764518400123,20261130000000123,110000,INR,CAPTURE";
    measure("row of long numbers", numbers, () -> CardNumbers.isIn(numbers) ? 1 : 0);
    String uuid = "550e8400-e29b-41d4-a716-446655440000";
    measure("UUID", uuid, () -> CardNumbers.isIn(uuid) ? 1 : 0);
  }

  private interface Work {
    int run();
  }

  private static void measure(String what, String text, Work work) {
    long best = Long.MAX_VALUE;
    int sum = 0;
    int times = 20_000_000 / text.length() / 40;
    for (int round = 0; round < 40; round++) {
      long start = THREAD.getCurrentThreadCpuTime();
      for (int i = 0; i < times; i++) {
        sum += work.run();
      }
      best = Math.min(best, THREAD.getCurrentThreadCpuTime() - start);
    }
    double each = (double) best / times;
    System.out.printf(
        "%-26s %5d characters %8.0f ns, %7.0f ns/KB (%d)%n",
        what, text.length(), each, each * 1024 / text.length(), sum % 10);
  }
}
