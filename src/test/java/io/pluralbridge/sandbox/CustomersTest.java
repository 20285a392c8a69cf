package io.pluralbridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.sandbox.Merchant.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Customers are made once a reference, and found again. */
class CustomersTest {

  private static final String FIND = "/api/v1/customer?country_code=91&mobile_number=9876543210";

  private Sandbox sandbox;
  private Merchant merchant;

  @BeforeEach
  void start() {
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    merchant = new Merchant(sandbox);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void a_customer_is_found_by_id_and_by_what_it_is_known_by() {
    Reply made = merchant.createCustomer("kevin", "91", "9876543210");

    assertThat(merchant.get("/api/v1/customer/" + id(made)).body()).isEqualTo(made.body());
    assertThat(merchant.get(FIND + "&merchant_customer_reference=kevin").body())
        .isEqualTo(made.body());
    assertThat(made.body().has("data")).isFalse();
  }

  @Test
  void somebody_else_is_not_found() {
    merchant.createCustomer("kevin", "91", "9876543210");

    for (String path :
        new String[] {
          "/api/v1/customer/cust-v1-nobody",
          FIND + "&merchant_customer_reference=bob",
          FIND + "&merchant_customer_reference=",
          "/api/v1/customer?country_code=91&mobile_number=1&merchant_customer_reference=kevin"
        }) {
      Reply reply = merchant.get(path);
      assertThat(reply.status()).as(path).isEqualTo(404);
      assertThat(reply.code()).isEqualTo("CUSTOMER_NOT_FOUND");
    }
  }

  @Test
  void without_a_reference_the_newest_customer_of_that_number_is_meant() {
    merchant.createCustomer("", "91", "9876543210");
    Reply newest = merchant.createCustomer("", "91", "9876543210");
    merchant.createCustomer("kevin", "91", "9876543210");

    assertThat(merchant.get(FIND + "&merchant_customer_reference=").body())
        .isEqualTo(newest.body());
    assertThat(sandbox.ledger().summary().doubleCustomers()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "country_code=91&mobile_number=9876543210",
        "country_code=91&merchant_customer_reference=kevin",
        "mobile_number=9876543210&merchant_customer_reference=kevin"
      })
  void all_three_must_be_given(String query) {
    Reply reply = merchant.get("/api/v1/customer?" + query);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.code()).isEqualTo("INVALID_REQUEST");
  }

  @Test
  void a_reference_makes_one_customer() {
    merchant.createCustomer("kevin", "91", "9876543210");

    Reply again = merchant.createCustomer("kevin", "91", "1234567890");

    assertThat(again.status()).isEqualTo(422);
    assertThat(again.code()).isEqualTo("DUPLICATE_REQUEST");
    assertThat(sandbox.ledger().summary().customers()).isEqualTo(1);
  }

  @Test
  void a_lost_answer_leaves_a_customer_that_can_be_found() {
    sandbox.setFaults(SandboxFaults.parse("error-after-effect=1"));
    assertThat(merchant.createCustomer("kevin", "91", "9876543210").status()).isEqualTo(500);
    sandbox.setFaults(SandboxFaults.parse("error-before-effect=1"));
    assertThat(merchant.createCustomer("bob", "91", "9876543210").status()).isEqualTo(500);
    sandbox.setFaults(SandboxFaults.NONE);

    assertThat(merchant.get(FIND + "&merchant_customer_reference=kevin").status()).isEqualTo(200);
    assertThat(merchant.get(FIND + "&merchant_customer_reference=bob").status()).isEqualTo(404);
  }

  @Test
  void the_ledger_counts_customers_and_those_who_look_for_them() {
    Reply made = merchant.createCustomer("kevin", "91", "9876543210");
    merchant.get("/api/v1/customer/" + id(made));
    merchant.get(FIND + "&merchant_customer_reference=kevin");

    SandboxSummary summary = sandbox.ledger().summary();
    assertThat(summary.customers()).isEqualTo(1);
    assertThat(summary.calls())
        .containsEntry(Operation.CREATE_CUSTOMER, 1L)
        .containsEntry(Operation.GET_CUSTOMER, 1L)
        .containsEntry(Operation.FIND_CUSTOMER, 1L);
  }

  private static String id(Reply reply) {
    return reply.body().path("customer_id").asText();
  }
}
