package io.pluralbridge.callback;

import io.pluralbridge.signature.WebhookSignature;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides whether a webhook is Plural's, before anybody reads it. */
public final class WebhookCheck {

  private static final int LONGEST_SIGNATURE = 4096;
  private static final Pattern ID = Pattern.compile("[!-~]{1,255}");
  private static final Pattern TIMESTAMP = Pattern.compile("[0-9]{1,12}");

  private final @Nullable WebhookSignature signature;
  private final Refusals refusals;

  /**
   * A check.
   *
   * @param signature null when there is no key: then nobody is believed
   */
  public WebhookCheck(@Nullable WebhookSignature signature, Refusals refusals) {
    this.signature = signature;
    this.refusals = refusals;
  }

  /**
   * What was sent, if Plural sent it, and now.
   *
   * @param ids all values of the header {@code webhook-id}; the others likewise
   * @param body the bytes as they came
   * @throws UntrustedException when it is not Plural's, or of another time; it is counted
   */
  public Webhook read(
      List<String> ids, List<String> timestamps, List<String> signatures, byte[] body)
      throws UntrustedException {
    WebhookSignature known = signature;
    if (known == null) {
      throw refusals.count(Refusal.NO_SECRET);
    }
    String id = only(ids, ID);
    String timestamp = only(timestamps, TIMESTAMP);
    String signed = only(signatures, null);
    if (signed.length() > LONGEST_SIGNATURE) {
      throw refusals.count(Refusal.OVERSIZED);
    }
    switch (known.verify(id, timestamp, body, signed)) {
      case FORGED -> throw refusals.count(Refusal.FORGED);
      case OUT_OF_TIME -> throw refusals.count(Refusal.OUT_OF_TIME);
      case GENUINE -> {}
    }
    return new Webhook(id, new String(body, StandardCharsets.UTF_8));
  }

  private String only(List<String> values, @Nullable Pattern form) throws UntrustedException {
    if (values.size() > 1) {
      throw refusals.count(Refusal.DOUBLED);
    }
    if (values.isEmpty() || values.get(0).isBlank()) {
      throw refusals.count(Refusal.MISSING);
    }
    String value = values.get(0);
    if (form != null && !form.matcher(value).matches()) {
      throw refusals.count(Refusal.MALFORMED);
    }
    return value;
  }
}
