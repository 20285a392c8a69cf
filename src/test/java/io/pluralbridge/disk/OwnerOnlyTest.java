package io.pluralbridge.disk;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnerOnlyTest {

  @TempDir Path folder;

  @Test
  void what_is_made_is_its_owners_alone() throws IOException {
    Path deep = OwnerOnly.folders(folder.resolve("a/b"));
    Path one = OwnerOnly.folder(deep.resolve("c"));
    Path empty = OwnerOnly.file(one.resolve("empty"));
    Path written = one.resolve("written");
    try (OutputStream out = OwnerOnly.write(written)) {
      out.write(1);
      // Already now, not once it is closed.
      assertThat(rights(written)).isEqualTo("rw-------");
    }
    Path locked = one.resolve("locked");
    OwnerOnly.open(locked).close();
    Path wide = Files.write(folder.resolve("wide"), new byte[3]);
    Files.setPosixFilePermissions(wide, PosixFilePermissions.fromString("rw-r--r--"));
    OwnerOnly.copy(wide, one.resolve("copied"));

    assertThat(rights(folder.resolve("a"))).isEqualTo("rwx------");
    assertThat(rights(deep)).isEqualTo("rwx------");
    assertThat(rights(one)).isEqualTo("rwx------");
    assertThat(rights(empty)).isEqualTo("rw-------");
    assertThat(rights(locked)).isEqualTo("rw-------");
    assertThat(rights(one.resolve("copied"))).isEqualTo("rw-------");
    assertThat(one.resolve("copied")).hasBinaryContent(new byte[3]);
  }

  @Test
  void what_is_there_stays_as_its_owner_made_it() throws IOException {
    Path there = Files.createDirectory(folder.resolve("there"));
    Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rwxrwx---"));

    OwnerOnly.folders(there);

    assertThat(rights(there)).isEqualTo("rwxrwx---");
  }

  @Test
  void a_file_that_others_made_is_closed_to_them() throws IOException {
    Path file = Files.writeString(folder.resolve("dropped"), "x");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));

    OwnerOnly.takeOver(file);

    assertThat(rights(file)).isEqualTo("rw-------");
  }

  @ParameterizedTest
  @CsvSource({
    "rwx------, rw-------",
    "rwx--x--x, rw-------",
    "rwxr-x---, rw-r-----",
    "rwxrwx---, rw-r-----",
    "rwxr-xr-x, rw-r-----",
    "rwx---r-x, rw-------"
  })
  void a_group_that_may_read_a_folder_may_read_what_is_put_there(String ofFolder, String ofFile)
      throws IOException {
    Path shared = OwnerOnly.folder(folder.resolve("shared"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString(ofFolder));
    Path part = OwnerOnly.file(shared.resolve(".part"));

    OwnerOnly.share(part, shared);
    Path named = Files.move(part, shared.resolve("named"), ATOMIC_MOVE);

    assertThat(rights(named)).isEqualTo(ofFile);
  }

  private static String rights(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
