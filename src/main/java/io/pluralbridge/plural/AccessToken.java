package io.pluralbridge.plural;

import java.time.Instant;

/**
 * A bearer token and when it is to be renewed.
 *
 * @param renewAt some time before it expires
 */
record AccessToken(String value, Instant renewAt) {

  @Override
  public String toString() {
    return "AccessToken[renewAt=" + renewAt + "]";
  }
}
