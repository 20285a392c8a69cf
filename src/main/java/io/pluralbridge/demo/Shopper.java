package io.pluralbridge.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A shop and its customer, for a show: orders, pays by each type of card, and passes the checkout
 * of a sandbox. It speaks Plural's language, so that a bridge and a sandbox are the same to it;
 * only when a bridge does not know yet what became of a call, it makes the same call again.
 */
final class Shopper {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ORDERS = "/api/pay/v1/orders";
  private static final int NOT_KNOWN_YET = 504;
  private static final long AGAIN_AFTER_MS = 250;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String api;
  private final String credential;
  private final String sandbox;
  private final AtomicInteger repeats = new AtomicInteger();

  /**
   * Shops there.
   *
   * @param api the address of a bridge's door, or of a sandbox
   * @param credential an API key of the bridge, or an access token of the sandbox
   * @param sandbox the address of the sandbox that is behind it
   */
  Shopper(String api, String credential, String sandbox) {
    this.api = api;
    this.credential = credential;
    this.sandbox = sandbox;
  }

  /** The three ways to pay by card, each with a card that is nobody's. */
  enum Card {
    /** A card number, which only the PCI certified may send. */
    NUMBER(
        "new card",
        """
        {"card_details":{"name":"Kevin Bob","card_number":"4012001037141112","cvv":"065",
        "expiry_month":"12","expiry_year":"2030"}}
        """),
    /** A token of a card that the customer saved at Plural. */
    SAVED_AT_PLURAL(
        "token saved at Plural",
        """
        {"card_token_details":{"token_id":"token-v1-0811030624-bb-RBDgpR","cvv":"065",
        "token_txn_type":"NETWORK_TOKEN"}}
        """),
    /** A token of another provider, with its cryptogram. */
    TOKEN_OF_ANOTHER(
        "token of another provider",
        """
        {"card_token_details":{"name":"Kevin Bob","last4_digit":"0008","cvv":"065",
        "expiry_month":"03","expiry_year":"2030","token":"4122980000000008",
        "cryptogram":"AgAAAGQkm6LscccAAAA5gz4AAAA=","token_txn_type":"ALT_TOKEN"}}
        """);

    private final String inWords;
    private final String option;

    Card(String inWords, String option) {
      this.inWords = inWords;
      this.option = option;
    }

    /** For a person. */
    String inWords() {
      return inWords;
    }
  }

  /**
   * Orders something, to be held until it is captured.
   *
   * @param paise what it is worth
   * @param callbackUrl where the customer's browser comes back to
   * @return the id of the order
   */
  String order(String reference, long paise, String callbackUrl)
      throws IOException, InterruptedException {
    ObjectNode asked =
        JSON.createObjectNode()
            .put("merchant_order_reference", reference)
            .put("pre_auth", true)
            .put("callback_url", callbackUrl);
    asked.putObject("order_amount").put("value", paise).put("currency", "INR");
    return said(api + ORDERS, asked).at("/data/order_id").asText();
  }

  /**
   * Begins to pay for an order.
   *
   * @return the {@code challenge_url} that the customer is to be sent to
   */
  String pay(String orderId, String reference, long paise, Card card)
      throws IOException, InterruptedException {
    ObjectNode asked = JSON.createObjectNode();
    ObjectNode payment =
        asked
            .putArray("payments")
            .addObject()
            .put("merchant_payment_reference", reference)
            .put("payment_method", "CARD");
    payment.putObject("payment_amount").put("value", paise).put("currency", "INR");
    payment.set("payment_option", read(card.option));
    return said(api + ORDERS + "/" + orderId + "/payments", asked)
        .at("/data/challenge_url")
        .asText();
  }

  /**
   * Passes the checkout as the customer, and comes back to the shop as the browser.
   *
   * @return the HTTP status that the shop answered with, 0 when it did not
   */
  int authorise(String orderId) throws IOException, InterruptedException {
    return atCheckout(orderId, "authorise");
  }

  /** Comes back to the shop once more, with the same words, as by the button of a browser. */
  int comeBackAgain(String orderId) throws IOException, InterruptedException {
    return atCheckout(orderId, "return");
  }

  private int atCheckout(String orderId, String what) throws IOException, InterruptedException {
    String url = sandbox + "/sandbox/checkout/" + orderId + "?do=" + what;
    return said(url, JSON.createObjectNode()).at("/callback/status").asInt();
  }

  /**
   * Comes back without having been at the checkout, and says that it is paid.
   *
   * @return the HTTP status that the shop answered with
   */
  int cheat(String orderId, String callbackUrl) throws IOException, InterruptedException {
    String form = "order_id=" + orderId + "&status=AUTHORIZED&signature=" + "0A".repeat(32);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(callbackUrl))
            .timeout(PATIENCE)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build();
    return http.send(request, BodyHandlers.discarding()).statusCode();
  }

  /** How often a call was made again, because nobody knew yet what had become of it. */
  int repeats() {
    return repeats.get();
  }

  private JsonNode said(String url, ObjectNode body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + credential)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()))
            .build();
    long start = System.nanoTime();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    while (response.statusCode() == NOT_KNOWN_YET
        && System.nanoTime() - start < PATIENCE.toNanos()) {
      Thread.sleep(AGAIN_AFTER_MS);
      repeats.incrementAndGet();
      response = http.send(request, BodyHandlers.ofString());
    }
    if (response.statusCode() != 200) {
      // What was sent may hold a card; what came back does not.
      throw new IOException(
          "HTTP "
              + response.statusCode()
              + " of "
              + request.uri().getPath()
              + ": "
              + response.body());
    }
    return read(response.body());
  }

  private static JsonNode read(String json) throws JsonProcessingException {
    return JSON.readTree(json);
  }
}
