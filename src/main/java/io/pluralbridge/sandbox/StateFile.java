package io.pluralbridge.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * Everything that happened, one JSON line each, so that a sandbox that was killed comes back
 * knowing what it did. Survives the death of the process, not that of the machine.
 */
final class StateFile implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectWriter ENTRIES = JSON.writerFor(Entry.class);

  private static final int BUFFER = 1 << 16;

  private final Path path;
  private final OutputStream out;

  private StateFile(Path path, OutputStream out) {
    this.path = path;
    this.out = out;
  }

  /**
   * Hands every entry of the file to the replay, then keeps the file open for more.
   *
   * @throws IllegalStateException when it cannot be used, or another sandbox uses it
   */
  static StateFile open(Path path, Consumer<Entry> replay) {
    FileChannel file = locked(path);
    try {
      dropTornLine(file);
      replay(path, file, replay);
      file.position(file.size());
      return new StateFile(path, new BufferedOutputStream(Channels.newOutputStream(file), BUFFER));
    } catch (IOException | IllegalStateException e) {
      release(file, e);
      throw new IllegalStateException("cannot use the sandbox state: " + e.getMessage(), e);
    }
  }

  /** The one channel to the file: closing any other would let go of the lock. */
  private static FileChannel locked(Path path) {
    try {
      Path folder = path.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      FileChannel file =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (isLocked(file)) {
        return file;
      }
      file.close();
    } catch (IOException e) {
      throw new IllegalStateException("cannot use the sandbox state in " + path + ": " + e, e);
    }
    throw new IllegalStateException("another sandbox uses the state in " + path);
  }

  private static boolean isLocked(FileChannel file) throws IOException {
    try {
      return file.tryLock() != null;
    } catch (OverlappingFileLockException anotherOfThisProcess) {
      return false;
    }
  }

  private static void release(FileChannel file, Exception why) {
    try {
      file.close();
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  /** What follows the last line break was cut off while it was written, and nobody was answered. */
  private static void dropTornLine(FileChannel file) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    long end = file.size();
    while (end > 0 && file.read(last.clear(), end - 1) == 1 && last.get(0) != '\n') {
      end--;
    }
    file.truncate(end);
  }

  private static void replay(Path path, FileChannel file, Consumer<Entry> replay)
      throws IOException {
    BufferedReader lines =
        new BufferedReader(Channels.newReader(file.position(0), StandardCharsets.UTF_8));
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      try {
        replay.accept(JSON.readValue(line, Entry.class));
      } catch (JsonProcessingException | IllegalStateException e) {
        throw new IllegalStateException(
            path + ": line " + number + " is not a change of an order, nor a customer", e);
      }
    }
  }

  void append(Entry entry) {
    try {
      out.write(ENTRIES.writeValueAsString(entry).getBytes(StandardCharsets.UTF_8));
      out.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the sandbox state to " + path, e);
    }
  }

  /** From here on, what was appended outlives this process. */
  void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the sandbox state to " + path, e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the sandbox state in " + path, e);
    }
  }
}
