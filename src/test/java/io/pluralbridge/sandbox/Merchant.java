package io.pluralbridge.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;

/** A merchant's client as Plural's guide shows one: real HTTP, the guide's headers, no retries. */
final class Merchant {

  static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Sandbox sandbox;
  private String token;

  Merchant(Sandbox sandbox) {
    this.sandbox = sandbox;
    this.token = newToken();
  }

  record Reply(int status, JsonNode body, HttpResponse<String> raw) {

    JsonNode data() {
      return body.path("data");
    }

    String code() {
      return body.path("code").asText();
    }

    String orderId() {
      return data().path("order_id").asText();
    }
  }

  Merchant withToken(String other) {
    token = other;
    return this;
  }

  String newToken() {
    return token("sandbox", "sandbox-secret").body().path("access_token").asText();
  }

  Reply token(String id, String secret) {
    String body =
        "{\"client_id\":\"%s\",\"client_secret\":\"%s\",\"grant_type\":\"client_credentials\"}"
            .formatted(id, secret);
    return send(request("POST", "/api/auth/v1/token", body).build());
  }

  Reply post(String path, String body) {
    return authorised("POST", path, body);
  }

  Reply put(String path, String body) {
    return authorised("PUT", path, body);
  }

  Reply get(String path) {
    return authorised("GET", path, "");
  }

  Reply createOrder(String reference, long amount, boolean preAuth) {
    return post(
        "/api/pay/v1/orders",
        """
        {"merchant_order_reference":"%s","order_amount":{"value":%d,"currency":"INR"},"pre_auth":%s}
        """
            .formatted(reference, amount, preAuth));
  }

  Reply pay(String orderId, String reference) {
    return post(
        "/api/pay/v1/orders/" + orderId + "/payments",
        """
        {"payments":[{"merchant_payment_reference":"%s","payment_method":"CARD",
        "payment_amount":{"value":110000,"currency":"INR"},"payment_option":{"card_token_details":
        {"token_id":"token-v1-0811030624-bb-RBDgpR","cvv":"065","token_txn_type":"NETWORK_TOKEN"}}}]}
        """
            .formatted(reference));
  }

  Reply capture(String orderId, String reference, long amount) {
    return put(
        "/api/pay/v1/orders/" + orderId + "/capture",
        """
        {"merchant_capture_reference":"%s","capture_amount":{"value":%d,"currency":"INR"}}
        """
            .formatted(reference, amount));
  }

  Reply cancel(String orderId) {
    return put("/api/pay/v1/orders/" + orderId + "/cancel", "");
  }

  Reply refund(String orderId, String reference, long amount) {
    return post(
        "/api/pay/v1/refunds/" + orderId,
        """
        {"merchant_order_reference":"%s","order_amount":{"value":%d,"currency":"INR"}}
        """
            .formatted(reference, amount));
  }

  Reply createCustomer(String reference, String countryCode, String mobileNumber) {
    return post(
        "/api/v1/customer",
        """
        {"merchant_customer_reference":"%s","country_code":"%s","mobile_number":"%s"}
        """
            .formatted(reference, countryCode, mobileNumber));
  }

  Reply inquire(String orderId) {
    return get("/api/pay/v1/orders/" + orderId);
  }

  /** A call of the control side, which wants no token. */
  Reply control(String method, String path, String body) {
    return send(request(method, path, body).build());
  }

  private Reply authorised(String method, String path, String body) {
    return send(request(method, path, body).header("Authorization", "Bearer " + token).build());
  }

  private HttpRequest.Builder request(String method, String path, String body) {
    return HttpRequest.newBuilder(URI.create(sandbox.baseUrl() + path))
        .timeout(Duration.ofSeconds(20))
        .header("Content-Type", "application/json")
        .header("Request-ID", UUID.randomUUID().toString())
        .header("Request-Timestamp", "2024-07-09T07:57:08.022Z")
        .header("accept", "application/json")
        .method(
            method,
            body.isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body));
  }

  private Reply send(HttpRequest request) {
    try {
      HttpResponse<String> raw = http.send(request, HttpResponse.BodyHandlers.ofString());
      boolean isJson =
          raw.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
      return new Reply(
          raw.statusCode(), isJson ? JSON.readTree(raw.body()) : JSON.missingNode(), raw);
    } catch (IOException e) {
      throw new NoAnswer(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The connection ended, and nobody said anything. */
  static final class NoAnswer extends RuntimeException {

    private static final long serialVersionUID = 1;

    NoAnswer(IOException cause) {
      super(cause);
    }
  }
}
