package io.pluralbridge.support;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * An HTTP server on a bare socket that does as it is told, also what no HTTP server would do. It
 * hands out tokens by itself, unless told otherwise, and keeps every byte that arrives.
 */
public final class ScriptedServer implements AutoCloseable {

  /** What to do with a request that was read. */
  @FunctionalInterface
  public interface Reply {
    /** Writes the answer; what it throws closes the connection. */
    void to(Socket connection) throws IOException;
  }

  /** A request as it arrived. */
  public record Request(String head, String body) {

    public String requestLine() {
      return head.lines().findFirst().orElseThrow();
    }

    /** By name, whatever its case. A header that arrived twice has its values joined. */
    public Map<String, String> headers() {
      return head.lines()
          .skip(1)
          .map(line -> line.split(":\\s*", 2))
          .collect(
              Collectors.toMap(
                  parts -> parts[0],
                  parts -> parts[1],
                  (one, other) -> one + " | " + other,
                  () -> new TreeMap<>(String.CASE_INSENSITIVE_ORDER)));
    }

    boolean isForToken() {
      return requestLine().contains("/api/auth/v1/token");
    }
  }

  private final ServerSocket socket;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Queue<Reply> script = new ConcurrentLinkedQueue<>();
  private final Queue<Reply> tokenScript = new ConcurrentLinkedQueue<>();
  private final List<Request> calls = new CopyOnWriteArrayList<>();
  private final List<Request> tokenCalls = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicBoolean turnsAwayConnections = new AtomicBoolean();

  public ScriptedServer() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  public String url() {
    return "http://127.0.0.1:" + socket.getLocalPort();
  }

  /** What is done with the next requests other than those for a token, in this order. */
  public void script(Reply... replies) {
    script.addAll(List.of(replies));
  }

  /** What is done with the next requests for a token, in this order. */
  public void scriptTokens(Reply... replies) {
    tokenScript.addAll(List.of(replies));
  }

  /** Forgets what arrived and what was to be done, and closes all connections. */
  public void startOver() {
    script.clear();
    tokenScript.clear();
    turnsAwayConnections.set(false);
    hangUp();
    calls.clear();
    tokenCalls.clear();
    connections.set(0);
  }

  /** Closes all connections without a word. */
  public void hangUp() {
    open.forEach(ScriptedServer::close);
  }

  /** From now on closes every new connection before reading from it. */
  public void turnAwayConnections() {
    turnsAwayConnections.set(true);
  }

  /** What arrived, but for requests for a token. */
  public List<Request> calls() {
    return calls;
  }

  public List<Request> tokenCalls() {
    return tokenCalls;
  }

  public int connections() {
    return connections.get();
  }

  public int openConnections() {
    return open.size();
  }

  // ---- replies ----------------------------------------------------------------------------------

  /** These bytes, and the connection stays open. */
  public static Reply raw(String answer) {
    return connection -> {
      OutputStream out = connection.getOutputStream();
      out.write(answer.getBytes(StandardCharsets.UTF_8));
      out.flush();
    };
  }

  /** These bytes, and the connection is closed. */
  public static Reply rawThenClose(String answer) {
    return connection -> {
      raw(answer).to(connection);
      connection.close();
    };
  }

  public static Reply json(int status, String body, String... headers) {
    String more = List.of(headers).stream().map(h -> h + "\r\n").collect(Collectors.joining());
    return raw(
        "HTTP/1.1 %d Scripted\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n%s"
            .formatted(status, body.getBytes(StandardCharsets.UTF_8).length, more, body));
  }

  public static Reply token(String token, String... headers) {
    return json(200, "{\"access_token\":\"" + token + "\",\"expires_in\":3600}", headers);
  }

  /** Reads, says nothing, and closes. */
  public static Reply hangUpWithoutAnswer() {
    return Socket::close;
  }

  /** Reads, says nothing, and resets the connection. */
  public static Reply reset() {
    return connection -> {
      connection.setSoLinger(true, 0);
      connection.close();
    };
  }

  /** Reads, and says nothing for as long as it runs. */
  public static Reply silence() {
    return connection -> {};
  }

  // ---- the wire ---------------------------------------------------------------------------------

  private void accept() {
    int number = 0;
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        connections.incrementAndGet();
        if (turnsAwayConnections.get()) {
          reset().to(connection);
        } else {
          open.add(connection);
          String token = "token-" + ++number;
          threads.execute(() -> serve(connection, token));
        }
      } catch (IOException e) {
        // Closed, or the other side has gone.
      }
    }
  }

  private void serve(Socket connection, String token) {
    try (connection) {
      while (!connection.isClosed()) {
        Request request = read(connection.getInputStream());
        Reply reply;
        if (request.isForToken()) {
          tokenCalls.add(request);
          reply = tokenScript.poll();
          (reply == null ? token(token) : reply).to(connection);
        } else {
          calls.add(request);
          reply = script.poll();
          (reply == null ? json(500, "nothing was scripted") : reply).to(connection);
        }
      }
    } catch (IOException e) {
      // The other side has gone, or this one was closed.
    } finally {
      open.remove(connection);
    }
  }

  private static Request read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int one = in.read();
      if (one < 0) {
        throw new EOFException();
      }
      head.write(one);
    }
    Request request = new Request(head.toString(StandardCharsets.ISO_8859_1).strip(), "");
    String length = request.headers().get("Content-Length");
    byte[] body = length == null ? new byte[0] : in.readNBytes(Integer.parseInt(length));
    return new Request(request.head(), new String(body, StandardCharsets.UTF_8));
  }

  private static void close(Socket connection) {
    try {
      connection.close();
    } catch (IOException e) {
      // Then it is closed.
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Then it is closed.
    }
    hangUp();
    threads.shutdownNow();
  }
}
