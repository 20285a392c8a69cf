package io.pluralbridge.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Holds a value against a schema, as far as the schemas of our contract go. */
final class Examples {

  private final JsonNode contract;

  Examples(JsonNode contract) {
    this.contract = contract;
  }

  /** What stands where a {@code $ref} points, or the node itself. */
  JsonNode resolve(JsonNode node) {
    JsonNode reference = node.path("$ref");
    return reference.isTextual() ? resolve(contract.at(reference.asText().substring(1))) : node;
  }

  /** Everything that is wrong with the value, each with where it is. */
  List<String> faults(JsonNode schema, JsonNode value) {
    List<String> faults = new ArrayList<>();
    check(schema, value, "", faults);
    return faults;
  }

  private void check(JsonNode reference, JsonNode value, String where, List<String> faults) {
    JsonNode schema = resolve(reference);
    if (schema.isMissingNode()) {
      faults.add(where + ": no such schema as " + reference);
      return;
    }
    if (value.isNull()) {
      if (!schema.path("nullable").asBoolean()) {
        faults.add(where + ": null");
      }
      return;
    }
    schema.path("allOf").forEach(part -> check(part, value, where, faults));
    if (schema.has("oneOf")) {
      long fit = fitting(schema.path("oneOf"), value);
      if (fit != 1) {
        faults.add(where + ": fits " + fit + " of the choices");
      }
    }
    if (schema.has("anyOf") && fitting(schema.path("anyOf"), value) == 0) {
      faults.add(where + ": fits none of the choices");
    }
    if (schema.has("enum") && !contains(schema.path("enum"), value)) {
      faults.add(where + ": " + value + " is none of " + schema.path("enum"));
    }
    switch (schema.path("type").asText()) {
      case "object" -> checkObject(schema, value, where, faults);
      case "array" -> checkArray(schema, value, where, faults);
      case "string" -> checkString(schema, value, where, faults);
      case "integer" -> expect(value.isIntegralNumber(), "an integer", value, where, faults);
      case "boolean" -> expect(value.isBoolean(), "a boolean", value, where, faults);
      case "" -> {}
      default -> faults.add(where + ": a type that is not known here, " + schema.path("type"));
    }
  }

  private void checkObject(JsonNode schema, JsonNode value, String where, List<String> faults) {
    expect(value.isObject(), "an object", value, where, faults);
    for (JsonNode required : schema.path("required")) {
      if (!value.has(required.asText())) {
        faults.add(where + "/" + required.asText() + ": missing");
      }
    }
    JsonNode others = schema.path("additionalProperties");
    value
        .properties()
        .forEach(
            field -> {
              String path = where + "/" + field.getKey();
              JsonNode property = schema.path("properties").path(field.getKey());
              if (property.isObject()) {
                check(property, field.getValue(), path, faults);
              } else if (others.isObject()) {
                check(others, field.getValue(), path, faults);
              } else if (!others.asBoolean()) {
                faults.add(path + ": not described");
              }
            });
  }

  private void checkArray(JsonNode schema, JsonNode value, String where, List<String> faults) {
    expect(value.isArray(), "a list", value, where, faults);
    expect(value.size() >= schema.path("minItems").asInt(), "longer", value, where, faults);
    for (int n = 0; n < value.size(); n++) {
      check(schema.path("items"), value.get(n), where + "/" + n, faults);
    }
  }

  private static void checkString(
      JsonNode schema, JsonNode value, String where, List<String> faults) {
    expect(value.isTextual(), "a string", value, where, faults);
    String text = value.asText();
    expect(text.length() >= schema.path("minLength").asInt(), "longer", value, where, faults);
    expect(
        text.length() <= schema.path("maxLength").asInt(Integer.MAX_VALUE),
        "shorter",
        value,
        where,
        faults);
    if (schema.has("pattern")) {
      String pattern = schema.path("pattern").asText();
      expect(Pattern.compile(pattern).matcher(text).find(), pattern, value, where, faults);
    }
    if (schema.path("format").asText().equals("date-time")) {
      expect(isTime(text), "a time", value, where, faults);
    }
  }

  private static boolean isTime(String text) {
    try {
      OffsetDateTime.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private long fitting(JsonNode choices, JsonNode value) {
    long fit = 0;
    for (JsonNode choice : choices) {
      if (faults(choice, value).isEmpty()) {
        fit++;
      }
    }
    return fit;
  }

  private static boolean contains(JsonNode list, JsonNode value) {
    for (JsonNode one : list) {
      if (one.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static void expect(
      boolean so, String what, JsonNode value, String where, List<String> faults) {
    if (!so) {
      faults.add(where + ": " + value + " is not " + what);
    }
  }
}
