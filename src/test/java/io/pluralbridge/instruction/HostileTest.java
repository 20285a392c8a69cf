package io.pluralbridge.instruction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.pluralbridge.carddata.CardNumbers;
import io.pluralbridge.carddata.Payload;
import io.pluralbridge.payment.Action;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever we are sent: it is taken or refused, and no card data is ever repeated. */
class HostileTest {

  private static final String CARD_NUMBER = "4895489548954895";
  private static final String CVV = "0937";
  private static final String TOKEN = "4122980000000008";
  private static final String TOKEN_ID = "token-v1-0811030624-bb-RBDgpR";
  private static final String CRYPTOGRAM = "AgAAAGQkm6LscccAAAA5gz4AAAA=";
  private static final List<String> SECRETS =
      List.of(
          CARD_NUMBER,
          "4895 4895 4895 4895",
          "4895-4895-4895-4895\n",
          "４８９５４８９５４８９５４８９５",
          CVV,
          TOKEN,
          TOKEN_ID,
          CRYPTOGRAM);

  private static final List<String> VALID =
      List.of(
          Guide.CREATE_CUSTOMER,
          Guide.CREATE_ORDER,
          Guide.NEW_CARD,
          Guide.SAVED_TOKEN,
          Guide.EXTERNAL_TOKEN,
          Guide.CAPTURE,
          "{\"payments\":["
              + Payments.item("CREDIT_EMI", Payments.CARD, Payments.OFFER)
              + ","
              + Payments.item(
                  "POINTS",
                  "{\"points_card_details\":{\"card_last4\":\"1112\",\"card_number\":"
                      + "\"4012001037141112\",\"registered_mobile_number\":\"9876543210\"}}")
              + ","
              + Payments.item(
                  "UPI", "{\"upi_details\":{\"txn_mode\":\"COLLECT\",\"payer\":{\"vpa\":\"a@b\"}}}")
              + "]}");

  private static final List<String> NAMES =
      List.of(
          "payments",
          "payment_method",
          "payment_option",
          "payment_amount",
          "order_amount",
          "capture_amount",
          "value",
          "currency",
          "card_details",
          "card_token_details",
          "card_number",
          "cvv",
          "expiry_month",
          "expiry_year",
          "token",
          "token_id",
          "cryptogram",
          "token_txn_type",
          "upi_details",
          "txn_mode",
          "payer",
          "vpa",
          "cardless_details",
          "points_card_details",
          "offer_data",
          "pre_auth",
          "purchase_details",
          "customer",
          "merchant_order_reference",
          "merchant_capture_reference",
          "merchant_payment_reference",
          "merchant_customer_reference",
          "",
          "\u0000",
          "x");

  private static final List<String> TEXTS =
      List.of(
          "",
          "CARD",
          "UPI",
          "CREDIT_EMI",
          "SPLIT",
          "INR",
          "1100",
          "true",
          "3",
          "COLLECT",
          "NETWORK_TOKEN",
          "a@b",
          "\u0000",
          "\u202e",
          "٤",
          "😀",
          CARD_NUMBER);

  private final Instructions instructions = new Instructions();
  private final PaymentTypes types = new PaymentTypes();

  /** What all of ours say to the payload, one after the other. */
  private List<RefusedException> verdicts(Payload payload) {
    List<RefusedException> verdicts = new ArrayList<>();
    List<Check> checks =
        List.of(
            new NewCardRules(Payments.CLOCK)::check,
            new SavedTokenRules(Payments.CLOCK)::check,
            new ExternalTokenRules(Payments.CLOCK)::check,
            new EmiRules(Payments.CLOCK)::check,
            new CardlessEmiRules()::check,
            new UpiRules()::check,
            new NetbankingRules()::check,
            new WalletRules()::check,
            new PointsRules()::check,
            new BnplRules()::check,
            new UnknownPaymentType()::refuse);
    for (Check check : checks) {
      try {
        check.check(payload);
      } catch (RefusedException e) {
        verdicts.add(e);
      }
    }
    return verdicts;
  }

  private interface Check {
    void check(Payload payload) throws RefusedException;
  }

  /** All that anyone is told of the body; throws whatever is not a refusal. */
  private String told(Action action, byte[] body) {
    StringBuilder told = new StringBuilder();
    for (String orderId : List.of("", Payments.ORDER)) {
      try {
        Draft draft = instructions.read(action, orderId, body, null);
        told.append(draft.payload());
        if (action == Action.CREATE_PAYMENT) {
          told.append(types.of(draft.payload())).append(types.items(draft.payload()));
          verdicts(draft.payload()).forEach(refused -> told.append(text(refused)));
        }
      } catch (RefusedException e) {
        told.append(text(e));
      }
    }
    return told.toString();
  }

  private static String text(RefusedException refused) {
    assertThat(refused.faults()).isNotEmpty();
    StringWriter trace = new StringWriter();
    refused.printStackTrace(new PrintWriter(trace));
    return trace + refused.faults().toString();
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void any_bytes_are_taken_or_refused(@ForAll byte[] body, @ForAll Action action) {
    told(action, body);
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void a_damaged_instruction_is_taken_or_refused(
      @ForAll("valid") String body,
      @ForAll @IntRange(max = 2000) int at,
      @ForAll @IntRange(max = 40) int length,
      @ForAll byte[] instead,
      @ForAll Action action) {
    byte[] bytes = body.getBytes(UTF_8);
    int from = Math.min(at, bytes.length);
    int to = Math.min(from + length, bytes.length);
    byte[] damaged = new byte[bytes.length - (to - from) + instead.length];
    System.arraycopy(bytes, 0, damaged, 0, from);
    System.arraycopy(instead, 0, damaged, from, instead.length);
    System.arraycopy(bytes, to, damaged, from + instead.length, bytes.length - to);

    told(action, damaged);
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void any_object_is_taken_or_refused(@ForAll("objects") JsonNode body, @ForAll Action action) {
    told(action, body.toString().getBytes(UTF_8));
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void any_payload_is_of_some_type_and_passes_or_is_refused(@ForAll("objects") JsonNode body)
      throws RefusedException {
    Payload payload = new Payload(body.toString());

    assertThat(types.of(payload)).matches("[A-Z_]{0,29}[0-9]?");
    for (Payload item : types.items(payload)) {
      verdicts(item);
    }
    assertThat(verdicts(payload)).isNotEmpty();
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void a_field_that_is_something_else_is_taken_or_refused(
      @ForAll("valid") String body,
      @ForAll @IntRange(max = 60) int place,
      @ForAll("values") JsonNode instead,
      @ForAll Action action)
      throws RefusedException {
    ObjectNode tree = StrictJson.parse(body);
    plant(tree, place, instead);

    told(action, tree.toString().getBytes(UTF_8));
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void no_secret_is_repeated_wherever_it_stands(
      @ForAll("valid") String body,
      @ForAll @IntRange(max = 60) int place,
      @ForAll("secrets") String secret,
      @ForAll boolean asName,
      @ForAll Action action)
      throws RefusedException {
    ObjectNode tree = StrictJson.parse(body);
    JsonNode planted =
        asName ? JsonNodeFactory.instance.objectNode().put(secret, 1) : TextNode.valueOf(secret);
    plant(tree, place, planted);

    String told = told(action, tree.toString().getBytes(UTF_8));

    for (String any : SECRETS) {
      assertThat(told).doesNotContain(any, any.strip());
    }
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void no_secret_is_repeated_from_a_body_that_cannot_be_read(
      @ForAll("valid") String body,
      @ForAll @IntRange(max = 2000) int at,
      @ForAll("secrets") String secret,
      @ForAll Action action) {
    int from = Math.min(at, body.length());
    String damaged = body.substring(0, from) + secret + body.substring(from);

    String told = told(action, damaged.getBytes(UTF_8));

    for (String any : SECRETS) {
      assertThat(told).doesNotContain(any, any.strip());
    }
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void what_is_kept_has_no_card_number_and_no_secret_in_its_field(
      @ForAll("valid") String body,
      @ForAll @IntRange(max = 60) int place,
      @ForAll @IntRange(max = 3) int form,
      @ForAll Action action)
      throws RefusedException {
    ObjectNode tree = StrictJson.parse(body);
    String secret = SECRETS.get(form);
    plant(tree, place, TextNode.valueOf(secret));
    for (String orderId : List.of("", Payments.ORDER)) {
      try {
        Draft draft = instructions.read(action, orderId, tree.toString().getBytes(UTF_8), null);
        String kept = draft.command() + " " + draft;
        assertThat(kept).doesNotContain(secret, TOKEN_ID, CRYPTOGRAM, TOKEN, "\"065\"", "\"123\"");
        assertThat(CardNumbers.isIn(kept)).isFalse();
      } catch (RefusedException e) {
        assertThat(e.faults()).isNotEmpty();
      }
    }
  }

  /** Puts the value in place of one of the tree's, counted from the top. */
  private static void plant(JsonNode tree, int place, JsonNode instead) {
    List<Runnable> places = new ArrayList<>();
    collect(tree, instead, places);
    if (!places.isEmpty()) {
      places.get(place % places.size()).run();
    }
  }

  private static void collect(JsonNode node, JsonNode instead, List<Runnable> places) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        places.add(() -> object.set(field.getKey(), instead));
        collect(field.getValue(), instead, places);
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        int at = i;
        places.add(() -> array.set(at, instead));
        collect(array.get(i), instead, places);
      }
    }
  }

  @Provide
  Arbitrary<String> valid() {
    return Arbitraries.of(VALID);
  }

  @Provide
  Arbitrary<String> secrets() {
    return Arbitraries.of(SECRETS);
  }

  @Provide
  Arbitrary<JsonNode> objects() {
    return object(values());
  }

  @Provide
  Arbitrary<JsonNode> values() {
    return Arbitraries.recursive(HostileTest::leaves, HostileTest::containers, 0, 4);
  }

  private static Arbitrary<JsonNode> leaves() {
    JsonNodeFactory nodes = JsonNodeFactory.withExactBigDecimals(true);
    return Arbitraries.oneOf(
        Arbitraries.of(TEXTS).map(nodes::textNode),
        Arbitraries.integers().map(nodes::numberNode),
        Arbitraries.bigIntegers()
            .between(BigInteger.TEN.pow(30).negate(), BigInteger.TEN.pow(30))
            .map(value -> (JsonNode) nodes.numberNode(value)),
        Arbitraries.bigDecimals()
            .between(BigDecimal.TEN.pow(30).negate(), BigDecimal.TEN.pow(30))
            .map(value -> (JsonNode) nodes.numberNode(value)),
        Arbitraries.of(nodes.nullNode(), nodes.booleanNode(true), nodes.booleanNode(false)));
  }

  private static Arbitrary<JsonNode> containers(Arbitrary<JsonNode> values) {
    Arbitrary<JsonNode> arrays =
        values.list().ofMaxSize(3).map(list -> JsonNodeFactory.instance.arrayNode().addAll(list));
    return Arbitraries.oneOf(object(values), arrays);
  }

  private static Arbitrary<JsonNode> object(Arbitrary<JsonNode> values) {
    return Arbitraries.maps(Arbitraries.of(NAMES), values)
        .ofMaxSize(6)
        .map(fields -> JsonNodeFactory.instance.objectNode().setAll(fields));
  }
}
