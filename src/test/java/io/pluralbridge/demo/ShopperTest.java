package io.pluralbridge.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pluralbridge.sandbox.CallbackBy;
import io.pluralbridge.sandbox.CheckoutSettings;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.sandbox.Shop;
import io.pluralbridge.sandbox.Status;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole way of a purchase against a sandbox alone; the demonstration goes it with a bridge. */
class ShopperTest {

  private Sandbox sandbox;
  private Shop shop;

  @BeforeEach
  void open() throws IOException {
    shop = new Shop();
    sandbox =
        Sandbox.start(
            SandboxSettings.onFreePort()
                .withCheckout(CheckoutSettings.USUAL.withCallbackBy(CallbackBy.GET)));
  }

  @AfterEach
  void close() {
    sandbox.close();
    shop.close();
  }

  @ParameterizedTest
  @EnumSource
  void every_type_of_card_goes_the_whole_way(Shopper.Card card) throws Exception {
    Shopper shopper = new Shopper(sandbox.baseUrl(), token(), sandbox.baseUrl());

    String order = shopper.order("order-1", 110_000, shop.url("/back"));
    String challenge = shopper.pay(order, "pay-1", 110_000, card);
    int answered = shopper.authorise(order);

    assertThat(challenge).startsWith(sandbox.baseUrl() + "/web/auth/landing/?token=");
    assertThat(answered).isEqualTo(200);
    assertThat(shop.await("/back", 1).get(0).fields())
        .containsEntry("order_id", order)
        .containsEntry("status", "AUTHORIZED");
    assertThat(sandbox.ledger().order(order).orElseThrow().status()).isEqualTo(Status.AUTHORIZED);
  }

  @Test
  void what_is_refused_is_said_without_the_card() {
    Shopper shopper = new Shopper(sandbox.baseUrl(), "nobody", sandbox.baseUrl());
    Set<String> secrets = Set.of("4012001037141112", "065", "nobody");

    assertThatThrownBy(() -> shopper.pay("v1-x", "pay-1", 1_100, Shopper.Card.NUMBER))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("HTTP 401")
        .satisfies(e -> assertThat(secrets).noneMatch(e.toString()::contains));
  }

  private String token() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(sandbox.baseUrl() + "/api/auth/v1/token"))
            .POST(
                BodyPublishers.ofString(
                    "{\"client_id\":\"sandbox\",\"client_secret\":\"sandbox-secret\","
                        + "\"grant_type\":\"client_credentials\"}"))
            .build();
    String answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    return new ObjectMapper().readTree(answer).path("access_token").asText();
  }
}
