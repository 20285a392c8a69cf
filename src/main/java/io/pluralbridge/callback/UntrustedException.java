package io.pluralbridge.callback;

/** A message is not believed. Whoever sent it is told no more than that. */
public final class UntrustedException extends Exception {

  private static final long serialVersionUID = 1;

  private final Refusal refusal;

  /** There may be thousands a second, and where they are thrown is known: no stack trace. */
  public UntrustedException(Refusal refusal) {
    super(refusal.inWords(), null, false, false);
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }
}
