package io.pluralbridge.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What is said to a client that is still there to hear it. */
record Answer(int httpStatus, ObjectNode body) {

  static Answer of(ApiError error) {
    return new Answer(error.httpStatus(), Answers.error(error));
  }
}
