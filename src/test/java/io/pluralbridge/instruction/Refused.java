package io.pluralbridge.instruction;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What an instruction was refused for, as {@code field CODE}. */
final class Refused {

  private Refused() {}

  static List<Fault> faults(ThrowingCallable call) {
    RefusedException refused = catchThrowableOfType(RefusedException.class, call);
    return refused == null ? List.of() : refused.faults();
  }

  static List<String> by(ThrowingCallable call) {
    return faults(call).stream().map(fault -> fault.field() + " " + fault.code()).toList();
  }
}
