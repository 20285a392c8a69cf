package io.pluralbridge.seal;

/**
 * A sealed command that is not taken, because of how its sender sealed it. Its message says what is
 * wrong and what would be right, and nothing of what is inside or in the header.
 */
public final class SealRefusedException extends Exception {

  private static final long serialVersionUID = 1;

  private final SealErrorCode code;

  SealRefusedException(SealErrorCode code, String right) {
    super(code.sentence() + " " + right, null, false, false);
    this.code = code;
  }

  public SealErrorCode code() {
    return code;
  }
}
