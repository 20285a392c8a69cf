package io.pluralbridge.callback;

/** Why a message that claims to be Plural's is not believed. */
public enum Refusal {
  /** There is no secret to verify it with. */
  NO_SECRET("there is no secret to verify it with"),
  /** A field or a header that must be there is not, or is empty. */
  MISSING("something is missing or empty"),
  /** A field or a header comes more than once. */
  DOUBLED("something comes more than once"),
  /** There is more of it than Plural ever sends. */
  OVERSIZED("something is too long"),
  /** It cannot be read. */
  MALFORMED("it cannot be read"),
  /** It is genuine, and of another time. */
  OUT_OF_TIME("it was signed at another time"),
  /** It carries no signature of Plural's. */
  FORGED("the signature does not hold");

  private final String inWords;

  Refusal(String inWords) {
    this.inWords = inWords;
  }

  /** For a person. */
  String inWords() {
    return inWords;
  }
}
