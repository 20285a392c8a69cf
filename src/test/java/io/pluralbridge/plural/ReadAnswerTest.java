package io.pluralbridge.plural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pluralbridge.support.MovingClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadAnswerTest {

  private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

  private Answer read() throws Exception {
    new ReadAnswer(Duration.ofSeconds(1), new MovingClock()).process(exchange);
    return exchange.getMessage().getBody(Answer.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0",
        "7 | 7",
        " 120 | 120",
        "Thu, 15 Jan 2026 10:01:30 GMT | 90",
        "Thu, 15 Jan 2026 09:00:00 GMT | 0",
        "999999 | 3600",
        "Thu, 15 Jan 2099 10:00:00 GMT | 3600",
      })
  void retry_after_is_read_in_seconds_and_as_a_date(String retryAfter, long seconds)
      throws Exception {
    exchange.getMessage().setHeader("Retry-After", retryAfter);

    assertThat(read().retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "soon", "-5", "1.5", "99999999999", "2026-01-15T10:01:30Z", "Thu, 32 Jan"})
  void a_retry_after_that_cannot_be_read_counts_as_not_said(String retryAfter) throws Exception {
    exchange.getMessage().setHeader("Retry-After", retryAfter);

    assertThat(read().retryAfter()).isNull();
  }

  @Test
  void not_one_header_of_the_answer_stays() throws Exception {
    exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 422);
    exchange.getMessage().setHeader("CamelHttpUri", "http://elsewhere");
    exchange.getMessage().setHeader("anything", "at all");

    assertThat(read().status()).isEqualTo(422);
    assertThat(exchange.getMessage().getHeaders()).isEmpty();
  }

  @Test
  void an_answer_without_a_body_reads_as_an_empty_one() throws Exception {
    assertThat(read().body()).isEmpty();
  }

  @Test
  void an_answer_too_large_to_be_one_is_not_taken_in() {
    exchange.getMessage().setBody(new ByteArrayInputStream(new byte[1024 * 1024 + 1]));

    assertThatThrownBy(this::read)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than");
  }
}
