package io.pluralbridge.carddata;

/**
 * What Plural answered, as its sender may see it: without card data, whatever Plural put there.
 *
 * @param httpStatus the HTTP status of the answer
 * @param json the body; empty when there was none
 */
public record Said(int httpStatus, String json) {

  /** Says so with card data masked. */
  public Said(int httpStatus, String json) {
    this.httpStatus = httpStatus;
    this.json = CardWords.mask(json);
  }

  @Override
  public String toString() {
    return "HTTP " + httpStatus + " and " + json.length() + " characters";
  }
}
