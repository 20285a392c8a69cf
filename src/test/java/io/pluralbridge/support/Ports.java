package io.pluralbridge.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for whatever a test starts. None that the system gives to connections by itself, from 32768
 * on, which may take a free one away before it is used; and for each process with tests on this
 * machine others, or one would get the port of a bridge that another is about to start again.
 */
public final class Ports {

  private static final int FIRST = 10_000;
  private static final int EACH = 2_000;
  private static final int PROCESSES = 10;

  private static final Range MINE = Range.take();

  private static final AtomicInteger next = new AtomicInteger();

  private Ports() {}

  /** Ports of one process: for as long as it lives, it has a lock on a file. */
  private record Range(int first, FileLock lock) {

    private static Range take() {
      for (int i = 0; i < PROCESSES; i++) {
        Path file =
            Path.of(
                System.getProperty("java.io.tmpdir"), "plural-bridge-test-ports-" + i + ".lock");
        try {
          FileChannel channel =
              FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock();
          if (lock != null) {
            return new Range(FIRST + i * EACH, lock);
          }
          channel.close();
        } catch (IOException e) {
          throw new UncheckedIOException(file + " cannot be locked", e);
        }
      }
      throw new IllegalStateException(PROCESSES + " processes with tests run at once already");
    }
  }

  /** One on which nobody listens, and that was given to nobody else for long. */
  public static int free() throws IOException {
    IOException why = null;
    for (int i = 0; i < EACH; i++) {
      int port = MINE.first() + Math.floorMod(next.getAndIncrement(), EACH);
      try (ServerSocket probe = new ServerSocket(port)) {
        return probe.getLocalPort();
      } catch (IOException taken) {
        why = taken;
      }
    }
    throw new IOException(
        "no port is free between " + MINE.first() + " and " + (MINE.first() + EACH), why);
  }
}
