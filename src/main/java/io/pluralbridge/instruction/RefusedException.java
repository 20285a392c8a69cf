package io.pluralbridge.instruction;

import static java.util.stream.Collectors.joining;

import java.util.List;

/** An instruction that we do not take, and all that is wrong with it. Nothing was sent. */
public final class RefusedException extends Exception {

  private static final long serialVersionUID = 1;

  private final transient List<Fault> faults;

  /**
   * For those faults.
   *
   * @throws IllegalArgumentException when there are none
   */
  public RefusedException(List<Fault> faults) {
    super(faults.stream().map(Fault::sentence).collect(joining("; ")));
    if (faults.isEmpty()) {
      throw new IllegalArgumentException("nothing is wrong");
    }
    this.faults = List.copyOf(faults);
  }

  static RefusedException of(String field, JsonErrorCode code, String message) {
    return new RefusedException(List.of(Fault.of(field, code, message)));
  }

  /** At least one, in the order in which they were found. */
  public List<Fault> faults() {
    return faults;
  }
}
