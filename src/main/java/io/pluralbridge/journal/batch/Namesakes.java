package io.pluralbridge.journal.batch;

import io.pluralbridge.payment.Command;
import java.util.Optional;

/** Other commands of the same action for the same order whose keys differ in capitals only. */
public interface Namesakes {

  /** There are none. */
  Namesakes NONE =
      new Namesakes() {
        @Override
        public boolean has(Command command) {
          return false;
        }

        @Override
        public Optional<String> succeeded(Command command) {
          return Optional.empty();
        }
      };

  /** True when there is one that may have taken effect, or nobody can say. */
  boolean has(Command command);

  /** The key of one that took effect. */
  Optional<String> succeeded(Command command);
}
