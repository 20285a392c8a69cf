package io.pluralbridge.sandbox;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A capture asked for over a connection of its own by a client without any cleverness, which need
 * not wait for the answer: closing it hangs up.
 */
final class BareCall implements AutoCloseable {

  private final Socket socket;

  private BareCall(Socket socket) {
    this.socket = socket;
  }

  static BareCall capture(Sandbox sandbox, String token, String orderId, String reference)
      throws IOException {
    String body = "{\"merchant_capture_reference\":\"" + reference + "\"}";
    Socket socket = new Socket("localhost", sandbox.port());
    socket.setSoTimeout(10_000);
    socket
        .getOutputStream()
        .write(
            ("PUT /api/pay/v1/orders/"
                    + orderId
                    + "/capture HTTP/1.1\r\n"
                    + "Host: localhost\r\n"
                    + "Authorization: Bearer "
                    + token
                    + "\r\n"
                    + "Content-Type: application/json\r\n"
                    + "Connection: close\r\n"
                    + "Content-Length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body)
                .getBytes(StandardCharsets.UTF_8));
    return new BareCall(socket);
  }

  /** What it reads until the connection ends. */
  String everyByteOfTheAnswer() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
