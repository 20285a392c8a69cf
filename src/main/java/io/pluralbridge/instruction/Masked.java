package io.pluralbridge.instruction;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.pluralbridge.carddata.CardNumbers;
import io.pluralbridge.carddata.CardWords;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What may be seen and kept of JSON: the same tree without card data.
 *
 * <p>A field is known by its name, in whatever case and with or without underscores; and a card
 * number wherever it stands.
 */
public final class Masked {

  private static final String ALL = "***";
  private static final int SHOWN = 4;

  /** As they are printed on most cards, and halves of that. */
  private static final int[] GROUP_SIZES = {4, 8};

  private static final int DIGITS_OF_MOST_CARDS = 16;

  private static final Pattern NAMED_FOR_A_CARD = Pattern.compile(".*card.*|pan(no|number)?");
  private static final Pattern CARD_LENGTH = Pattern.compile("[0-9]{12,19}");

  /** The digits of a group, and what may part them in turn. */
  private static final Pattern GROUP = Pattern.compile("[0-9]+([ ./_-]*[0-9]+)*");

  private static final int LONGEST_GROUP = 32;

  /** A shorter one would show too large a part of itself. */
  private static final int SHORTEST_WITH_SOME_SHOWN = 8;

  /** Longer exponents make no card number, and would make a very long text. */
  private static final int LARGEST_SCALE = 40;

  private static final Set<String> LAST_FOUR_SHOWN = Set.of("cardnumber", "token", "tokenid");
  private static final Set<String> NOTHING_SHOWN =
      Set.of(
          "cvv",
          "cvv2",
          "cvc",
          "cvc2",
          "cvn",
          "cardcvv",
          "cardcvc",
          "securitycode",
          "cryptogram",
          "otp",
          "encryptedcarddetails",
          "pannumber",
          "dinerstokenreferenceid");

  /** Ways to pay of which we know which fields are nobody's business. */
  private static final Set<String> KNOWN_OPTIONS =
      Set.of(
          "card_details",
          "card_token_details",
          "upi_details",
          "netbanking_details",
          "wallet_details",
          "points_card_details",
          "cardless_details",
          "bnpl_details");

  private Masked() {}

  /**
   * A copy in which
   *
   * <ul>
   *   <li>{@code card_number}, {@code token} and {@code token_id} show their last four characters;
   *   <li>{@code cvv} and what else it is called, {@code cryptogram}, {@code otp}, {@code
   *       encrypted_card_details}, {@code pan_number} and {@code diners_token_reference_id} are
   *       {@code "***"};
   *   <li>in a {@code payment_option} that we do not know, every value shows its last four
   *       characters;
   *   <li>under a name with {@code card} in it, or {@code pan}, a number of 12 to 19 digits with a
   *       right check digit shows its last four;
   *   <li>under such a name, whatever fields lie there, too;
   *   <li>four values side by side of four digits each, or two of eight, that together are a card
   *       number are stars;
   *   <li>any other text, name or number in which there is a card number, or a CVV behind its name,
   *       has stars for its digits.
   * </ul>
   *
   * It equals the original when there is nothing to mask.
   */
  public static JsonNode of(JsonNode node) {
    return of(node, false);
  }

  private static JsonNode of(JsonNode node, boolean ofCard) {
    if (node.isObject()) {
      ObjectNode masked = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        masked.set(CardNumbers.mask(field.getKey()), of(field.getKey(), field.getValue(), ofCard));
      }
      List<Map.Entry<String, JsonNode>> fields = List.copyOf(masked.properties());
      for (int i : groupsOfCards(fields.stream().map(Map.Entry::getValue).toList())) {
        masked.put(fields.get(i).getKey(), hidden(fields.get(i).getValue()));
      }
      return masked;
    }
    if (node.isArray()) {
      ArrayNode masked = JsonNodeFactory.instance.arrayNode();
      node.forEach(element -> masked.add(of(element, ofCard)));
      List<JsonNode> elements = new ArrayList<>();
      masked.forEach(elements::add);
      for (int i : groupsOfCards(elements)) {
        masked.set(i, TextNode.valueOf(hidden(elements.get(i))));
      }
      return masked;
    }
    if (!node.isTextual() && !node.isNumber()) {
      return node;
    }
    return ofCard && isLikeCard(node.asText())
        ? TextNode.valueOf(lastFour(node.asText()))
        : scalar(node);
  }

  /** The places of values side by side that are the groups or the halves of a card number. */
  private static Set<Integer> groupsOfCards(List<JsonNode> values) {
    Set<Integer> places = new TreeSet<>();
    for (int size : GROUP_SIZES) {
      int count = DIGITS_OF_MOST_CARDS / size;
      for (int i = 0; i + count <= values.size(); i++) {
        List<JsonNode> groups = values.subList(i, i + count);
        if (groups.stream().allMatch(value -> isGroup(value, size))
            && CardNumbers.isIn(groups.stream().map(Masked::digitsOf).collect(joining(" ")))) {
          for (int j = 0; j < count; j++) {
            places.add(i + j);
          }
        }
      }
    }
    return places;
  }

  private static boolean isGroup(JsonNode value, int size) {
    return (value.isTextual() || value.isIntegralNumber())
        && value.asText().length() <= LONGEST_GROUP
        && GROUP.matcher(value.asText().strip()).matches()
        && digitsOf(value).length() == size;
  }

  private static String digitsOf(JsonNode value) {
    return value.asText().replaceAll("[^0-9]", "");
  }

  private static String hidden(JsonNode value) {
    return value.asText().replaceAll("[0-9]", "*");
  }

  private static JsonNode of(String name, JsonNode value, boolean ofCard) {
    if (value.isNull()) {
      return value;
    }
    String plain = name.replace("_", "").toLowerCase(Locale.ROOT);
    if (NOTHING_SHOWN.contains(plain)) {
      return TextNode.valueOf(ALL);
    }
    if (LAST_FOUR_SHOWN.contains(plain)) {
      return TextNode.valueOf(
          value.isTextual() || value.isNumber() ? lastFour(value.asText()) : ALL);
    }
    boolean isOfCard = ofCard || NAMED_FOR_A_CARD.matcher(plain).matches();
    return plain.equals("paymentoption") && value.isObject()
        ? option((ObjectNode) value)
        : of(value, isOfCard);
  }

  /** Where a name says that it is a card, its first digits need not be of a network we know. */
  private static boolean isLikeCard(String text) {
    String digits = text.replaceAll("[ -]", "");
    return CARD_LENGTH.matcher(digits).matches() && CardNumbers.hasValidCheckDigit(digits);
  }

  private static JsonNode option(ObjectNode option) {
    ObjectNode masked = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> way : option.properties()) {
      boolean known = KNOWN_OPTIONS.contains(way.getKey());
      masked.set(
          CardNumbers.mask(way.getKey()),
          known ? of(way.getKey(), way.getValue(), false) : closed(way.getValue()));
    }
    return masked;
  }

  /** What we do not know may be anything. */
  private static JsonNode closed(JsonNode value) {
    if (value.isObject()) {
      ObjectNode masked = JsonNodeFactory.instance.objectNode();
      value
          .properties()
          .forEach(field -> masked.set(CardNumbers.mask(field.getKey()), closed(field.getValue())));
      return masked;
    }
    if (value.isArray()) {
      ArrayNode masked = JsonNodeFactory.instance.arrayNode();
      value.forEach(element -> masked.add(closed(element)));
      return masked;
    }
    return value.isTextual() || value.isNumber()
        ? TextNode.valueOf(lastFour(value.asText()))
        : value;
  }

  private static JsonNode scalar(JsonNode value) {
    String text = value.isNumber() ? digits(value) : value.textValue();
    String masked = CardWords.maskCards(text);
    return masked.equals(text) ? value : TextNode.valueOf(masked);
  }

  private static String digits(JsonNode number) {
    BigDecimal value = number.decimalValue();
    return Math.abs(value.scale()) <= LARGEST_SCALE ? value.toPlainString() : value.toString();
  }

  private static String lastFour(String text) {
    int length = text.codePointCount(0, text.length());
    if (length < SHORTEST_WITH_SOME_SHOWN) {
      return "*".repeat(length);
    }
    int shownFrom = text.offsetByCodePoints(text.length(), -SHOWN);
    return "*".repeat(length - SHOWN) + text.substring(shownFrom);
  }
}
