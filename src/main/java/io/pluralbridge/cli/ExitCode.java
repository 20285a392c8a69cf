package io.pluralbridge.cli;

/** Exit codes of all commands. */
public final class ExitCode {

  /** Every line succeeded, or there was nothing to do. */
  public static final int OK = 0;

  /** The command line cannot be understood. */
  public static final int USAGE = 64;

  /** It could not run: settings, database, port. */
  public static final int COULD_NOT_RUN = 70;

  private ExitCode() {}
}
