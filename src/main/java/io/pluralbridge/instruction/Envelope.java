package io.pluralbridge.instruction;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pluralbridge.carddata.CardWords;
import io.pluralbridge.payment.Action;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a command as messages carry it: an object with its {@code action}, perhaps a {@code key},
 * the {@code order_id} that it acts on, and a {@code body} in Plural's words. Nothing else may
 * stand beside them: it might be what the sender meant by it.
 */
public final class Envelope {

  private static final String KEY_HEADER = "Idempotency-Key";
  private static final Pattern ESCAPED = Pattern.compile("\\\\u([0-9a-fA-F]{4})");
  private static final String ACTIONS =
      Stream.of(Action.values()).map(Action::name).collect(Collectors.joining(", "));

  private final Instructions instructions;

  public Envelope(Instructions instructions) {
    this.instructions = instructions;
  }

  /**
   * The command that the message asks for. Faults in the body are told by their path in the body.
   *
   * @param message JSON in UTF-8
   * @throws RefusedException with all that is wrong with it
   */
  public Draft read(byte[] message) throws RefusedException {
    ObjectNode envelope = StrictJson.object(message);
    Faults faults = new Faults();
    Field whole = Field.root(envelope, faults);
    Action action = action(whole.at("action"));
    Words.ENVELOPE.check(whole, name -> belongs(action, name));
    String key = whole.at("key").text();
    String orderId = whole.at("order_id").text();
    ObjectNode body = body(action, whole.at("body"));
    if (action == null || body == null) {
      throw faults.exception();
    }
    try {
      return instructions.read(action, orderId == null ? "" : orderId, body, key, faults);
    } catch (RefusedException e) {
      throw new RefusedException(e.faults().stream().map(Envelope::inOurWords).toList());
    }
  }

  /** The place in the body of what stands beside it. */
  private static Optional<String> belongs(@Nullable Action action, String name) {
    return action == null
        ? Optional.empty()
        : Words.of(action).meant(name).map(meant -> "body, as " + meant);
  }

  /** Null when it was refused. */
  private static @Nullable Action action(Field field) {
    String name = field.requiredText();
    for (Action known : Action.values()) {
      if (known.name().equals(name)) {
        return known;
      }
    }
    if (name != null) {
      field.refuse(JsonErrorCode.FIELD_INVALID, "action is none that we know; write " + ACTIONS);
    }
    return null;
  }

  /** Null when it was refused. To cancel, nothing more need be said. */
  private static @Nullable ObjectNode body(@Nullable Action action, Field field) {
    if (field.node() == null && action == Action.CANCEL) {
      return JsonNodeFactory.instance.objectNode();
    }
    return field.requireObject() ? (ObjectNode) field.node() : null;
  }

  private static Fault inOurWords(Fault fault) {
    return fault.field().equals(KEY_HEADER)
        ? new Fault("key", fault.code(), fault.message().replace(KEY_HEADER, "key"))
        : fault;
  }

  /** What a message that may be refused calls itself, for the answer to it. */
  public record Names(@Nullable String action, @Nullable String key, @Nullable String orderId) {

    /** Those of a message that does not say. */
    public static final Names NONE = new Names(null, null, null);

    /** What can be read of them, without card numbers. */
    static Names of(ObjectNode message) {
      return new Names(text(message, "action"), text(message, "key"), text(message, "order_id"));
    }

    private static @Nullable String text(ObjectNode message, String field) {
      String text = message.path(field).isTextual() ? message.path(field).textValue() : "";
      return text.isEmpty() || text.length() > 255 ? null : text;
    }
  }

  /**
   * What may be kept of a message.
   *
   * @param text the message, card data masked
   * @param masked true when there was some
   * @param names what it calls itself
   */
  public record Kept(String text, boolean masked, Names names) {}

  /** What may be kept of a message, whatever it is. */
  public static Kept keep(byte[] message) {
    try {
      ObjectNode whole = StrictJson.object(message);
      ObjectNode masked = (ObjectNode) Masked.of(whole);
      boolean same = masked.equals(whole);
      return new Kept(same ? utf8(message) : masked.toString(), !same, Names.of(masked));
    } catch (RefusedException notJson) {
      String text = utf8(message);
      // Digits can be spelled as escapes, also in what is not quite JSON.
      String plain = ESCAPED.matcher(text).replaceAll(Envelope::character);
      String masked = CardWords.mask(plain);
      boolean same = masked.equals(plain);
      return new Kept(same ? text : masked, !same, Names.NONE);
    }
  }

  private static String character(MatchResult escape) {
    return Matcher.quoteReplacement(
        Character.toString((char) Integer.parseInt(escape.group(1), 16)));
  }

  private static String utf8(byte[] message) {
    return new String(message, StandardCharsets.UTF_8);
  }
}
