package io.pluralbridge.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.callback.Refusals;
import io.pluralbridge.callback.VerifyWebhook;
import io.pluralbridge.callback.Webhook;
import io.pluralbridge.callback.WebhookCheck;
import io.pluralbridge.http.Replies;
import io.pluralbridge.http.WriteReply;
import io.pluralbridge.journal.store.JournalUnavailableException;
import io.pluralbridge.signature.WebhookSignature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** Plural is told that it need not come again once its webhook is written down, and not before. */
@RouteFile(value = "receive-webhook", with = "errors")
class ReceiveWebhookTest extends RouteTest {

  private static final Clock CLOCK = Clock.systemUTC();
  private static final WebhookSignature SIGNATURE =
      new WebhookSignature(List.of("a secret".getBytes(UTF_8)), Duration.ofMinutes(5), CLOCK);

  private final Replies replies = new Replies(CLOCK);
  private final List<Webhook> kept = new ArrayList<>();
  private Processor keeping = e -> kept.add(e.getMessage().getBody(Webhook.class));

  @Override
  protected void bind(Registry beans) {
    beans.bind(
        "verifyWebhook",
        new VerifyWebhook(new WebhookCheck(SIGNATURE, new Refusals("webhooks", CLOCK))));
    beans.bind("keepWebhook", step(exchange -> keeping.process(exchange)));
    beans.bind("tellWebhookKept", leaves(replies.kept()));
    beans.bind("replies", replies);
    beans.bind("writeReply", new WriteReply());
  }

  private Exchange receive(String signed, String sent) {
    Instant now = CLOCK.instant();
    return send(
        "receive-webhook",
        exchange -> {
          exchange.getMessage().setHeader(WebhookSignature.ID, "w-1");
          exchange
              .getMessage()
              .setHeader(WebhookSignature.TIMESTAMP, Long.toString(now.getEpochSecond()));
          exchange
              .getMessage()
              .setHeader(
                  WebhookSignature.SIGNATURE, SIGNATURE.sign("w-1", now, signed.getBytes(UTF_8)));
          exchange.getMessage().setBody(sent.getBytes(UTF_8));
        });
  }

  @Test
  void what_is_genuine_is_written_down_and_then_said_to_be() {
    Exchange done = receive("{}", "{}");

    assertThat(steps(done))
        .containsExactly(
            "posted-webhook",
            "verify-webhook",
            "keep-webhook",
            "tell-webhook-kept",
            "webhook-answer-on-the-wire");
    assertThat(kept).containsExactly(new Webhook("w-1", "{}"));
    assertThat(done.getMessage().getHeaders())
        .containsOnlyKeys(Exchange.HTTP_RESPONSE_CODE, "Content-Type")
        .containsEntry(Exchange.HTTP_RESPONSE_CODE, 200);
  }

  @Test
  void what_is_forged_is_not_written_down() {
    Exchange done = receive("{}", "{\"forged\":true}");

    assertThat(kept).isEmpty();
    assertThat(done.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(401);
    assertThat(done.getMessage().getBody(String.class)).contains("NOT_GENUINE");
  }

  @Test
  void while_the_journal_is_away_plural_is_told_to_come_again() {
    keeping = fails(new JournalUnavailableException(new Exception("away")));

    Exchange done = receive("{}", "{}");

    assertThat(done.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(503);
    assertThat(done.getMessage().getBody(String.class)).contains("JOURNAL_UNAVAILABLE");
  }
}
