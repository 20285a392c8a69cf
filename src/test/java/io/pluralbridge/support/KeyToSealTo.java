package io.pluralbridge.support;

import io.pluralbridge.disk.OwnerOnly;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The key of the tests, put where a bridge would otherwise take seconds to find one of its own. */
public final class KeyToSealTo {

  private static final String RESOURCE = "/sealed/key-only-for-tests.jwks";

  private KeyToSealTo() {}

  /** Puts it into a data folder that has none. */
  public static void putInto(Path data) throws IOException {
    Path folder = OwnerOnly.folders(data.resolve("keys"));
    Path file = folder.resolve("commands.jwks");
    if (Files.exists(file)) {
      return;
    }
    // Only its owner may read what createTempFile makes.
    Path aside = Files.createTempFile(folder, ".keys-", ".part");
    try (InputStream key = KeyToSealTo.class.getResourceAsStream(RESOURCE)) {
      Files.write(aside, key.readAllBytes());
    }
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
