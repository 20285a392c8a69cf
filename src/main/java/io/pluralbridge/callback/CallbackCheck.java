package io.pluralbridge.callback;

import io.pluralbridge.callback.Callback.Shape;
import io.pluralbridge.carddata.CardNumbers;
import io.pluralbridge.signature.CallbackSignature;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a callback is Plural's.
 *
 * <p>The signature is over text in which nothing is encoded, so that one value could be taken for
 * two fields and two fields for one value. What counts here, the order and its status, is of
 * letters and digits only, and both must be there: so it is the same however the text is cut.
 */
public final class CallbackCheck {

  /** The fields that are Plural's, whatever the merchant's own are called. */
  public static final Set<String> PLURALS =
      Set.of("order_id", "status", "error_code", "error_message", CallbackSignature.FIELD);

  private static final Pattern ORDER_ID = Pattern.compile("[A-Za-z0-9_-]{1,50}");
  private static final Pattern STATUS = Pattern.compile("[A-Z_]{1,40}");
  private static final Pattern HIDDEN_FIELD =
      Pattern.compile("&(" + String.join("|", PLURALS) + ")=");
  private static final Pattern ERROR_CODE = Pattern.compile("[A-Za-z0-9_.:/ -]{1,100}");

  private final @Nullable CallbackSignature signature;
  private final Set<String> own;
  private final Refusals refusals;

  /**
   * A check.
   *
   * @param signature null when there is no key: then nobody is believed
   * @param own names of fields that the merchant's own address brings along, not Plural's
   */
  public CallbackCheck(@Nullable CallbackSignature signature, Set<String> own, Refusals refusals) {
    this.signature = signature;
    this.own = own;
    this.refusals = refusals;
  }

  /**
   * What a callback says.
   *
   * @param query what stands behind the question mark of the address, still encoded; empty when
   *     there is none
   * @param body null when it has none: then the address is all there is
   * @throws UntrustedException when it is not Plural's; it is counted
   */
  public Callback read(String query, byte @Nullable [] body) throws UntrustedException {
    try {
      return verified(query, body);
    } catch (UntrustedException e) {
      throw refusals.count(e.refusal());
    }
  }

  private Callback verified(String query, byte @Nullable [] body) throws UntrustedException {
    CallbackSignature known = signature;
    if (known == null) {
      throw new UntrustedException(Refusal.NO_SECRET);
    }
    CallbackFields taken = new CallbackFields(own);
    taken.addQuery(query);
    Shape shape = body == null ? Shape.GET : taken.addBody(body);
    Map<String, String> fields = taken.fields();
    checkValues(fields);
    String orderId = required(fields, "order_id", ORDER_ID);
    if (CardNumbers.isIn(orderId)) {
      // It would be kept, and shown to whoever looks for the order.
      throw new UntrustedException(Refusal.MALFORMED);
    }
    String status = required(fields, "status", STATUS);
    String errorCode = fields.get("error_code");
    if (errorCode != null && !ERROR_CODE.matcher(errorCode).matches()) {
      throw new UntrustedException(Refusal.MALFORMED);
    }
    if (!fields.containsKey(CallbackSignature.FIELD)) {
      throw new UntrustedException(Refusal.MISSING);
    }
    if (!known.isOn(fields)) {
      throw new UntrustedException(Refusal.FORGED);
    }
    return new Callback(
        shape, orderId, status, errorCode, fields.get("error_message"), signedText(fields));
  }

  /**
   * In a signed text in which nothing is encoded, a value with a field of Plural's in it could be
   * cut into two fields that nobody signed.
   */
  private static void checkValues(Map<String, String> fields) throws UntrustedException {
    for (String value : fields.values()) {
      if (HIDDEN_FIELD.matcher(value).find()
          || !StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
        throw new UntrustedException(Refusal.MALFORMED);
      }
    }
  }

  private static String required(Map<String, String> fields, String name, Pattern form)
      throws UntrustedException {
    String value = fields.get(name);
    if (value == null) {
      throw new UntrustedException(Refusal.MISSING);
    }
    if (!form.matcher(value).matches()) {
      throw new UntrustedException(Refusal.MALFORMED);
    }
    return value;
  }

  private static String signedText(Map<String, String> fields) {
    return new TreeMap<>(fields)
        .entrySet().stream()
            .filter(field -> !field.getKey().equals(CallbackSignature.FIELD))
            .map(field -> field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining("&"));
  }
}
