package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.carddata.BrokenSealException;
import io.pluralbridge.carddata.CardDataSeal;
import io.pluralbridge.carddata.Payload;
import io.pluralbridge.carddata.SealKeys;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** What waits sealed is opened for its call, and a seal that is broken yields nothing. */
@RouteFile("open-payload")
class OpenPayloadTest extends RouteTest {

  private static final Payload PAYLOAD = new Payload("{\"cvv\":\"123\"}");

  private final CardDataSeal seal = new CardDataSeal(SealKeys.derivedFrom("a secret"));

  @Override
  protected void bind(Registry beans) {
    beans.bind("cardDataSeal", seal);
  }

  private String sealed() throws Exception {
    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    seal.marshal(context.getEndpoint("mock:any").createExchange(), PAYLOAD, sealed);
    return sealed.toString();
  }

  @Test
  void what_is_sealed_is_opened_and_the_body_is_left_alone() throws Exception {
    Exchange done = send("open-payload", "body", Map.of("sealed", sealed()));

    assertThat(done.getVariable("payload")).isEqualTo(PAYLOAD);
    assertThat(done.getMessage().getBody()).isEqualTo("body");
  }

  @Test
  void what_is_not_sealed_stays_as_it_was() {
    Exchange done = send("open-payload", "body", Map.of("payload", PAYLOAD));

    assertThat(steps(done)).isEmpty();
    assertThat(done.getVariable("payload")).isSameAs(PAYLOAD);
  }

  @Test
  void a_broken_seal_fails_and_leaves_no_payload() throws Exception {
    String sealed = sealed();
    String broken = sealed.substring(0, sealed.length() - 2);

    Exchange done = send("open-payload", "body", Map.of("sealed", broken));

    assertThat(done.getException()).isInstanceOf(BrokenSealException.class);
    assertThat(done.getVariable("payload")).isNull();
  }
}
