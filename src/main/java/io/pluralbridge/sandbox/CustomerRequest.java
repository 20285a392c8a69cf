package io.pluralbridge.sandbox;

/**
 * A customer that a merchant asks for.
 *
 * @param known what it is looked up by
 * @param details everything that is given back, as JSON
 */
record CustomerRequest(Known known, String details) {

  /**
   * What Plural finds a customer by. What the merchant left out is empty.
   *
   * @param reference the merchant's own for it, unique when it is not empty
   */
  record Known(String reference, String countryCode, String mobileNumber) {}
}
