package io.pluralbridge.broker;

import java.util.Optional;

/** Decides whether the body of a message may rest in the broker as it is. */
@FunctionalInterface
public interface BodyCheck {

  /** Lets every body rest. */
  BodyCheck NONE = body -> Optional.empty();

  /**
   * What to keep in the place of this body, or empty to keep it as it is.
   *
   * @param body as bytes, a text in UTF-8
   */
  Optional<String> keepInstead(byte[] body);
}
