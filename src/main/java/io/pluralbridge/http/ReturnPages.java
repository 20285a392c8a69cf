package io.pluralbridge.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where a customer goes on who comes back from the checkout: to one of the two pages that the
 * settings name, and nowhere else.
 */
public final class ReturnPages {

  private static final String PAGE =
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>%s</title>"
          + "<h1>%s</h1><p>Order %s</p></html>";

  private final String success;
  private final String failure;

  /**
   * Those two.
   *
   * @param success address of the page after a payment; empty for a plain one of ours
   * @param failure address of the page after one that failed; empty for a plain one of ours
   */
  public ReturnPages(String success, String failure) {
    this.success = success;
    this.failure = failure;
  }

  /**
   * What a callback is answered.
   *
   * @param browser whether a customer waits for the answer
   * @param failed whether the customer is to be told that the payment failed
   */
  public HttpReply answer(boolean browser, boolean failed, String orderId) {
    if (!browser) {
      return HttpReply.json(200, "{\"order_id\":\"" + orderId + "\"}");
    }
    String page = failed ? failure : success;
    return page.isEmpty() ? plain(failed, orderId) : seeOther(page, orderId);
  }

  private static HttpReply seeOther(String page, String orderId) {
    String query = "order_id=" + URLEncoder.encode(orderId, StandardCharsets.UTF_8);
    String separator = page.contains("?") ? "&" : "?";
    return new HttpReply(303, Map.of("Location", page + separator + query), "");
  }

  /** An order id is of letters, digits, - and _, so it is text in HTML as well. */
  private static HttpReply plain(boolean failed, String orderId) {
    String words =
        failed ? "The payment was not made." : "Thank you. Your payment is being confirmed.";
    return new HttpReply(
        200,
        Map.of(
            "Content-Type",
            "text/html; charset=utf-8",
            "Content-Security-Policy",
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
        PAGE.formatted(words, words, orderId));
  }
}
