package io.pluralbridge.instruction;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in an instruction: its path, what is there, and where to say what is wrong with it. A
 * field that is JSON's null counts as absent.
 *
 * <p>Not a record, whose {@code toString} would show the value.
 */
final class Field {

  private final String path;
  @Nullable private final JsonNode node;
  private final boolean named;
  private final Faults faults;

  private Field(String path, @Nullable JsonNode node, Faults faults) {
    this.path = path;
    this.named = node != null && !node.isMissingNode();
    this.node = node == null || node.isNull() || node.isMissingNode() ? null : node;
    this.faults = faults;
  }

  static Field root(JsonNode whole, Faults faults) {
    return new Field("", whole, faults);
  }

  /** That field of this object; absent when this is no object. */
  Field at(String name) {
    return at(name, name);
  }

  /** The same for a name that a sender made up, and that is shown otherwise. */
  Field at(String name, String shown) {
    String below = path.isEmpty() ? shown : path + "." + shown;
    return new Field(below, node == null ? null : node.get(name), faults);
  }

  /** That element of this array; absent when this is no array. */
  Field at(int index) {
    return new Field(path + "[" + index + "]", node == null ? null : node.get(index), faults);
  }

  /** How many elements this array has; 0 when it is none. */
  int size() {
    return node != null && node.isArray() ? node.size() : 0;
  }

  /** The names of the fields of this object; none when it is no object. */
  List<String> names() {
    return node != null && node.isObject()
        ? node.properties().stream().map(Map.Entry::getKey).toList()
        : List.of();
  }

  /** True when it is written down, be it as null. */
  boolean isNamed() {
    return named;
  }

  /** Null when absent. */
  @Nullable JsonNode node() {
    return node;
  }

  /** True unless absent or an empty text. */
  boolean isGiven() {
    return node != null && !(node.isTextual() && node.textValue().isEmpty());
  }

  void refuse(JsonErrorCode code, String message) {
    faults.add(path, code, message);
  }

  /**
   * The text that is there.
   *
   * @return null when it is absent or empty, or no text, which is then refused
   */
  @Nullable String text() {
    if (node == null || !isGiven()) {
      return null;
    }
    if (!node.isTextual()) {
      refuse(JsonErrorCode.FIELD_TYPE, name() + " is " + kind() + "; write it as text, in quotes");
      return null;
    }
    return node.textValue();
  }

  /** As {@link #text}, but refuses an absent or empty one. */
  @Nullable String requiredText() {
    return requireGiven() ? text() : null;
  }

  /** As {@link #requiredText}, but refuses a text that is not of the pattern, too. */
  @Nullable String requiredText(Pattern pattern, String right) {
    return requireGiven() ? text(pattern, right) : null;
  }

  /** As {@link #text}, but refuses a text that is not of the pattern. */
  @Nullable String text(Pattern pattern, String right) {
    String text = text();
    if (text != null && !pattern.matcher(text).matches()) {
      refuse(JsonErrorCode.FIELD_INVALID, name() + " is not right; write " + right);
      return null;
    }
    return text;
  }

  /** As {@link #requiredText}, but refuses a text that has more characters, too. */
  @Nullable String requiredText(int longest) {
    return requireGiven() ? text(longest) : null;
  }

  /** As {@link #text}, but refuses a text that has more characters. */
  @Nullable String text(int longest) {
    String text = text();
    if (text != null && text.codePointCount(0, text.length()) > longest) {
      refuse(
          JsonErrorCode.FIELD_INVALID,
          name() + " has more than " + longest + " characters; write 1 to " + longest);
      return null;
    }
    return text;
  }

  /** True when an object is there; refuses all else. */
  boolean requireObject() {
    if (!requireGiven()) {
      return false;
    }
    if (node != null && node.isObject()) {
      return true;
    }
    refuse(JsonErrorCode.FIELD_TYPE, name() + " is " + kind() + "; write a JSON object");
    return false;
  }

  /** True when an array with something in it is there; refuses all else. */
  boolean requireElements() {
    if (!requireGiven()) {
      return false;
    }
    if (node == null || !node.isArray()) {
      refuse(JsonErrorCode.FIELD_TYPE, name() + " is " + kind() + "; write a JSON array");
      return false;
    }
    if (node.isEmpty()) {
      refuse(JsonErrorCode.FIELD_MISSING, name() + " is empty; name at least one");
    }
    return !node.isEmpty();
  }

  /** Refuses what is neither absent, nor null, nor true, nor false. */
  void checkBoolean() {
    if (node != null && !node.isBoolean()) {
      refuse(
          JsonErrorCode.FIELD_TYPE,
          name() + " is " + kind() + "; write true or false, without quotes");
    }
  }

  private boolean requireGiven() {
    if (!isGiven()) {
      refuse(JsonErrorCode.FIELD_MISSING, name() + (node == null ? " is missing" : " is empty"));
    }
    return isGiven();
  }

  /** The last part of the path. */
  String name() {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** What there is instead of what is right, without any of it. */
  String kind() {
    if (node == null) {
      return named ? "null" : "missing";
    }
    return switch (node.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "an array";
      case BOOLEAN -> "true or false";
      case NUMBER -> "a number";
      default -> "a text";
    };
  }
}
