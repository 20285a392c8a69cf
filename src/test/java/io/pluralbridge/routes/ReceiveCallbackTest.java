package io.pluralbridge.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.callback.Callback;
import io.pluralbridge.callback.CallbackCheck;
import io.pluralbridge.callback.Refusals;
import io.pluralbridge.callback.VerifyCallback;
import io.pluralbridge.http.HttpReply;
import io.pluralbridge.http.Replies;
import io.pluralbridge.http.WriteReply;
import io.pluralbridge.journal.store.JournalUnavailableException;
import io.pluralbridge.signature.CallbackSignature;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** However a customer comes back, it is written down before they are sent on. */
@RouteFile(value = "receive-callback", with = "errors")
class ReceiveCallbackTest extends RouteTest {

  private static final Clock CLOCK = Clock.systemUTC();
  private static final CallbackSignature SIGNATURE =
      new CallbackSignature("a secret".getBytes(UTF_8));
  private static final String GENUINE =
      "order_id=v1-1&status=AUTHORIZED&signature="
          + SIGNATURE.sign(Map.of("order_id", "v1-1", "status", "AUTHORIZED"));

  private final List<String> kept = new ArrayList<>();
  private Processor keeping = e -> kept.add(e.getMessage().getBody(Callback.class).orderId());

  @Override
  protected void bind(Registry beans) {
    Refusals refusals = new Refusals("callbacks", CLOCK);
    beans.bind(
        "verifyCallback", new VerifyCallback(new CallbackCheck(SIGNATURE, Set.of(), refusals)));
    beans.bind("keepCallback", step(exchange -> keeping.process(exchange)));
    beans.bind("sendCustomerOn", leaves(new HttpReply(303, Map.of("Location", "/thanks"), "")));
    beans.bind("replies", new Replies(CLOCK));
    beans.bind("writeReply", new WriteReply());
  }

  private Exchange posted(String form) {
    return send("receive-callback", form.getBytes(UTF_8));
  }

  @Test
  void what_is_posted_is_believed_by_its_signature_kept_and_the_customer_sent_on() {
    Exchange done = posted(GENUINE);

    assertThat(steps(done))
        .containsExactly(
            "posted-callback",
            "verify-callback",
            "keep-callback",
            "send-customer-on",
            "callback-answer-on-the-wire");
    assertThat(kept).containsExactly("v1-1");
    assertThat(done.getMessage().getHeaders())
        .containsOnlyKeys(Exchange.HTTP_RESPONSE_CODE, "Location")
        .containsEntry("Location", "/thanks");
  }

  @Test
  void so_is_what_stands_in_the_address() {
    send(
        "receiveCallbackByAddress",
        exchange -> {
          exchange.getMessage().setHeader(Exchange.HTTP_METHOD, "GET");
          exchange.getMessage().setHeader(Exchange.HTTP_RAW_QUERY, GENUINE);
        });

    assertThat(kept).containsExactly("v1-1");
  }

  @Test
  void what_is_forged_is_not_written_down() {
    Exchange done = posted(GENUINE.replace("AUTHORIZED", "PROCESSED"));

    assertThat(kept).isEmpty();
    assertThat(done.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(401);
    assertThat(done.getMessage().getHeader("Location")).isNull();
  }

  @Test
  void nobody_is_sent_on_before_it_is_written_down() {
    keeping = fails(new JournalUnavailableException(new Exception("away")));

    assertThat(posted(GENUINE).getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(503);
  }
}
