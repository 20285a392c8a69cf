package io.pluralbridge.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A file on its way over HTTP, byte by byte as a test wants it. */
public final class RawUpload implements AutoCloseable {

  private final Socket socket;

  private RawUpload(Socket socket) {
    this.socket = socket;
  }

  /** Sends the head of a request, with these headers more, and nothing of its body. */
  public static RawUpload begin(String base, String apiKey, String... headers) throws IOException {
    URI uri = URI.create(base);
    RawUpload upload = new RawUpload(new Socket(uri.getHost(), uri.getPort()));
    upload.socket.setSoTimeout(20_000);
    StringBuilder head =
        new StringBuilder("POST /bridge/batches HTTP/1.1\r\nHost: bridge\r\n")
            .append("Content-Type: text/csv\r\n");
    if (!apiKey.isEmpty()) {
      head.append("X-API-Key: ").append(apiKey).append("\r\n");
    }
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return upload.send(head.append("\r\n").toString());
  }

  /** Sends more of the body. */
  public RawUpload send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
    return this;
  }

  /** Sends more of the body as a chunk. */
  public RawUpload chunk(String bytes) throws IOException {
    return send(Integer.toHexString(bytes.length()) + "\r\n" + bytes + "\r\n");
  }

  /** Everything that is answered until that text has come or the connection is closed. */
  public String answerUpTo(String text) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    int next = in.read();
    while (next != -1) {
      answer.write(next);
      if (answer.toString(StandardCharsets.UTF_8).endsWith(text)) {
        return answer.toString(StandardCharsets.UTF_8);
      }
      next = in.read();
    }
    return answer.toString(StandardCharsets.UTF_8);
  }

  /** Says that nothing more will come, and still listens. */
  public void endHere() throws IOException {
    socket.shutdownOutput();
  }

  /** Is gone without a word. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
