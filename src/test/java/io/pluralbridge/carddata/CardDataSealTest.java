package io.pluralbridge.carddata;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CardDataSealTest {

  private static final String TEXT =
      "{\"card_number\":\"4012001037141112\",\"name\":\"Zo\u00eb \ud83d\ude00\"}";
  private static final String OLD = "old=" + Base64.getEncoder().encodeToString(new byte[32]);
  private static final String NEW =
      "new=" + Base64.getEncoder().encodeToString("k".repeat(32).getBytes(UTF_8));

  private static DefaultCamelContext camel;

  @BeforeAll
  static void start() {
    camel = new DefaultCamelContext();
    camel.start();
  }

  @AfterAll
  static void stop() {
    camel.stop();
  }

  private static CardDataSeal seal(String keys) {
    return new CardDataSeal(SealKeys.parse(keys));
  }

  private static String sealed(CardDataSeal seal, String text) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    seal.marshal(exchange(), new Payload(text), out);
    return out.toString(US_ASCII);
  }

  private static String opened(CardDataSeal seal, String sealed) throws Exception {
    Object opened = seal.unmarshal(exchange(), new ByteArrayInputStream(sealed.getBytes(US_ASCII)));
    return ((Payload) opened).json();
  }

  private static Exchange exchange() {
    return new DefaultExchange(camel);
  }

  @Test
  void what_is_sealed_opens_as_it_was() throws Exception {
    CardDataSeal seal = seal(NEW);

    for (String text : new String[] {TEXT, "", "x", "x".repeat(1_000_000)}) {
      assertThat(opened(seal, sealed(seal, text))).isEqualTo(text);
    }
    assertThat(opened(seal(NEW), sealed(seal, TEXT))).as("after a restart").isEqualTo(TEXT);
  }

  @Test
  void a_charset_that_somebody_named_changes_nothing() throws Exception {
    CardDataSeal seal = seal(NEW);
    Exchange exchange = exchange();
    exchange.setProperty(Exchange.CHARSET_NAME, "UTF-16");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    seal.marshal(exchange, new Payload(TEXT), out);

    Object opened = seal.unmarshal(exchange, new ByteArrayInputStream(out.toByteArray()));

    assertThat(((Payload) opened).json()).isEqualTo(TEXT);
  }

  @Test
  void the_same_text_is_never_sealed_the_same_way_twice() throws Exception {
    CardDataSeal seal = seal(NEW);
    Set<String> all = new HashSet<>();
    Set<String> nonces = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      String sealed = sealed(seal, TEXT);
      all.add(sealed);
      nonces.add(sealed.substring("new.".length(), "new.".length() + 16));
    }

    assertThat(all).hasSize(10_000);
    assertThat(nonces).hasSize(10_000);
  }

  @Test
  void every_bit_that_is_changed_is_noticed() throws Exception {
    CardDataSeal seal = seal(NEW);
    String whole = sealed(seal, "short");
    byte[] bytes = Base64.getUrlDecoder().decode(whole.substring("new.".length()));
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] changed = bytes.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      String text = "new." + Base64.getUrlEncoder().withoutPadding().encodeToString(changed);

      assertThatThrownBy(() -> opened(seal, text))
          .as("bit " + bit)
          .isInstanceOf(BrokenSealException.class)
          .hasMessageNotContaining("short");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "new",
        "new.",
        "new.AAAA",
        "new.%%%",
        ".AAAA",
        "other.AAAA",
        "new.AAAAAAAAAAAAAAAAAAAA"
      })
  void what_was_never_a_seal_does_not_open(String text) {
    assertThatThrownBy(() -> opened(seal(NEW), text)).isInstanceOf(BrokenSealException.class);
  }

  @Test
  void a_part_of_a_seal_does_not_open() throws Exception {
    CardDataSeal seal = seal(NEW);
    String whole = sealed(seal, TEXT);

    for (int length = 0; length < whole.length(); length++) {
      String part = whole.substring(0, length);
      assertThatThrownBy(() -> opened(seal, part)).isInstanceOf(BrokenSealException.class);
    }
  }

  @Test
  void the_first_key_seals_and_all_open() throws Exception {
    String before = sealed(seal(OLD), TEXT);
    String after = sealed(seal(NEW + "," + OLD), TEXT);

    assertThat(before).startsWith("old.");
    assertThat(after).startsWith("new.");
    assertThat(opened(seal(NEW + "," + OLD), before)).isEqualTo(TEXT);
    assertThat(opened(seal(OLD + "," + NEW), after)).isEqualTo(TEXT);
    assertThatThrownBy(() -> opened(seal(NEW), before))
        .isInstanceOf(BrokenSealException.class)
        .hasMessage("the key old is not in bridge.seal.keys");
  }

  @Test
  void another_key_of_the_same_name_does_not_open() throws Exception {
    String sealed = sealed(seal("k=" + OLD.substring("old=".length())), TEXT);

    assertThatThrownBy(() -> opened(seal("k=" + NEW.substring("new=".length())), sealed))
        .isInstanceOf(BrokenSealException.class)
        .hasMessageNotContaining("4012");
  }

  @Test
  void nothing_shows_what_is_inside() throws Exception {
    CardDataSeal seal = seal(NEW);

    assertThat(sealed(seal, TEXT)).doesNotContain("4012001037141112", "card");
    assertThat(new Payload(TEXT)).asString().doesNotContain("4012");
    assertThat(seal).asString().doesNotContain("kkkk", NEW.substring(4));
  }
}
