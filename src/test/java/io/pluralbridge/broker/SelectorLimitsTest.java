package io.pluralbridge.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pluralbridge.support.TestBroker;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client's selector must not keep the broker's threads busy. */
class SelectorLimitsTest {

  private static final String WILD = "JMSCorrelationID LIKE '%a%a%a%a%a%a%a%a%a%b'";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JMSCorrelationID='a%b_c'",
        "my_own_property = 7",
        "my_own_property LIKE 'erp-%'",
        "JMSCorrelationID IN ('a', 'b') AND OutcomeId IS NOT NULL"
      })
  void what_people_select_by_is_allowed(String selector) {
    assertThat(SelectorLimits.allow(selector)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        WILD,
        "x like '%a%'",
        "a LIKE 'b%' OR c LIKE 'd%'",
        "x LIKE '____________' ESCAPE '\\'",
        "XPATH '//a'",
        "xquery 'a'"
      })
  void what_costs_the_broker_is_not(String selector) {
    assertThat(SelectorLimits.allow(selector)).isFalse();
  }

  @Test
  void one_that_is_too_long_is_not() {
    assertThat(SelectorLimits.allow("a = '" + "b".repeat(1000) + "'")).isFalse();
  }

  @Test
  void a_client_with_the_password_is_refused_it_over_core_and_amqp(@TempDir Path folder)
      throws Exception {
    try (TestBroker broker = TestBroker.inside(folder)) {
      for (BrokerAddress address : List.of(broker.core(), broker.amqp())) {
        try (Connections client = Connections.to(address);
            Connection connection = client.plain().createConnection()) {
          Session session = connection.createSession();
          session.createConsumer(session.createQueue("plural.outcomes"), "OutcomeId = 'x'").close();

          assertThatThrownBy(
                  () -> session.createConsumer(session.createQueue("plural.outcomes"), WILD))
              .as(address.url())
              .isInstanceOf(JMSException.class)
              .hasMessageContaining("LIKE with one wildcard at most");
        }
      }
    }
  }
}
