package io.pluralbridge.support;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.core.protocol.core.Packet;
import org.apache.activemq.artemis.core.protocol.core.impl.PacketImpl;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.CreateSessionMessage;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.security.SaslInit;
import org.apache.qpid.proton.codec.AMQPDefinedTypes;
import org.apache.qpid.proton.codec.DecoderImpl;
import org.apache.qpid.proton.codec.EncoderImpl;
import org.apache.qpid.proton.codec.WritableBuffer;

/** A program that writes to the port of a broker what no client would. */
public final class Stranger implements AutoCloseable {

  private static final int PATIENCE_MS = 30_000;

  private final Socket socket = new Socket();
  private final DataInputStream in;

  public Stranger(int port) throws IOException {
    this(port, "127.0.0.1");
  }

  /** One at another address of this machine. */
  public Stranger(int port, String from) throws IOException {
    socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MS);
    socket.setSoTimeout(PATIENCE_MS);
    in = new DataInputStream(socket.getInputStream());
  }

  /** Does not mind when the other side has closed. */
  public Stranger write(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      // It shows when it is asked whether it is closed.
    }
    return this;
  }

  public Stranger write(String text) {
    return write(text.getBytes(US_ASCII));
  }

  // ---- CORE ------------------------------------------------------------------------------------

  public Stranger core() {
    return write("ARTEMIS");
  }

  public Stranger packet(Packet packet, long channel) {
    packet.setChannelID(channel);
    ActiveMQBuffer encoded = packet.encode(null);
    byte[] bytes = new byte[encoded.readableBytes()];
    encoded.readBytes(bytes);
    return write(bytes);
  }

  /** A packet that is nothing but its head. */
  public Stranger head(int length, int type, long channel) {
    return write(ByteBuffer.allocate(13).putInt(length).put((byte) type).putLong(channel).array());
  }

  /** Logs in, with a session on channel 10. */
  public Stranger coreLogin(String name, String user, String password) throws IOException {
    core().packet(session(name, user, password), 1);
    int type = nextPacket();
    if (type != PacketImpl.CREATESESSION_RESP) {
      throw new IllegalStateException("no session, but a packet of type " + type);
    }
    return this;
  }

  public static Packet session(String name, String user, String password) {
    return new CreateSessionMessage(
        name, 10, 136, user, password, 102_400, false, true, true, false, 1024, null);
  }

  /** The type of the next packet, the rest of which is left out. */
  public int nextPacket() throws IOException {
    int length = in.readInt();
    int type = in.readByte();
    in.skipNBytes(length - 1);
    return type;
  }

  // ---- AMQP ------------------------------------------------------------------------------------

  public Stranger amqp(int protocol) {
    return write(new byte[] {'A', 'M', 'Q', 'P', (byte) protocol, 1, 0, 0});
  }

  public Stranger frame(int type, Object performative) {
    DecoderImpl decoder = new DecoderImpl();
    EncoderImpl encoder = new EncoderImpl(decoder);
    AMQPDefinedTypes.registerAllTypes(decoder, encoder);
    ByteBuffer body = ByteBuffer.allocate(60_000);
    encoder.setByteBuffer(new WritableBuffer.ByteBufferWrapper(body));
    encoder.writeObject(performative);
    body.flip();
    ByteBuffer frame = ByteBuffer.allocate(8 + body.remaining());
    frame.putInt(frame.capacity()).put((byte) 2).put((byte) type).putShort((short) 0).put(body);
    return write(frame.array());
  }

  public Stranger amqpLogin(String user, String password) throws IOException {
    SaslInit init = new SaslInit();
    init.setMechanism(Symbol.valueOf("PLAIN"));
    init.setInitialResponse(new Binary(("\0" + user + "\0" + password).getBytes(UTF_8)));
    amqp(3).frame(1, init);
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    while (!seen.toString("ISO-8859-1").contains("\0S\u0044")) {
      int next = in.read();
      if (next < 0) {
        throw new IllegalStateException("closed instead of an outcome");
      }
      seen.write(next);
    }
    return amqp(0);
  }

  // ---- and what becomes of it ------------------------------------------------------------------

  /** True when the other side closes it within half a minute, whatever it says before. */
  public boolean isClosed() {
    return isClosedWithin(PATIENCE_MS);
  }

  public boolean isClosedWithin(int millis) {
    try {
      socket.setSoTimeout(millis);
      while (in.read() >= 0) {
        // It says something.
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
