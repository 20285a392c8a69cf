package io.pluralbridge.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Speaks HTTP as no client library would: byte by byte, and as rudely as a test likes. */
public final class BareSocket implements AutoCloseable {

  private static final int TIMEOUT_MS = 20_000;

  private final Socket socket;
  private final InputStream in;

  public BareSocket(String url) throws IOException {
    this(new Socket("localhost", URI.create(url).getPort()));
  }

  /** On a connection that is there. */
  public BareSocket(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(TIMEOUT_MS);
    socket.setTcpNoDelay(true);
    in = socket.getInputStream();
  }

  /** What came back. */
  public record Answer(int status, List<String> headers, String body) {

    /** All values of a header, whatever its spelling. */
    public List<String> all(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(start))
          .map(header -> header.substring(start.length()).strip())
          .toList();
    }

    /** The one value of a header, empty when it is not there. */
    public String one(String name) {
      List<String> values = all(name);
      if (values.size() > 1) {
        throw new AssertionError(name + " comes " + values.size() + " times");
      }
      return values.isEmpty() ? "" : values.get(0);
    }

    /** The names of all headers, in small letters. */
    public List<String> names() {
      return headers.stream().map(h -> h.split(":", 2)[0].toLowerCase(Locale.ROOT)).toList();
    }
  }

  /** One request on a connection of its own. */
  public static Answer call(String url, String head, String body) throws IOException {
    try (BareSocket connection = new BareSocket(url)) {
      connection.send(request(head, body));
      return connection.answer(head.startsWith("HEAD "));
    }
  }

  /**
   * A request; the head without its last lines, and with the length of the body where it has one.
   */
  public static String request(String head, String body) {
    String length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\n";
    return (head.strip() + "\n" + length + "\n").replace("\r", "").replace("\n", "\r\n") + body;
  }

  public void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** The next answer on this connection. */
  public Answer answer() throws IOException {
    return answer(false);
  }

  private Answer answer(boolean noBody) throws IOException {
    String status = line();
    List<String> headers = new ArrayList<>();
    for (String header = line(); !header.isEmpty(); header = line()) {
      headers.add(header);
    }
    int code = Integer.parseInt(status.split(" ")[1]);
    if (code == 100) {
      return answer(noBody);
    }
    Answer head = new Answer(code, headers, "");
    String body = "";
    if (!noBody && code != 204) {
      body =
          head.one("Transfer-Encoding").equals("chunked")
              ? chunks()
              : head.one("Content-Length").isEmpty()
                  ? new String(in.readAllBytes(), ISO_8859_1)
                  : bytes(Integer.parseInt(head.one("Content-Length")));
    }
    return new Answer(code, headers, body);
  }

  private String chunks() throws IOException {
    StringBuilder body = new StringBuilder();
    for (int size = size(line()); size > 0; size = size(line())) {
      body.append(bytes(size));
      line();
    }
    line();
    return body.toString();
  }

  private static int size(String line) {
    return Integer.parseInt(line.strip(), 16);
  }

  private String bytes(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new IOException("the answer ended in the middle");
    }
    return new String(bytes, ISO_8859_1);
  }

  /** The next line. */
  public String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the connection ended");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(ISO_8859_1);
  }

  /** True when nothing has come that was not read yet, not even an end. */
  public boolean isQuiet() throws IOException {
    return in.available() == 0;
  }

  /** True when the other side has hung up, whatever it said before that. */
  public boolean isEnded() throws IOException {
    in.skip(in.available());
    return isCutWithin(1);
  }

  /** True when the other side has hung up, or does so within the time. */
  public boolean isCutWithin(int ms) throws IOException {
    socket.setSoTimeout(ms);
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    } finally {
      socket.setSoTimeout(TIMEOUT_MS);
    }
  }

  /** Hangs up without a word. */
  @Override
  public void close() throws IOException {
    if (!socket.isClosed()) {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  /** Header lines below one another. */
  public static String lines(String first, String... more) {
    return String.join("\n", Stream.concat(Stream.of(first), Stream.of(more)).toList());
  }
}
