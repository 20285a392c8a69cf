package io.pluralbridge.support;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for whatever a test starts. None that the system gives to connections by itself, from 32768
 * on, which may take a free one away before it is used; and for each of several test processes
 * others.
 */
public final class Ports {

  private static final int FIRST = 10_000;
  private static final int EACH = 10_000;
  private static final int MINE = FIRST + EACH * (Integer.getInteger("test.fork", 1) % 2);

  private static final AtomicInteger next =
      new AtomicInteger((int) (ProcessHandle.current().pid() * 31 % EACH));

  private Ports() {}

  /** One on which nobody listens, and that was given to nobody else. */
  public static int free() throws IOException {
    IOException why = null;
    for (int i = 0; i < EACH; i++) {
      int port = MINE + Math.floorMod(next.getAndIncrement(), EACH);
      try (ServerSocket probe = new ServerSocket(port)) {
        return probe.getLocalPort();
      } catch (IOException taken) {
        why = taken;
      }
    }
    throw new IOException("no port is free between " + MINE + " and " + (MINE + EACH), why);
  }
}
