package io.pluralbridge.messaging;

import static java.util.stream.Collectors.joining;

import io.pluralbridge.instruction.Fault;
import java.util.List;

/** A message that is not taken, whatever command is in it. */
public final class MessageRefusedException extends Exception {

  private static final long serialVersionUID = 1;

  private final transient List<Fault> faults;

  MessageRefusedException(List<Fault> faults) {
    super(faults.stream().map(Fault::message).collect(joining("; ")), null, false, false);
    this.faults = List.copyOf(faults);
  }

  static MessageRefusedException of(MessageErrorCode code, String message) {
    return new MessageRefusedException(List.of(fault("", code, message)));
  }

  static Fault fault(String field, MessageErrorCode code, String message) {
    return new Fault(field, code.name(), message);
  }

  /** At least one. */
  List<Fault> faults() {
    return faults;
  }
}
