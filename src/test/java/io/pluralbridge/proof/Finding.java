package io.pluralbridge.proof;

import java.util.List;

/**
 * One broken promise.
 *
 * @param what happened, in a sentence
 * @param ids of orders, keys, files and batches, under which more is known about it
 */
record Finding(Check check, String what, List<String> ids) {

  static Finding of(Check check, String what, String... ids) {
    return new Finding(check, what, List.of(ids));
  }
}
