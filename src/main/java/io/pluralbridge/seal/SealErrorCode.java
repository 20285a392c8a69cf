package io.pluralbridge.seal;

/**
 * Everything that a sealed command can be refused for. The names are stable: programs read them.
 */
public enum SealErrorCode {
  SEAL_TOO_LARGE("The sealed command is longer than 1048576 bytes."),
  SEAL_MALFORMED(
      "The message is not a JWE in compact serialisation: five parts in Base64url without padding,"
          + " with dots between."),
  SEAL_HEADER(
      "The header of the seal is not one flat JSON object with alg, enc and kid, perhaps typ and"
          + " cty, and nothing else."),
  SEAL_ALGORITHM("The command is not sealed with alg RSA-OAEP-256 and enc A256GCM."),
  SEAL_KEY_MISSING("The header of the seal does not name its key, as kid."),
  SEAL_KEY_UNKNOWN(
      "The key that the header of the seal names is not one of ours, or not any more."),
  SEAL_BROKEN("The seal cannot be opened: another key closed it, or something of it was changed.");

  private final String sentence;

  SealErrorCode(String sentence) {
    this.sentence = sentence;
  }

  /** What is wrong, for people. */
  public String sentence() {
    return sentence;
  }
}
