package io.pluralbridge.files;

import static java.util.stream.Collectors.joining;

import java.io.Serial;
import java.util.List;

/** A capture file whose rows cannot even be told apart. Says all that is wrong with it. */
public final class FileRefusedException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  private final transient List<FileError> refusals;

  FileRefusedException(List<FileError> refusals) {
    super(refusals.stream().map(FileError::message).collect(joining("; ")));
    this.refusals = List.copyOf(refusals);
  }

  /** At least one. */
  public List<FileError> refusals() {
    return refusals;
  }
}
