package io.pluralbridge.sandbox;

import java.util.List;

/**
 * An API request as it arrived, without its body.
 *
 * @param headers in the order and spelling they came in, credentials masked
 */
public record SeenRequest(String method, String path, List<Header> headers) {

  /** One header; a name may come more than once. */
  public record Header(String name, String value) {}
}
