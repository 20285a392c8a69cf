package io.pluralbridge.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pluralbridge.disk.OwnerOnly;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.PrivateKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the {@link CommandKeys} are kept. A file that is missing is made when the keys are first
 * asked for: whole or not at all, for the eyes of its owner only, and one for all nodes that share
 * the folder, whoever is first.
 */
public final class CommandKeyFile {

  private static final Logger log = LoggerFactory.getLogger(CommandKeyFile.class);
  private static final int MOST_BYTES = 1_048_576;

  private final Path file;
  private final Path publicFile;
  private volatile @Nullable Read read;

  /** The file as we last saw it, and what is in it. */
  private record Read(String text, CommandKeys keys) {

    @Override
    public String toString() {
      return keys.toString();
    }
  }

  /**
   * Keeps them there.
   *
   * @param publicFile where the public half of the first is put, for the operator to hand out
   */
  public CommandKeyFile(Path file, Path publicFile) {
    this.file = file;
    this.publicFile = publicFile;
  }

  /**
   * Looks at what is there, and makes nothing.
   *
   * @throws IllegalArgumentException saying what is wrong with the file, without any key
   */
  public void check() {
    try {
      readThere();
    } catch (NoSuchFileException e) {
      // Then it is made in time.
    } catch (IOException e) {
      throw new IllegalArgumentException("the file " + file + " cannot be read");
    }
  }

  /**
   * The keys; made now where there are none yet, which may take two seconds.
   *
   * @throws IllegalArgumentException when the file is damaged
   * @throws UncheckedIOException when it can be neither read nor made
   */
  public CommandKeys keys() {
    Read known = read;
    return known == null ? firstKeys() : known.keys();
  }

  /** The JWK set for senders. */
  public String publicSet() {
    return keys().publicSet();
  }

  private synchronized CommandKeys firstKeys() {
    Read known = read;
    if (known != null) {
      return known.keys();
    }
    try {
      Read found;
      try {
        found = readThere();
      } catch (NoSuchFileException e) {
        make();
        found = readThere();
      }
      warnOfOnlookers();
      take(found);
      return found.keys();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The key of that id. When we have none, the file is looked at once more: another node may have
   * been started with a new key, and be publishing it.
   */
  Optional<PrivateKey> find(String id) {
    Optional<PrivateKey> key = keys().find(id);
    return key.isPresent() ? key : findAnew(id);
  }

  private synchronized Optional<PrivateKey> findAnew(String id) {
    try {
      Read now = readThere();
      if (!now.equals(read)) {
        take(now);
        log.info("{} has changed: {}", file, now);
      }
    } catch (IOException | IllegalArgumentException e) {
      log.error("{} was good and is not any more; the keys we have stay in use", file);
    }
    return keys().find(id);
  }

  private void take(Read found) {
    try {
      publish(found.keys().publicSet());
    } catch (IOException e) {
      log.warn("{} cannot be written: {}", publicFile, e.toString());
    }
    read = found;
  }

  private Read readThere() throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    }
    if (bytes.length > MOST_BYTES) {
      throw new IllegalArgumentException("the file " + file + " is too large for keys");
    }
    String text = new String(bytes, UTF_8);
    Read known = read;
    if (known != null && known.text().equals(text)) {
      return known;
    }
    try {
      return new Read(text, CommandKeys.parse(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the file " + file + ": " + e.getMessage());
    }
  }

  /** Writes it aside and gives it its name only if nobody else has that yet. */
  private void make() throws IOException {
    String made = CommandKeys.generate();
    Path folder = folderOf(file);
    OwnerOnly.folders(folder);
    Path aside = Files.createTempFile(folder, ".keys-", ".part");
    try {
      write(aside, made);
      name(aside);
      force(folder);
      if (Files.exists(publicFile)) {
        log.warn(
            "{} was missing, so a new key was made: what is sealed to the former one, as {} had it,"
                + " is refused (SEAL_KEY_UNKNOWN). Put the former file back from a backup, or have"
                + " senders fetch the new key and send again",
            file,
            publicFile);
      } else {
        log.info("Made the key to which commands are sealed: {}", file);
      }
    } catch (FileAlreadyExistsException e) {
      log.debug("Another node was quicker to make {}", file, e);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private void name(Path aside) throws IOException {
    try {
      Files.createLink(file, aside);
    } catch (UnsupportedOperationException e) {
      // A disk without links: there two nodes that start at the same instant might not agree.
      Files.move(aside, file);
    }
  }

  private void publish(String set) throws IOException {
    Path folder = folderOf(publicFile);
    OwnerOnly.folders(folder);
    if (Files.exists(publicFile) && Files.readString(publicFile).equals(set)) {
      return;
    }
    Path aside = Files.createTempFile(folder, ".keys-", ".part");
    try {
      write(aside, set);
      Files.move(aside, publicFile, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private static void write(Path path, String text) throws IOException {
    try (FileChannel out = FileChannel.open(path, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
  }

  /** So that the name, too, survives a power cut. */
  private static void force(Path folder) {
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    } catch (IOException e) {
      log.debug("{} cannot be flushed by itself here", folder, e);
    }
  }

  private void warnOfOnlookers() throws IOException {
    if (!OwnerOnly.ofOthers(file).isEmpty()) {
      log.warn("{} holds private keys, and others than its owner may touch it: chmod 600", file);
    }
  }

  private static Path folderOf(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalArgumentException(file + " is no file");
    }
    return folder;
  }
}
