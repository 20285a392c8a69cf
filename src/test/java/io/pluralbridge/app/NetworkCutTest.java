package io.pluralbridge.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pluralbridge.support.CutNetwork;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A network is cut while a call is on its way, and mended when its process is gone or has given up:
 * what the operating system sends then, it must not send. The same client with the usual
 * connections shows that it would have.
 */
@Timeout(400)
class NetworkCutTest {

  private static final int LONG_ENOUGH_MS = 60_000;

  private CutNetwork network;
  private Plural plural;

  @BeforeEach
  void wire() throws Exception {
    Optional<CutNetwork> made = CutNetwork.make(100);
    assumeTrue(made.isPresent(), "no network namespaces here: they take Linux, iproute2 and root");
    network = made.get();
    plural = new Plural(network.address());
  }

  @AfterEach
  void unwire() throws Exception {
    if (network != null) {
      plural.close();
      network.close();
    }
  }

  @Test
  void what_a_killed_process_had_not_got_across_is_never_sent() throws Exception {
    cutKillMend(Duration.ofMillis(1_500), Duration.ofMillis(2_500), Duration.ofSeconds(12));
  }

  @Test
  @Tag("long")
  void not_within_minutes_either() throws Exception {
    cutKillMend(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(200));
  }

  private void cutKillMend(Duration toKill, Duration toMend, Duration watched) throws Exception {
    try (Caller ours = new Caller("ours", LONG_ENOUGH_MS);
        Caller usual = new Caller("usual", LONG_ENOUGH_MS)) {
      network.cut();
      ours.send();
      usual.send();
      pause(toKill);
      ours.kill();
      usual.kill();
      pause(toMend);
      assertThat(plural.heard()).as("the network is cut").isEmpty();
      network.mend();

      pause(watched);

      assertThat(plural.heard()).containsExactly("POST /second/usual HTTP/1.1");
    }
  }

  /** It does nothing any more, and then it is killed: its socket is closed as any other. */
  @Test
  void nor_what_a_process_had_that_hung_and_was_killed() throws Exception {
    try (Caller ours = new Caller("ours", LONG_ENOUGH_MS)) {
      network.cut();
      ours.send();
      ours.hang();
      pause(Duration.ofSeconds(1));
      ours.kill();
      pause(Duration.ofSeconds(1));
      network.mend();

      pause(Duration.ofSeconds(10));

      assertThat(plural.heard()).isEmpty();
    }
  }

  @Test
  void nor_what_a_process_has_given_up_that_lives_on() throws Exception {
    try (Caller ours = new Caller("ours", 1_000)) {
      network.cut();
      ours.send();
      assertThat(ours.line()).isEqualTo("failed");
      network.mend();

      pause(Duration.ofSeconds(10));

      assertThat(plural.heard()).isEmpty();
    }
  }

  private static void pause(Duration time) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
  }

  /** A process inside, with a connection to Plural. */
  private final class Caller implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;

    Caller(String component, int patienceMs) throws IOException {
      List<String> java =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx128m",
              "-XX:TieredStopAtLevel=1",
              "-cp",
              System.getProperty("java.class.path"),
              OneCall.class.getName(),
              plural.url(),
              component,
              Integer.toString(patienceMs),
              component);
      process =
          new ProcessBuilder(network.inside(java))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      assertThat(line()).isEqualTo("ready");
      assertThat(plural.heard.poll()).isEqualTo("POST /first/" + component + " HTTP/1.1");
    }

    /** The next word it says, past what is logged. */
    String line() throws IOException {
      String line = output.readLine();
      while (line != null && !List.of("ready", "sending", "answered", "failed").contains(line)) {
        line = output.readLine();
      }
      return line;
    }

    void send() throws IOException {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
      assertThat(line()).isEqualTo("sending");
      await().until(this::hasSomethingUnsent);
    }

    /** The operating system has taken the call, and not got it across. */
    private boolean hasSomethingUnsent() throws IOException {
      Path sockets = Path.of("/proc/" + process.pid() + "/net/tcp");
      Path sockets6 = Path.of("/proc/" + process.pid() + "/net/tcp6");
      return (Files.readString(sockets) + Files.readString(sockets6))
          .lines()
          .map(String::strip)
          .filter(line -> line.matches("[0-9]+: .*"))
          .map(line -> line.split("\\s+"))
          .filter(fields -> fields[3].equals("01"))
          .anyMatch(fields -> !fields[4].startsWith("00000000:"));
    }

    void hang() throws Exception {
      new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start().waitFor();
    }

    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws IOException {
      process.destroyForcibly();
      output.close();
    }
  }

  /** Answers each first call, and remembers the first line of whatever it hears. */
  private static final class Plural implements AutoCloseable {

    private final ServerSocket server;
    private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Socket> connections = new ConcurrentLinkedQueue<>();

    Plural(String address) throws IOException {
      server = new ServerSocket(0, 50, InetAddress.getByName(address));
      start(this::accept);
    }

    private static void start(Runnable task) {
      Thread thread = new Thread(task, "plural");
      thread.setDaemon(true);
      thread.start();
    }

    private void accept() {
      try {
        while (true) {
          Socket connection = server.accept();
          connections.add(connection);
          start(() -> serve(connection));
        }
      } catch (IOException closed) {
        // It is over.
      }
    }

    private void serve(Socket connection) {
      try {
        InputStream in = connection.getInputStream();
        StringBuilder request = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
          request.append((char) b);
          if (request.toString().endsWith("\r\n\r\n{}")) {
            String line = request.toString().lines().findFirst().orElseThrow();
            heard.add(line);
            request.setLength(0);
            if (line.contains("/first/")) {
              connection
                  .getOutputStream()
                  .write(
                      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
                          .getBytes(StandardCharsets.US_ASCII));
            }
          }
        }
      } catch (IOException reset) {
        // What came before it is remembered.
      }
    }

    List<String> heard() {
      return List.copyOf(heard);
    }

    String url() {
      return "http://" + server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      server.close();
      for (Socket connection : connections) {
        connection.close();
      }
    }
  }
}
