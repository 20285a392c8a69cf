package io.pluralbridge.instruction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pluralbridge.payment.Action;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * One field of a valid instruction is renamed, left out, made null, doubled, made of another type
 * or moved, at any depth, over HTTP and in a message: it is refused, or it does no more than
 * before. Not more is captured, given back or paid, a cancel captures nothing, money that was to be
 * held is not taken, and no other order is acted on. What it does is read here as Plural reads it:
 * by the documented names, and nothing else.
 *
 * <p>Left out of this is what Plural's contract itself makes of a field that is not there: {@link
 * #LEGAL}. A capture or refund without an amount is one of all, an order without {@code pre_auth}
 * is a sale, and clients that were written for Plural rely on it. For the same reason a name in an
 * open body that has nothing in common with {@code pre_auth} is none that we could know: there the
 * renames are spellings and slips.
 */
class OneFieldChangedTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ORDER = "v1-1-aa-one";
  private static final BigDecimal ALL = new BigDecimal("1e30");

  private static final String CAPTURE =
      """
      {"merchant_capture_reference":"c-1","capture_amount":{"value":500,"currency":"INR"}}""";
  private static final String REFUND =
      """
      {"merchant_order_reference":"r-1","order_amount":{"value":500,"currency":"INR"},\
      "merchant_metadata":{"shop":"7"}}""";
  private static final String REFUND_OF_SHARES =
      """
      {"merchant_order_reference":"r-1","order_amount":{"value":500,"currency":"INR"},\
      "products":[{"product_code":"p","imei_number":"i"}],"split_info":{"split_type":"AMOUNT",\
      "split_details":[{"split_merchant_id":"m","merchant_settlement_reference":"s",\
      "amount":{"value":500,"currency":"INR"}}]}}""";
  private static final String REFUND_OF_A_SHOP =
      """
      {"merchant_order_reference":"r-1","refund_amount":{"value":500,"currency":"INR"},\
      "refund_reason":"too small"}""";
  private static final String HELD_ORDER =
      """
      {"merchant_order_reference":"o-1","order_amount":{"value":500,"currency":"INR"},\
      "pre_auth":true,"notes":"n","callback_url":"https://shop.example/back",\
      "allowed_payment_methods":["CARD"],"purchase_details":{"customer":{"first_name":"K",\
      "billing_address":{"pincode":"515240"}},"merchant_metadata":{"shop":"7"}}}""";
  private static final String PAYMENT =
      """
      {"payments":[{"merchant_payment_reference":"p-1","payment_method":"CARD",\
      "payment_amount":{"value":500,"currency":"INR"},"payment_option":{"card_token_details":\
      {"token_id":"token-v1-1-bb-x","token_txn_type":"NETWORK_TOKEN"}}},\
      {"merchant_payment_reference":"p-2","payment_method":"POINTS",\
      "payment_amount":{"value":100,"currency":"INR"},"payment_option":{"points_card_details":\
      {"registered_mobile_number":"9876543210"}}}]}""";

  private static final Map<String, Action> BODIES = new LinkedHashMap<>();

  static {
    BODIES.put(CAPTURE, Action.CAPTURE);
    BODIES.put("{}", Action.CANCEL);
    BODIES.put(REFUND, Action.REFUND);
    BODIES.put(REFUND_OF_SHARES, Action.REFUND);
    BODIES.put(REFUND_OF_A_SHOP, Action.REFUND);
    BODIES.put(HELD_ORDER, Action.CREATE_ORDER);
    BODIES.put(PAYMENT, Action.CREATE_PAYMENT);
  }

  /** What is legal although it does more, by Plural's contract. */
  private static final Set<String> LEGAL =
      Set.of(
          "CAPTURE without capture_amount",
          "REFUND without order_amount",
          "REFUND without refund_amount",
          "CREATE_ORDER without pre_auth");

  /** An instruction as it may come in. */
  private record Instruction(Action action, String text, boolean message) {

    Draft read(String changed) throws RefusedException {
      byte[] bytes = changed.getBytes(UTF_8);
      return message
          ? new Envelope(new Instructions()).read(bytes)
          : new Instructions().read(action, isNew(action) ? "" : ORDER, bytes, "k-1");
    }
  }

  private record Change(Instruction of, String what, String text) {

    @Override
    public String toString() {
      return of.action() + " " + what + ": " + text;
    }
  }

  private static boolean isNew(Action action) {
    return action == Action.CREATE_ORDER;
  }

  private static List<Instruction> instructions() {
    List<Instruction> all = new ArrayList<>();
    BODIES.forEach(
        (body, action) -> {
          all.add(new Instruction(action, body, false));
          ObjectNode message = JSON.createObjectNode().put("action", action.name()).put("key", "k");
          if (!isNew(action)) {
            message.put("order_id", ORDER);
          }
          all.add(new Instruction(action, message.set("body", tree(body)).toString(), true));
        });
    return all;
  }

  // ---- what it does, by Plural's words ---------------------------------------------------------

  private record Effect(
      Action action, String order, @Nullable String currency, BigDecimal amount, boolean taken) {

    boolean isWithin(Effect most) {
      return action == most.action
          && order.equals(most.order)
          && amount.compareTo(most.amount) <= 0
          && (most.currency == null || most.currency.equals(currency))
          && (!taken || most.taken);
    }
  }

  private static Effect effect(Draft draft) {
    String sent = draft.payload().json();
    JsonNode body = sent.isEmpty() ? JSON.createObjectNode() : tree(sent);
    Action action = draft.command().action();
    List<JsonNode> amounts = new ArrayList<>();
    switch (action) {
      case CAPTURE -> amounts.add(body.path("capture_amount"));
      case REFUND, CREATE_ORDER -> amounts.add(body.path("order_amount"));
      case CREATE_PAYMENT ->
          body.path("payments").forEach(item -> amounts.add(item.path("payment_amount")));
      case CANCEL, CREATE_CUSTOMER -> {}
    }
    BigDecimal sum = BigDecimal.ZERO;
    String currency = null;
    for (JsonNode amount : amounts) {
      boolean told = amount.path("value").isIntegralNumber();
      sum = sum.add(told ? amount.path("value").decimalValue() : ALL);
      currency = amount.path("currency").asText(null);
    }
    return new Effect(
        action,
        draft.command().orderId(),
        currency,
        sum,
        action == Action.CREATE_ORDER && !body.path("pre_auth").booleanValue());
  }

  private static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  // ---- changes ---------------------------------------------------------------------------------

  /** Every change of every field of every instruction, by every way in. */
  @Provide
  Arbitrary<Change> changes() {
    List<Change> all = new ArrayList<>();
    for (Instruction instruction : instructions()) {
      for (String place : places(tree(instruction.text()), "")) {
        String name = place.substring(place.lastIndexOf('/') + 1);
        add(all, instruction, place, "without " + name, ObjectNode::remove);
        retyped(all, instruction, place);
        doubled(all, instruction, place);
        for (String other : spellings(name)) {
          renamed(all, instruction, place, other);
        }
        if (isClosed(instruction, place)) {
          for (String other : List.of("amount", "amt", "sum", "foo", "full", "partial", "value")) {
            renamed(all, instruction, place, other);
          }
        }
        moved(all, instruction, place);
      }
    }
    return Arbitraries.of(all);
  }

  private static boolean isClosed(Instruction instruction, String place) {
    return instruction.action() == Action.CAPTURE
        || instruction.action() == Action.CANCEL
        || instruction.action() == Action.REFUND
        || (instruction.message() && place.lastIndexOf('/') == 0);
  }

  /** Pointers to all fields, those of objects in arrays included. */
  private static List<String> places(JsonNode node, String above) {
    List<String> places = new ArrayList<>();
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      places.addAll(places(node.path(i), above + "/" + i));
    }
    node.properties()
        .forEach(
            field -> {
              String place = above + "/" + field.getKey();
              places.add(place);
              places.addAll(places(field.getValue(), place));
            });
    return places;
  }

  private static void add(
      List<Change> all,
      Instruction instruction,
      String place,
      String what,
      BiConsumer<ObjectNode, String> change) {
    JsonNode whole = tree(instruction.text());
    int last = place.lastIndexOf('/');
    change.accept((ObjectNode) whole.at(place.substring(0, last)), place.substring(last + 1));
    all.add(new Change(instruction, what, whole.toString()));
  }

  private static void retyped(List<Change> all, Instruction instruction, String place) {
    JsonNode value = tree(instruction.text()).at(place);
    List<String> others =
        new ArrayList<>(List.of("null", "\"\"", "\" \"", "{}", "[]", "true", "false", "0", "-1"));
    others.add("[" + value + "]");
    others.add("{\"value\":" + value + "}");
    if (value.isValueNode()) {
      others.add("\"" + value.asText() + "\"");
    }
    if (value.isNumber()) {
      others.addAll(
          List.of(value + ".0", value + "e0", "\"" + value + ".00\"", "\" " + value + "\""));
    }
    // Another value of the same type is another instruction.
    if (value.isBoolean()) {
      others.remove(value.asBoolean() ? "false" : "true");
    }
    String mark = "\"\\u0001\"";
    for (String other : others) {
      JsonNode whole = tree(instruction.text());
      int last = place.lastIndexOf('/');
      ((ObjectNode) whole.at(place.substring(0, last))).put(place.substring(last + 1), "\u0001");
      all.add(
          new Change(
              instruction,
              "with " + other + " in " + place,
              whole.toString().replace(mark, other)));
    }
  }

  private static void doubled(List<Change> all, Instruction instruction, String place) {
    for (boolean first : new boolean[] {true, false}) {
      JsonNode whole = tree(instruction.text());
      int last = place.lastIndexOf('/');
      ObjectNode at = (ObjectNode) whole.at(place.substring(0, last));
      String name = place.substring(last + 1);
      JsonNode value = at.get(name);
      at.remove(name);
      at.set(first ? name + "\u0001" : name, JSON.getNodeFactory().nullNode());
      at.set(first ? name : name + "\u0001", value);
      all.add(new Change(instruction, "twice " + name, whole.toString().replace("\\u0001", "")));
    }
  }

  private static void renamed(
      List<Change> all, Instruction instruction, String place, String other) {
    add(
        all,
        instruction,
        place,
        "with " + other + " for " + place,
        (at, name) -> {
          JsonNode value = at.remove(name);
          at.set(other, value);
        });
  }

  private static Set<String> spellings(String name) {
    StringBuilder camel = new StringBuilder();
    for (String word : name.split("_", -1)) {
      camel.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
    }
    String pascal = camel.toString();
    Set<String> all = new TreeSet<>();
    all.add(pascal);
    all.add(pascal.substring(0, 1).toLowerCase(Locale.ROOT) + pascal.substring(1));
    all.add(name.toUpperCase(Locale.ROOT));
    all.add(name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1));
    all.add(name.replace('_', '-'));
    all.add(name.replace('_', ' '));
    all.add(name.replace('_', '.'));
    all.add(name.replace("_", ""));
    all.add(name.replace("_", "__"));
    all.add(name + " ");
    all.add(" " + name);
    all.add(name + "\u200b");
    all.add(name.charAt(0) + "\u00ad" + name.substring(1));
    all.add(name.replace('a', '\u0430'));
    all.add(name.replace('e', '\uff45'));
    all.add(name + "s");
    all.add(name.substring(1));
    all.add(name.substring(0, name.length() - 1));
    all.add(name.substring(0, 2) + name.substring(3));
    all.add(name.charAt(1) + name.substring(0, 1) + name.substring(2));
    all.add(name.substring(0, 3) + name.substring(2));
    all.add("x" + name.substring(1));
    all.remove(name);
    return all;
  }

  /** Into every object that there is, and into one of its own. */
  private static void moved(List<Change> all, Instruction instruction, String place) {
    JsonNode tree = tree(instruction.text());
    List<String> targets = new ArrayList<>(List.of(""));
    places(tree, "").stream().filter(p -> tree.at(p).isObject()).forEach(targets::add);
    for (String target : targets) {
      JsonNode whole = tree(instruction.text());
      int last = place.lastIndexOf('/');
      ObjectNode from = (ObjectNode) whole.at(place.substring(0, last));
      String name = place.substring(last + 1);
      JsonNode value = from.remove(name);
      if (whole.at(target) instanceof ObjectNode to && to != from && !to.has(name)) {
        to.set(name, value);
        all.add(new Change(instruction, "with " + place + " in " + target, whole.toString()));
      }
    }
    add(
        all,
        instruction,
        place,
        "with " + place + " in data",
        (at, name) -> {
          JsonNode value = at.remove(name);
          at.putObject("data").set(name, value);
        });
    add(
        all,
        instruction,
        place,
        "with " + place + " in a list of metadata",
        (at, name) -> {
          JsonNode value = at.remove(name);
          ArrayNode list = at.putArray("merchant_metadata");
          list.addObject().set(name, value);
        });
  }

  // ---- the properties --------------------------------------------------------------------------

  @Property(generation = GenerationMode.EXHAUSTIVE)
  void one_changed_field_is_refused_or_does_no_more(@ForAll("changes") Change change)
      throws Exception {
    Effect before = effect(change.of().read(change.of().text()));
    Draft draft;
    try {
      draft = change.of().read(change.text());
    } catch (RefusedException refused) {
      assertThat(refused.faults()).isNotEmpty();
      return;
    }
    boolean isWithin = effect(draft).isWithin(before);
    if (LEGAL.contains(change.of().action() + " " + change.what())) {
      // Else it need not be left out.
      assertThat(isWithin || change.of().text().contains("split_info")).isFalse();
    } else {
      assertThat(isWithin).as("%s does %s", change, effect(draft)).isTrue();
    }
  }

  /** Whatever it is called that stands for an amount. */
  @Property(tries = 3000)
  void in_a_closed_body_no_name_of_their_own_passes(
      @ForAll @AlphaChars @StringLength(min = 1, max = 30) String name) {
    for (Action action : List.of(Action.CAPTURE, Action.CANCEL, Action.REFUND)) {
      ObjectNode body = JSON.createObjectNode();
      switch (action) {
        case CAPTURE -> body.put("merchant_capture_reference", "c-1");
        case REFUND -> body.put("merchant_order_reference", "r-1");
        default -> {}
      }
      if (body.has(name)
          || Set.of("products", "refund_reason", "split_info", "merchant_metadata")
              .contains(name)) {
        continue;
      }
      body.putObject(name).put("value", 500).put("currency", "INR");

      assertThat(
              Refused.by(
                  () ->
                      new Instructions()
                          .read(action, ORDER, body.toString().getBytes(UTF_8), null)))
          .as(name)
          .contains(name + " FIELD_UNKNOWN");
    }
  }

  @Test
  void there_are_thousands_of_changes_and_every_kind_of_effect_is_seen_through() throws Exception {
    assertThat(changes().allValues().orElseThrow().count()).isGreaterThan(3_000);

    Effect held = effect(new Instruction(Action.CREATE_ORDER, HELD_ORDER, false).read(HELD_ORDER));
    Effect some = effect(new Instruction(Action.CAPTURE, CAPTURE, false).read(CAPTURE));
    Effect all =
        effect(
            new Instruction(Action.CAPTURE, CAPTURE, false)
                .read("{\"merchant_capture_reference\":\"c-1\"}"));
    assertThat(some.isWithin(all)).isTrue();
    assertThat(all.isWithin(some)).isFalse();
    assertThat(new Effect(Action.CREATE_ORDER, "", "INR", new BigDecimal(500), true).isWithin(held))
        .isFalse();
    assertThat(new Effect(Action.CAPTURE, "v1-other", "INR", BigDecimal.ONE, false).isWithin(some))
        .isFalse();
    assertThat(new Effect(Action.CAPTURE, ORDER, "JPY", BigDecimal.ONE, false).isWithin(some))
        .isFalse();
  }
}
