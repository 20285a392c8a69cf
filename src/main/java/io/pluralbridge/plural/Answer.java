package io.pluralbridge.plural;

import io.pluralbridge.carddata.Said;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What Plural answered, unread. Its body may be an access token, so it is not shown.
 *
 * @param status the HTTP status
 * @param retryAfter how long it asks us to wait; null when it does not
 * @param requestId the {@code Request-ID} of the call that it answers
 */
public record Answer(
    int status, String body, @Nullable Duration retryAfter, @Nullable String requestId) {

  /** The same, as it may be seen. */
  public Said said() {
    return new Said(status, body);
  }

  @Override
  public String toString() {
    return "Answer[status=" + status + ", requestId=" + requestId + "]";
  }
}
