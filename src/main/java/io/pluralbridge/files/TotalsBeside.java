package io.pluralbridge.files;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Tells which control totals are those of a file, where letters may be capital or small: the ones
 * that have its name letter for letter come first, then those that differ in {@code .ctl} alone,
 * then those that have no other file whose name they have letter for letter.
 */
final class TotalsBeside {

  private TotalsBeside() {}

  /**
   * Those of a file.
   *
   * @param totals all control totals with its name, in whatever letters
   * @param files all files with its name, in whatever letters; itself may be among them
   */
  static Optional<Path> of(Path file, Collection<Path> totals, Collection<Path> files) {
    String name = name(file);
    List<String> others =
        files.stream().map(TotalsBeside::name).filter(o -> !o.equals(name)).toList();
    return totals.stream()
        .filter(control -> !others.contains(base(control)))
        .min(
            Comparator.<Path, Boolean>comparing(
                    control -> !name(control).equals(name + Spool.CONTROL_TOTALS))
                .thenComparing(control -> !base(control).equals(name))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** The name of the file that they have the name of. */
  private static String base(Path control) {
    String name = name(control);
    return name.substring(0, name.length() - Spool.CONTROL_TOTALS.length());
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
