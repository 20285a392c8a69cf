package io.pluralbridge.simulation;

/** What comes back of a call. */
enum Reply {
  /** What Plural truly has to say: done, or refused. */
  TRUTH(true),
  /** A 2xx whose body does not tell how the order stands. */
  ODD_2XX(true),
  /** A 2xx that describes another order. */
  OTHER_ORDER(true),
  /** A 2xx that says PENDING. */
  PENDING(true),
  /** A 4xx of whoever stands between us and Plural. */
  PROXY_4XX(true),
  /** A 408: somebody waited for us, or for Plural. */
  PROXY_408(true),
  /** A 5xx. */
  SERVER_ERROR(true),
  /** The connection broke. */
  BROKEN(true),
  /** Nothing came in time. */
  NOTHING(true),
  /** The call came twice: the first copy was carried out, and the second, refused, is answered. */
  COPY_IS_DUPLICATE(true),
  /** The same, and the second copy met an order that is not held any more. */
  COPY_IS_NOT_ALLOWED(true),
  /**
   * An earlier call of this command, thought dead, is carried out first; so this one is refused.
   */
  EARLIER_AFTER_ALL(false),
  /** Refused for its own sake. */
  INVALID(false),
  /** There was no connection. */
  NOT_CONNECTED(false),
  /** The token was refused, twice. */
  UNAUTHORIZED(false),
  /** We lack a permission. */
  FORBIDDEN(false),
  /** Too many calls, without a word on when to come back. */
  TOO_MANY(false),
  /** Too many calls, come back later. */
  TOO_MANY_WAIT(false),
  /** Turned away in Plural's words, with 422. */
  RATE_LIMIT_422(false);

  private final boolean maybeCarriedOut;

  Reply(boolean maybeCarriedOut) {
    this.maybeCarriedOut = maybeCarriedOut;
  }

  /** False when this reply proves that Plural did not and will not carry out the call. */
  boolean leavesRoomForAnEffect() {
    return maybeCarriedOut;
  }

  /** True when the effect came before this reply, or it would not have been given. */
  boolean isOfACopy() {
    return this == COPY_IS_DUPLICATE || this == COPY_IS_NOT_ALLOWED;
  }
}
