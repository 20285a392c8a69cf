package io.pluralbridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.support.Browser;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checkout as a person meets it: in a real browser. */
class CheckoutInBrowserTest {

  private static Browser browser;

  private Shop shop;
  private Sandbox sandbox;
  private Merchant merchant;

  @AfterAll
  static void stopBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void open() throws Exception {
    // Here and not before all tests: each of them is to be reported as skipped.
    browser = browser == null ? Browser.start() : browser;
    shop = new Shop();
  }

  @AfterEach
  void close() {
    if (sandbox != null) {
      sandbox.close();
    }
    if (shop != null) {
      shop.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET,  authorise, AUTHORIZED, AUTHORIZED, GET",
    "GET,  fail,      ATTEMPTED,  FAILED,     GET",
    "FORM, authorise, AUTHORIZED, AUTHORIZED, POST",
    "FORM, abandon,   CANCELLED,  CANCELLED,  POST"
  })
  void a_person_decides_and_comes_back_to_the_shop(
      CallbackBy by, String button, String order, String told, String method) {
    String id = paid(by);
    browser.open(challengeUrl(id));

    browser.click("button[value=" + button + "]");

    await().until(() -> browser.title().equals("The shop"));
    assertThat(browser.address().getPath()).isEqualTo("/back");
    assertThat(merchant.inquire(id).data().path("status").asText()).isEqualTo(order);
    Shop.Heard heard = shop.at("/back").get(0);
    assertThat(heard.method()).isEqualTo(method);
    Map<String, String> fields = heard.fields();
    assertThat(fields).containsEntry("order_id", id).containsEntry("status", told);
    assertThat(fields.get("signature")).matches("[0-9A-F]{64}");
  }

  @Test
  void a_shop_that_wants_json_keeps_the_person_on_the_page() {
    String id = paid(CallbackBy.JSON);
    browser.open(challengeUrl(id));

    browser.click("button[value=authorise]");

    await().until(() -> browser.text("h1").equals("This payment is AUTHORIZED"));
    assertThat(browser.text("dl")).contains("HTTP 200", shop.url("/back"));
    assertThat(shop.at("/back")).singleElement().extracting(Shop.Heard::method).isEqualTo("POST");
  }

  @Test
  void whoever_has_no_mouse_pays_by_keyboard() {
    String id = paid(CallbackBy.FORM);
    browser.open(challengeUrl(id));

    browser.press(Browser.TAB + Browser.ENTER);

    await().until(() -> browser.title().equals("The shop"));
    assertThat(merchant.inquire(id).data().path("status").asText()).isEqualTo("AUTHORIZED");
  }

  @Test
  void whoever_sees_nothing_is_told_what_each_button_does() {
    String id = paid(CallbackBy.FORM);
    browser.open(challengeUrl(id));

    assertThat(browser.spoken("h1")).isEqualTo("heading Confirm this payment");
    assertThat(browser.spoken("button[value=authorise]")).isEqualTo("button Authorise ₹1,100.00");
    assertThat(browser.spoken("button[value=fail]")).isEqualTo("button Fail the authentication");
    assertThat(browser.spoken("button[value=abandon]")).isEqualTo("button Cancel and go back");
    assertThat(browser.ask("document.documentElement.lang").asText()).isEqualTo("en");
    for (String button : new String[] {"authorise", "fail", "abandon"}) {
      String hint =
          "#"
              + browser
                  .ask(
                      "document.querySelector('button[value="
                          + button
                          + "]').getAttribute('aria-describedby')")
                  .asText();
      assertThat(browser.text(hint)).contains(button.equals("fail") ? "FAILED" : "The ");
    }
  }

  @Test
  void the_page_shows_all_that_matters_and_fits_on_a_telephone() {
    String id = paid(CallbackBy.FORM);
    browser.open(challengeUrl(id));
    browser.picture("checkout");

    assertThat(browser.text("main"))
        .contains("₹1,100.00", id, "order-1", "Card saved at Plural (NETWORK_TOKEN), VISA");

    browser.resize(500, 800);
    browser.picture("checkout-small");
    assertThat(browser.ask("document.documentElement.scrollWidth <= window.innerWidth").asBoolean())
        .isTrue();
    browser.resize(900, 1000);
  }

  @Test
  void without_scripts_one_more_press_of_a_button_leads_back() {
    String id = paid(CallbackBy.FORM);
    try (Browser plain = Browser.startWithoutScripts()) {
      plain.open(challengeUrl(id));
      plain.click("button[value=fail]");
      await().until(() -> plain.text("h1").equals("Going back to the shop"));
      plain.picture("way-back");
      assertThat(shop.heard()).isEmpty();

      plain.click("button");

      await().until(() -> plain.title().equals("The shop"));
    }
    Shop.Heard heard = shop.at("/back").get(0);
    assertThat(heard.method()).isEqualTo("POST");
    assertThat(heard.fields())
        .containsEntry("status", "FAILED")
        .containsEntry("error_message", "Consumer Authentication failed");
  }

  private String paid(CallbackBy by) {
    sandbox =
        Sandbox.start(
            SandboxSettings.onFreePort().withCheckout(CheckoutSettings.USUAL.withCallbackBy(by)));
    merchant = new Merchant(sandbox);
    String id =
        merchant
            .post(
                "/api/pay/v1/orders",
                """
                {"merchant_order_reference":"order-1","pre_auth":true,"callback_url":"%s",
                "order_amount":{"value":110000,"currency":"INR"}}
                """
                    .formatted(shop.url("/back")))
            .orderId();
    merchant.pay(id, "pay-1");
    return id;
  }

  private String challengeUrl(String id) {
    return merchant.inquire(id).data().path("challenge_url").asText();
  }
}
