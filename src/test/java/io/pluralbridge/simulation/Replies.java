package io.pluralbridge.simulation;

import io.pluralbridge.journal.Claim;
import io.pluralbridge.plural.Answer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.time.Duration;

/** Replies in the words of those who give them. */
final class Replies {

  private Replies() {}

  /**
   * What comes off the wire.
   *
   * @param truth what Plural has to say about the call
   */
  static Answer words(Reply reply, Claim claim, Answer truth) {
    return switch (reply) {
      case TRUTH -> truth;
      case ODD_2XX -> GulliblePlural.answer(200, "{}");
      case OTHER_ORDER -> GulliblePlural.otherOrder();
      case PENDING -> GulliblePlural.atWork(claim.command().orderId());
      case PROXY_4XX -> page(403);
      case PROXY_408 -> page(408);
      case SERVER_ERROR -> GulliblePlural.refusal(500, "INTERNAL_SERVER_ERROR");
      case COPY_IS_DUPLICATE -> GulliblePlural.refusal(422, "DUPLICATE_REQUEST");
      case COPY_IS_NOT_ALLOWED -> GulliblePlural.refusal(422, "OPERATION_NOT_ALLOWED");
      case EARLIER_AFTER_ALL -> GulliblePlural.refusal(422, "ORDER_NOT_CAPTURABLE");
      case INVALID -> GulliblePlural.refusal(400, "INVALID_REQUEST");
      case UNAUTHORIZED -> GulliblePlural.refusal(401, "UNAUTHORIZED");
      case FORBIDDEN -> GulliblePlural.refusal(403, "ACCESS_DENIED");
      case TOO_MANY -> page(429);
      case TOO_MANY_WAIT -> new Answer(429, "", Duration.ofSeconds(40), "a-request");
      case RATE_LIMIT_422 -> GulliblePlural.refusal(422, "API_RATE_LIMIT");
      case BROKEN, NOTHING, NOT_CONNECTED -> throw new IllegalStateException(reply + " has none");
    };
  }

  static Answer page(int status) {
    return GulliblePlural.answer(status, "<html><body>Something happened</body></html>");
  }

  static IOException broken() {
    return new SocketException("Connection reset");
  }

  static IOException notConnected() {
    return new ConnectException("Connection refused");
  }
}
