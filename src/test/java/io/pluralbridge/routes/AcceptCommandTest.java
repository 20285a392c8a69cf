package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.carddata.CardDataSeal;
import io.pluralbridge.carddata.Said;
import io.pluralbridge.carddata.SealKeys;
import io.pluralbridge.http.CommandDoor.Handed;
import io.pluralbridge.http.HttpReply;
import io.pluralbridge.http.Replies;
import io.pluralbridge.http.TakeInstruction;
import io.pluralbridge.http.WriteReply;
import io.pluralbridge.instruction.Draft;
import io.pluralbridge.instruction.Fault;
import io.pluralbridge.instruction.Instructions;
import io.pluralbridge.instruction.RefusedException;
import io.pluralbridge.journal.CommandView;
import io.pluralbridge.journal.EntryState;
import io.pluralbridge.plural.PluralCalls;
import io.pluralbridge.support.Claims;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** An instruction is checked whole, written down once, card data sealed, and answered. */
@RouteFile(
    value = "accept-command",
    with = "errors",
    beyond = {"direct:prepare-call", "direct:pass-question-on"})
class AcceptCommandTest extends RouteTest {

  private static final String CAPTURE =
      "{\"merchant_capture_reference\":\"cap-1\","
          + "\"capture_amount\":{\"value\":1100,\"currency\":\"INR\"}}";
  private static final String BY_CARD =
      "{\"payments\":[{\"merchant_payment_reference\":\"p-1\",\"payment_method\":\"CARD\","
          + "\"payment_amount\":{\"value\":1100,\"currency\":\"INR\"},\"payment_option\":"
          + "{\"card_details\":{\"card_number\":\"4895489548954895\",\"cvv\":\"065\"}}}]}";

  private final CommandDoor door = new CommandDoor(new ArrayList<>());
  private CommandView outcome = Given.capture(EntryState.SUCCEEDED, new Said(200, "{\"a\":1}"));

  @Override
  protected void bind(Registry beans) {
    beans.bind("takeInstruction", new TakeInstruction(new Instructions()));
    beans.bind("fitsOrder", step(exchange -> {}));
    beans.bind("cardDataSeal", new CardDataSeal(SealKeys.derivedFrom("a secret")));
    beans.bind("commandDoor", door);
    beans.bind("awaitOutcome", step(exchange -> exchange.getMessage().setBody(outcome)));
    beans.bind("pluralCalls", new PluralCalls());
    beans.bind("replies", new Replies(Clock.systemUTC()));
    beans.bind("writeReply", new WriteReply());
  }

  private Exchange accept(String action, String body, String prefer) {
    return send(
        "accept-command",
        exchange -> {
          exchange.setVariable("action", action);
          exchange.setVariable("sender", "shop");
          exchange.getMessage().setHeader("order_id", Claims.ORDER);
          exchange.getMessage().setHeader("Prefer", prefer);
          exchange.getMessage().setBody(body);
        });
  }

  @Test
  void a_command_is_checked_before_it_is_written_down_and_answered_with_its_outcome() {
    Exchange done = accept("CAPTURE", CAPTURE, "");

    assertThat(steps(done))
        .containsExactly(
            "take-instruction",
            "check-instruction",
            "check-by-type",
            "check-by-order",
            "write-down",
            "await-outcome",
            "tell-outcome",
            "outcome-on-the-wire");
    assertThat(done.getMessage().getHeaders())
        .containsOnlyKeys(Exchange.HTTP_RESPONSE_CODE, "Content-Type");
    assertThat(done.getMessage().getBody(String.class)).isEqualTo("{\"a\":1}");
    assertThat(door.accepted()).containsExactly("cap-1 of shop, nothing sealed");
  }

  @Test
  void card_data_is_written_down_sealed_only() {
    accept("CREATE_PAYMENT", BY_CARD, "");

    assertThat(door.accepted())
        .singleElement()
        .asString()
        .startsWith("p-1 of shop, sealed derived-");
  }

  @Test
  void whoever_does_not_want_to_wait_is_told_where_to_look() {
    outcome = Given.capture(EntryState.ACCEPTED, null);

    Exchange done = accept("CAPTURE", CAPTURE, "respond-async");

    assertThat(steps(done))
        .contains("look-at-once", "tell-where-to-look")
        .doesNotContain("await-outcome");
    assertThat(done.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(202);
    assertThat(done.getMessage().getHeader("Location")).asString().endsWith("/CAPTURE/cap-1");
  }

  @Test
  void what_a_file_did_is_shown_by_asking_for_the_order() throws Exception {
    outcome = Given.capture(EntryState.SUCCEEDED, null);
    MockEndpoint plural = beyond("direct:pass-question-on");
    plural.whenAnyExchangeReceived(leaves(new HttpReply(200, Map.of(), "the order")));
    plural.expectedBodiesReceived(new PluralCalls().byId(Claims.ORDER));

    assertThat(accept("CAPTURE", CAPTURE, "").getMessage().getBody(String.class))
        .isEqualTo("the order");

    plural.assertIsSatisfied();
  }

  @Test
  void where_the_order_cannot_be_shown_it_is_told_that_the_command_took_effect() {
    outcome = Given.capture(EntryState.SUCCEEDED, null);
    beyond("direct:pass-question-on")
        .whenAnyExchangeReceived(leaves(new HttpReply(502, Map.of(), "unreachable")));

    Exchange done = accept("CAPTURE", CAPTURE, "");

    assertThat(done.getMessage().getBody(String.class)).contains("CAPTURE cap-1 took effect");
  }

  @Test
  void what_is_refused_is_not_written_down() {
    beyond("direct:prepare-call")
        .whenAnyExchangeReceived(
            fails(new RefusedException(List.of(new Fault("x", "FIELD_MISSING", "x is missing")))));

    Exchange done = accept("CAPTURE", CAPTURE, "");

    assertThat(done.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(400);
    assertThat(door.accepted()).isEmpty();
  }

  /** Stands for {@link io.pluralbridge.http.CommandDoor}, behind which the journal lies. */
  public record CommandDoor(List<Object> accepted) {
    public Handed accept(Draft draft, String sealed, String sender) {
      String how = sealed == null ? "nothing sealed" : "sealed " + sealed;
      accepted.add(draft.command().key() + " of " + sender + ", " + how);
      return new Handed(1, draft.command().key(), true);
    }

    public CommandView look(Handed handed) {
      return Given.capture(EntryState.ACCEPTED, null);
    }
  }
}
