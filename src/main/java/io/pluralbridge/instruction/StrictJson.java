package io.pluralbridge.instruction;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON that leaves nothing to chance: two readers of what it lets pass see the same fields
 * with the same values. Numbers keep every digit, fields their order.
 *
 * <p>What it says of the rest names the place and the rule, never the text that is there.
 */
public final class StrictJson {

  private static final int MOST_BYTES = 1024 * 1024;
  private static final int DEEPEST = 30;
  private static final int LONGEST_TEXT = 32 * 1024;
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_NUMBER = 100;
  private static final String NOT_JSON =
      "this is not JSON; look for a quote that is missing, a comma too many or a number that begins"
          + " with a zero";
  private static final String HALF_A_CHARACTER =
      "a name or a text has half a character: one surrogate without the other";

  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final Pattern HARMLESS_NAME =
      Pattern.compile("[a-z][a-z_]{0,30}[0-9]?[a-z_]{0,10}");

  /** The limits are checked here and not by the parser, so that it is said which was met. */
  private static final StreamReadConstraints UNLIMITED =
      StreamReadConstraints.builder()
          .maxNestingDepth(DEEPEST + 2)
          .maxNameLength(Integer.MAX_VALUE)
          .maxNumberLength(Integer.MAX_VALUE)
          .maxStringLength(Integer.MAX_VALUE)
          .build();

  /** Without a table of names: one that senders fill can be made slow, or to overflow. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(UNLIMITED)
          .build();

  private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

  private StrictJson() {}

  /**
   * The object that the bytes are. They are UTF-8, with or without a byte order mark.
   *
   * @throws RefusedException with one fault, {@code MALFORMED_JSON}: the bytes are not one JSON
   *     object (RFC 8259), name a field twice, hold half a character, go deeper than 30 levels, or
   *     are larger than 1 MiB, a text than 32,768 characters, a name than 200, a number than 100
   */
  public static ObjectNode object(byte[] body) throws RefusedException {
    if (body.length > MOST_BYTES) {
      throw malformed("", "the body has more than " + MOST_BYTES + " bytes");
    }
    return parse(decoded(body));
  }

  static ObjectNode parse(String text) throws RefusedException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      return new Reading(parser).whole();
    } catch (JsonProcessingException e) {
      // Not the cause: its message repeats a part of the body.
      String what =
          e instanceof JsonEOFException
              ? "the body ends before its end: a quote or a bracket is open"
              : e.getOriginalMessage().contains("surrogate") ? HALF_A_CHARACTER : NOT_JSON;
      throw malformed("", at(e.getLocation()) + what);
    } catch (IOException e) {
      throw malformed("", "the body cannot be read");
    }
  }

  private static String decoded(byte[] body) throws RefusedException {
    if (isWide(body)) {
      throw malformed("", "line 1, column 1: the body is UTF-16 or UTF-32; send it as UTF-8");
    }
    CharsetDecoder decoder =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(body);
    CharBuffer out = CharBuffer.allocate(body.length);
    boolean isUtf8 = !decoder.decode(in, out, true).isError();
    String text = out.flip().toString();
    if (!isUtf8) {
      int lines = (int) text.chars().filter(c -> c == '\n').count();
      int column = text.length() - text.lastIndexOf('\n');
      String place = "line " + (lines + 1) + ", column " + column;
      throw malformed("", place + ": this byte is not UTF-8; send the body as UTF-8");
    }
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  /**
   * True when it begins as UTF-16 or UTF-32 does: with their mark, or with a NUL in a character.
   */
  private static boolean isWide(byte[] body) {
    if (body.length < 2) {
      return false;
    }
    int first = (body[0] & 0xFF) << 8 | (body[1] & 0xFF);
    return first == 0xFEFF || first == 0xFFFE || body[0] == 0 || body[1] == 0;
  }

  private static RefusedException malformed(String field, String message) {
    return RefusedException.of(field, JsonErrorCode.MALFORMED_JSON, message);
  }

  private static String at(@Nullable JsonLocation location) {
    return location == null
        ? ""
        : "line " + location.getLineNr() + ", column " + location.getColumnNr() + ": ";
  }

  /** One text being read. */
  private static final class Reading {

    private final JsonParser parser;

    Reading(JsonParser parser) {
      this.parser = parser;
    }

    ObjectNode whole() throws IOException, RefusedException {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw malformed("", "line 1, column 1: the body is empty; send a JSON object");
      }
      if (first != JsonToken.START_OBJECT) {
        throw malformed(
            "",
            at(parser.currentTokenLocation())
                + "the body is not a JSON object; it begins with a brace");
      }
      ObjectNode whole = object(1);
      if (parser.nextToken() != null) {
        throw here("there is something after the end of the object");
      }
      return whole;
    }

    private ObjectNode object(int depth) throws IOException, RefusedException {
      checkDepth(depth);
      ObjectNode object = NODES.objectNode();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = checked(parser.currentName(), LONGEST_NAME);
        if (object.has(name)) {
          throw here((isHarmless(name) ? name : "a field") + " is named twice; name it once");
        }
        parser.nextToken();
        object.set(name, value(depth));
      }
      return object;
    }

    private ArrayNode array(int depth) throws IOException, RefusedException {
      checkDepth(depth);
      ArrayNode array = NODES.arrayNode();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        array.add(value(depth));
      }
      return array;
    }

    private JsonNode value(int depth) throws IOException, RefusedException {
      return switch (parser.currentToken()) {
        case START_OBJECT -> object(depth + 1);
        case START_ARRAY -> array(depth + 1);
        case VALUE_STRING -> NODES.textNode(checked(parser.getText(), LONGEST_TEXT));
        case VALUE_NUMBER_INT -> integer(number());
        case VALUE_NUMBER_FLOAT -> decimal(number());
        case VALUE_TRUE -> NODES.booleanNode(true);
        case VALUE_FALSE -> NODES.booleanNode(false);
        case VALUE_NULL -> NODES.nullNode();
        default -> throw here(NOT_JSON);
      };
    }

    private void checkDepth(int depth) throws RefusedException {
      if (depth > DEEPEST) {
        throw here("objects and arrays lie in one another deeper than " + DEEPEST + " levels");
      }
    }

    private String checked(String text, int longest) throws RefusedException {
      if (text.length() > longest) {
        throw here("a name or a text has more than " + longest + " characters");
      }
      for (int i = 0; i < text.length(); i++) {
        if (Character.isHighSurrogate(text.charAt(i))
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          i++;
        } else if (Character.isSurrogate(text.charAt(i))) {
          throw here(HALF_A_CHARACTER);
        }
      }
      return text;
    }

    private String number() throws IOException, RefusedException {
      String number = parser.getText();
      if (number.length() > LONGEST_NUMBER) {
        throw here("a number has more than " + LONGEST_NUMBER + " characters");
      }
      return number;
    }

    private static JsonNode integer(String number) {
      BigInteger value = new BigInteger(number);
      if (value.bitLength() < Integer.SIZE) {
        return NODES.numberNode(value.intValue());
      }
      return value.bitLength() < Long.SIZE
          ? NODES.numberNode(value.longValue())
          : NODES.numberNode(value);
    }

    private JsonNode decimal(String number) throws RefusedException {
      try {
        return NODES.numberNode(new BigDecimal(number));
      } catch (NumberFormatException e) {
        throw here("a number has an exponent that is too large");
      }
    }

    private RefusedException here(String message) {
      String field = path(parser.getParsingContext());
      return malformed(field, at(parser.currentTokenLocation()) + message);
    }

    /** With {@code *} for a name that is not such as Plural's fields have: it may be a secret. */
    private static String path(@Nullable JsonStreamContext context) {
      if (context == null || context.inRoot()) {
        return "";
      }
      String above = path(context.getParent());
      if (context.inArray()) {
        return above + "[" + context.getCurrentIndex() + "]";
      }
      String name = context.getCurrentName();
      if (name == null) {
        return above;
      }
      String shown = isHarmless(name) ? name : "*";
      return above.isEmpty() ? shown : above + "." + shown;
    }

    private static boolean isHarmless(String name) {
      return HARMLESS_NAME.matcher(name).matches();
    }
  }
}
