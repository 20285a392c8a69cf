package io.pluralbridge.broker;

import io.netty.buffer.ByteBuf;
import io.pluralbridge.broker.TurnedAway.Reason;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQBuffers;
import org.apache.activemq.artemis.core.protocol.core.impl.ChannelImpl.CHANNEL_ID;
import org.apache.activemq.artemis.core.protocol.core.impl.PacketImpl;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.CreateSessionMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.CreateSessionMessage_V2;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.ReattachSessionResponseMessage;

/**
 * The frames of CORE that a client needs. Every other is refused, before the log-in and after it:
 * what this version or the next one of Artemis would do with it is nothing that we need to know.
 *
 * <p>A client that lost its connection asks to go on with its session on another, without a
 * password. It is told that its session is gone, and logs in again.
 */
final class CoreFrames implements Frames {

  /** Length, type and channel. */
  private static final int HEAD = Integer.BYTES + 1 + Long.BYTES;

  /** More than one client needs to log in, and less than one needs to guess a password. */
  private static final int MOST_BEFORE_LOGIN = 20;

  private static final Set<Byte> ABOUT_THE_CONNECTION =
      Set.of(PacketImpl.PING, PacketImpl.SUBSCRIBE_TOPOLOGY, PacketImpl.SUBSCRIBE_TOPOLOGY_V2);

  private static final Set<Byte> TO_LOG_IN =
      Set.of(PacketImpl.CREATESESSION, PacketImpl.CREATESESSION_V2, PacketImpl.CHECK_FOR_FAILOVER);

  private static final Set<Byte> CREATE_SESSION =
      Set.of(PacketImpl.CREATESESSION, PacketImpl.CREATESESSION_V2);

  private static final Set<Byte> OF_A_SESSION =
      Set.of(
          PacketImpl.PACKETS_CONFIRMED,
          PacketImpl.CREATE_ADDRESS,
          PacketImpl.CREATE_QUEUE,
          PacketImpl.CREATE_QUEUE_V2,
          PacketImpl.CREATE_SHARED_QUEUE,
          PacketImpl.CREATE_SHARED_QUEUE_V2,
          PacketImpl.DELETE_QUEUE,
          PacketImpl.CREATE_PRODUCER,
          PacketImpl.REMOVE_PRODUCER,
          PacketImpl.SESS_CREATECONSUMER,
          PacketImpl.SESS_CONSUMER_CLOSE,
          PacketImpl.SESS_FORCE_CONSUMER_DELIVERY,
          PacketImpl.SESS_FLOWTOKEN,
          PacketImpl.SESS_ACKNOWLEDGE,
          PacketImpl.SESS_INDIVIDUAL_ACKNOWLEDGE,
          PacketImpl.SESS_EXPIRED,
          PacketImpl.SESS_SEND,
          PacketImpl.SESS_SEND_LARGE,
          PacketImpl.SESS_SEND_CONTINUATION,
          PacketImpl.SESS_PRODUCER_REQUEST_CREDITS,
          PacketImpl.SESS_COMMIT,
          PacketImpl.SESS_ROLLBACK,
          PacketImpl.SESS_QUEUEQUERY,
          PacketImpl.SESS_BINDINGQUERY,
          PacketImpl.SESS_START,
          PacketImpl.SESS_STOP,
          PacketImpl.SESS_CLOSE,
          PacketImpl.SESS_ADD_METADATA,
          PacketImpl.SESS_ADD_METADATA2,
          PacketImpl.SESS_UNIQUE_ADD_METADATA,
          PacketImpl.SESS_XA_START,
          PacketImpl.SESS_XA_END,
          PacketImpl.SESS_XA_JOIN,
          PacketImpl.SESS_XA_SUSPEND,
          PacketImpl.SESS_XA_RESUME,
          PacketImpl.SESS_XA_PREPARE,
          PacketImpl.SESS_XA_COMMIT,
          PacketImpl.SESS_XA_ROLLBACK,
          PacketImpl.SESS_XA_FORGET,
          PacketImpl.SESS_XA_FAILED,
          PacketImpl.SESS_XA_INDOUBT_XIDS,
          PacketImpl.SESS_XA_GET_TIMEOUT,
          PacketImpl.SESS_XA_SET_TIMEOUT);

  private final int mostBytes;
  private int beforeLogin;

  /**
   * Frames of one connection.
   *
   * @param mostBytes of a frame after the log-in
   */
  CoreFrames(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  @Override
  public Verdict next(ByteBuf in, int at, int there, boolean loggedIn) {
    if (there < HEAD) {
      return new Wait(HEAD);
    }
    int length = in.getInt(at);
    byte type = in.getByte(at + Integer.BYTES);
    long channel = in.getLong(at + Integer.BYTES + 1);
    int most = loggedIn ? mostBytes : PortGate.BEFORE_LOGIN_BYTES;
    if (length < HEAD - Integer.BYTES || length > most) {
      return new Refuse(Reason.SIZE, "a frame of CORE of " + length + " bytes, " + when(loggedIn));
    }
    if (channel == CHANNEL_ID.SESSION.id && type == PacketImpl.REATTACH_SESSION) {
      int whole = length + Integer.BYTES;
      if (there < whole) {
        return new Wait(whole);
      }
      return isOneTooMany(loggedIn) ? tooMany() : Answer.of(whole, sessionIsGone());
    }
    if (!isAllowed(type, channel, loggedIn)) {
      return new Refuse(
          Reason.FRAME,
          "the CORE packet "
              + nameOf(type)
              + " on channel "
              + channel
              + ", which no client needs "
              + when(loggedIn));
    }
    if (!loggedIn && CREATE_SESSION.contains(type)) {
      int whole = length + Integer.BYTES;
      if (there < whole) {
        return new Wait(whole);
      }
      return isOneTooMany(false) ? tooMany() : logIn(in, at, whole, type);
    }
    return isOneTooMany(loggedIn) ? tooMany() : new Pass((long) length + Integer.BYTES);
  }

  private static LogIn logIn(ByteBuf in, int at, int whole, byte type) {
    CreateSessionMessage packet =
        type == PacketImpl.CREATESESSION
            ? new CreateSessionMessage()
            : new CreateSessionMessage_V2();
    int before = Integer.BYTES + 1;
    byte[] bytes = new byte[whole - before];
    in.getBytes(at + before, bytes);
    try {
      packet.decode(ActiveMQBuffers.wrappedBuffer(bytes));
      return new LogIn(
          whole,
          Objects.requireNonNullElse(packet.getUsername(), ""),
          Objects.requireNonNullElse(packet.getPassword(), ""));
    } catch (RuntimeException e) {
      return new LogIn(whole, "", "");
    }
  }

  private static boolean isAllowed(byte type, long channel, boolean loggedIn) {
    if (channel == CHANNEL_ID.PING.id) {
      return ABOUT_THE_CONNECTION.contains(type);
    }
    if (channel == CHANNEL_ID.SESSION.id) {
      return TO_LOG_IN.contains(type);
    }
    return loggedIn && channel >= CHANNEL_ID.USER.id && OF_A_SESSION.contains(type);
  }

  private boolean isOneTooMany(boolean loggedIn) {
    return !loggedIn && ++beforeLogin > MOST_BEFORE_LOGIN;
  }

  private static Refuse tooMany() {
    return new Refuse(
        Reason.FRAME, "more than " + MOST_BEFORE_LOGIN + " CORE packets before the log-in");
  }

  private static String when(boolean loggedIn) {
    return loggedIn ? "after its log-in" : "before its log-in";
  }

  private static byte[] sessionIsGone() {
    ReattachSessionResponseMessage gone = new ReattachSessionResponseMessage(-1, false);
    gone.setChannelID(CHANNEL_ID.SESSION.id);
    ActiveMQBuffer encoded = gone.encode(null);
    byte[] bytes = new byte[encoded.readableBytes()];
    encoded.readBytes(bytes);
    return bytes;
  }

  /** As Artemis calls it, so that a line in the log can be looked up. */
  static String nameOf(byte type) {
    return Names.OF_TYPES.getOrDefault(type, "of type " + type);
  }

  private static final class Names {
    static final Map<Byte, String> OF_TYPES = new TreeMap<>();

    static {
      for (Field field : PacketImpl.class.getFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == byte.class) {
          try {
            OF_TYPES.put(field.getByte(null), field.getName());
          } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
          }
        }
      }
    }

    private Names() {}
  }
}
