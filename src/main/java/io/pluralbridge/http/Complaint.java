package io.pluralbridge.http;

/** What the bridge itself has to say over HTTP, each with the status that it comes with. */
public enum Complaint {
  /** No API key, or none that we know. */
  UNAUTHORIZED(401),
  /** It claims to be Plural's, and carries no signature of Plural's. */
  NOT_GENUINE(401),
  /** There is nothing at this path. */
  NO_SUCH_PATH(404),
  /** No command has this key. */
  NO_SUCH_COMMAND(404),
  /** Nobody has told us anything of this order. */
  NO_SUCH_ORDER(404),
  /** There is no batch of this id. */
  NO_SUCH_BATCH(404),
  /** The path does not take this method; {@code Allow} names those that it takes. */
  METHOD_NOT_ALLOWED(405),
  /** The body stopped coming before its end. */
  BODY_INCOMPLETE(408),
  /** The key came first with other content. */
  KEY_REUSED(409),
  /** Some line of the batch has no outcome yet. */
  BATCH_NOT_DONE(409),
  /** The same content came before. */
  DUPLICATE_FILE(409),
  /** The body is larger than it may be. */
  BODY_TOO_LARGE(413),
  /** No API key that we know, and too many such from the same address before. */
  TOO_MANY_WRONG_KEYS(429),
  /** The body is not said to be what this path takes. */
  CONTENT_TYPE(415),
  /** The body is not JSON; the message says where. */
  MALFORMED_JSON(400),
  /** Something in the request is wrong; the faults say what. */
  INVALID_REQUEST(400),
  /** The file is refused; the faults say why. */
  FILE_REFUSED(422),
  /** Plural cannot be asked right now. Only where nothing is to be carried out. */
  PLURAL_UNREACHABLE(502),
  /** As many files as may come at once are coming already. */
  TOO_MANY_UPLOADS(503),
  /** More comes in at once than there is memory for. */
  TOO_MANY_BODIES(503),
  /** The journal does not take it right now; nothing was carried out. */
  JOURNAL_UNAVAILABLE(503),
  /** The outcome is not known yet. Plural's own word for that. */
  TIMED_OUT(504),
  /** A fault of ours. What was asked for may have been written down: ask by its key. */
  INTERNAL(500);

  private final int status;

  Complaint(int status) {
    this.status = status;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }
}
