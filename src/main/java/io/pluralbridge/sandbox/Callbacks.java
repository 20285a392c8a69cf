package io.pluralbridge.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.pluralbridge.signature.CallbackSignature;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a merchant is told when the customer comes back, and where: at {@code callback_url},
 * or at {@code failure_callback_url} if there is one and the payment did not go well.
 *
 * <p>The status is that of the payment: FAILED also while the order itself has retries left. Only a
 * failure has an error.
 */
final class Callbacks {

  private final CallbackSignature signature;

  Callbacks(CallbackSignature signature) {
    this.signature = signature;
  }

  /**
   * @param decided what became of the payment that the customer comes back from
   */
  SandboxCallback of(SandboxOrder order, Change decided) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("order_id", order.id());
    fields.put("status", status(order, decided));
    if (decided instanceof Change.Failed) {
      fields.put("error_code", SandboxAnswers.FAILURE_CODE);
      fields.put("error_message", SandboxAnswers.FAILURE_MESSAGE);
    }
    fields.put(CallbackSignature.FIELD, signature.sign(fields));
    return new SandboxCallback(url(order, decided), fields);
  }

  /** Where that payment stood once it was decided. */
  static String status(SandboxOrder order, Change decided) {
    if (decided instanceof Change.Failed) {
      return "FAILED";
    } else if (decided instanceof Change.Abandoned) {
      return Status.CANCELLED.name();
    }
    return (order.preAuth() ? Status.AUTHORIZED : Status.PROCESSED).name();
  }

  private static @Nullable String url(SandboxOrder order, Change decided) {
    JsonNode details = SandboxAnswers.details(order);
    String usual = details.path("callback_url").asText();
    String ofFailure = details.path("failure_callback_url").asText();
    boolean wentWell =
        !(decided instanceof Change.Failed) && !(decided instanceof Change.Abandoned);
    return SandboxCallback.web(wentWell || ofFailure.isEmpty() ? usual : ofFailure);
  }
}
