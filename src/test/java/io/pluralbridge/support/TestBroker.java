package io.pluralbridge.support;

import io.pluralbridge.broker.BodyCheck;
import io.pluralbridge.broker.BrokerAddress;
import io.pluralbridge.broker.EmbeddedBroker;
import io.pluralbridge.broker.EmbeddedSettings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A broker for tests, in this process or in one of its own that can be killed. */
public final class TestBroker implements AutoCloseable {

  public static final String USER = "plural-bridge";
  public static final String PASSWORD = "letmein";

  /** What a message to {@code plural.commands} may have in bytes. */
  public static final int MAX_BYTES = 1_048_576;

  /** A queue of which others may do both. */
  public static final String BOTH_WAYS = "both.ways";

  private static final Set<String> QUEUES =
      Set.of(
          BOTH_WAYS,
          "plural.commands",
          "plural.commands.parked",
          "plural.outcomes",
          "plural.events",
          "behind",
          "ceiling",
          "ceiling.sent");

  private final Path folder;
  private final int port;
  private final boolean ownProcess;
  private @Nullable EmbeddedBroker inside;
  private @Nullable Process process;

  private TestBroker(Path folder, int port, boolean ownProcess) {
    this.folder = folder;
    this.port = port;
    this.ownProcess = ownProcess;
  }

  /** One in this process, on a free port. */
  public static TestBroker inside(Path folder) throws IOException {
    TestBroker broker = new TestBroker(folder, freePort(), false);
    broker.start();
    return broker;
  }

  /** One in this process that gives others no more rights than they have at a bridge. */
  public static TestBroker strict(Path folder, BodyCheck check) throws IOException {
    TestBroker broker = new TestBroker(folder, freePort(), false);
    try {
      broker.startStrict(check);
    } catch (BindException taken) {
      // Another process had the port between the look and the start.
      broker = new TestBroker(folder, freePort(), false);
      broker.startStrict(check);
    }
    return broker;
  }

  /** One in a process of its own, on a free port. It is up when this returns. */
  public static TestBroker process(Path folder) throws IOException {
    TestBroker broker = new TestBroker(folder, freePort(), true);
    broker.start();
    return broker;
  }

  /** Starts it again on the same folder and the same port. */
  public void start() throws IOException {
    if (ownProcess) {
      spawn();
    } else {
      inside =
          EmbeddedBroker.start(settings(folder, port), BodyCheck.NONE, new SecureRandom())
              .orElseThrow();
    }
  }

  /** Starts it again as {@link #strict} does. */
  public void startStrict() throws IOException {
    startStrict(BodyCheck.NONE);
  }

  private void startStrict(BodyCheck check) throws IOException {
    inside =
        EmbeddedBroker.start(strictSettings(folder, port), check, new SecureRandom()).orElseThrow();
  }

  private void spawn(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError"));
    command.add("-Dlog4j2.configurationFile=" + Path.of("config/log4j2.properties").toUri());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(TestBroker.class.getName(), folder.toString(), Integer.toString(port)));
    Files.createDirectories(folder);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("output.txt").toFile()));
    Process started = builder.start();
    process = started;
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              if (!started.isAlive()) {
                throw new IllegalStateException("the broker ended: " + output());
              }
              return answers();
            });
  }

  /** It says nothing before a client does; a look whether its port is free hangs up at once. */
  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      socket.setSoTimeout(300);
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException waits) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** {@code kill -9}, of one in a process of its own. */
  public void kill() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroyForcibly().waitFor();
    }
  }

  /** Stops it in an orderly way. */
  public void stop() throws InterruptedException {
    EmbeddedBroker broker = inside;
    if (broker != null) {
      broker.close();
      inside = null;
    }
    Process running = process;
    if (running != null) {
      running.destroy();
      if (!running.waitFor(30, TimeUnit.SECONDS)) {
        running.destroyForcibly();
      }
      process = null;
    }
  }

  /** Where a program of somebody else finds it, over CORE. */
  public BrokerAddress core() {
    return new BrokerAddress("tcp://localhost:" + port, USER, PASSWORD, "");
  }

  /** Where a program of somebody else finds it, over AMQP. */
  public BrokerAddress amqp() {
    return new BrokerAddress("amqp://localhost:" + port, USER, PASSWORD, "");
  }

  /** The one in this process. */
  public EmbeddedBroker embedded() {
    EmbeddedBroker broker = inside;
    if (broker == null) {
      throw new IllegalStateException("it does not run in this process");
    }
    return broker;
  }

  public int port() {
    return port;
  }

  public Path folder() {
    return folder;
  }

  /** What the process has printed so far. */
  public String output() throws IOException {
    return Files.readString(folder.resolve("output.txt"));
  }

  /** Others may send to all of its queues, and receive from them. */
  public static EmbeddedSettings settings(Path folder, int port) {
    return with(folder, port, QUEUES, QUEUES);
  }

  /** As a bridge has it, and beside that {@link #BOTH_WAYS}. */
  public static EmbeddedSettings strictSettings(Path folder, int port) {
    return with(
        folder,
        port,
        Set.of(BOTH_WAYS, "plural.commands.parked", "plural.outcomes", "plural.events", "erp.mine"),
        Set.of(BOTH_WAYS, "plural.commands"));
  }

  private static EmbeddedSettings with(
      Path folder, int port, Set<String> queues, Set<String> guarded) {
    return new EmbeddedSettings(
        folder,
        "127.0.0.1",
        port,
        USER,
        PASSWORD,
        "",
        "",
        queues,
        Set.of("erp.news"),
        "plural.commands.parked",
        guarded,
        MAX_BYTES,
        1);
  }

  public static int freePort() throws IOException {
    return Ports.free();
  }

  @Override
  public void close() throws InterruptedException {
    stop();
  }

  /** The process: a folder and a port. */
  public static void main(String[] args) throws Exception {
    EmbeddedBroker broker =
        EmbeddedBroker.start(
                settings(Path.of(args[0]), Integer.parseInt(args[1])),
                BodyCheck.NONE,
                new SecureRandom())
            .orElseThrow();
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
    new CountDownLatch(1).await();
  }
}
