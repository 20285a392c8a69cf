package io.pluralbridge.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.pluralbridge.broker.TurnedAway.Reason;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.security.SaslInit;
import org.apache.qpid.proton.amqp.transaction.Coordinator;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Detach;
import org.apache.qpid.proton.amqp.transport.End;
import org.apache.qpid.proton.amqp.transport.Open;
import org.apache.qpid.proton.amqp.transport.Transfer;
import org.apache.qpid.proton.codec.AMQPDefinedTypes;
import org.apache.qpid.proton.codec.DecoderImpl;
import org.apache.qpid.proton.codec.EncoderImpl;
import org.jspecify.annotations.Nullable;

/**
 * The frames of AMQP 1.0 that a client needs: first it logs in by SASL, then it opens links to
 * queues. A connection or a link that wants to be more (a mirror, a federation, a tunnel for
 * messages of another protocol) says so by a capability; those that a client has need of are named
 * here, and every other is refused.
 */
final class AmqpFrames implements Frames {

  private static final int HEADER = 8;
  private static final int AMQP = 0x414D5150;
  private static final long SASL_HEADER = 0x414D5150_03010000L;
  private static final long PLAIN_HEADER = 0x414D5150_00010000L;

  /** What Artemis says that it takes at most, and some room. */
  private static final int MOST_BYTES = 2 * 131_072;

  /** More than what stands before the payload of a transfer: its tag has 32 bytes at most. */
  private static final int MOST_HEAD = 512;

  private static final int TYPE_AMQP = 0;
  private static final int TYPE_SASL = 1;
  private static final int OPEN = 0x10;
  private static final int ATTACH = 0x12;
  private static final int TRANSFER = 0x14;
  private static final int DETACH = 0x16;
  private static final int END = 0x17;
  private static final int CLOSE = 0x18;

  /** So many deliveries may be under way on a connection at once. */
  private static final int MOST_UNFINISHED = 1_000;

  /** The number of a link has so many bits; that of its session stands before them. */
  private static final int LINK_BITS = 32;

  private static final Set<Integer> TO_LOG_IN = Set.of(0x41, 0x43);

  /** What clients ask for, at a connection, a link, or where one begins or ends. */
  private static final Set<String> CAPABILITIES =
      Set.of(
          "queue",
          "topic",
          "temporary-queue",
          "temporary-topic",
          "shared",
          "global",
          "DELAYED_DELIVERY",
          "SHARED-SUBS",
          "ANONYMOUS-RELAY",
          "sole-connection-for-container");

  private enum Stage {
    BEGIN,
    LOGIN,
    OPEN
  }

  private final int mostOfDelivery;
  private final Map<Long, Long> unfinished = new HashMap<>();
  private long sum;
  private Stage stage = Stage.BEGIN;

  /**
   * The frames of one connection.
   *
   * @param mostOfDelivery how many bytes a message may have, in however many frames it comes. It is
   *     less than that of which Artemis makes a file before anybody could look at it
   */
  AmqpFrames(int mostOfDelivery) {
    this.mostOfDelivery = mostOfDelivery;
  }

  @Override
  public Verdict next(ByteBuf in, int at, int there, boolean loggedIn) {
    if (there < HEADER) {
      return new Wait(HEADER);
    }
    if (in.getInt(at) == AMQP) {
      return header(in.getLong(at), loggedIn);
    }
    long size = in.getUnsignedInt(at);
    int most = loggedIn ? MOST_BYTES : PortGate.BEFORE_LOGIN_BYTES;
    int body = 4 * in.getUnsignedByte(at + 4);
    if (size < HEADER || body < HEADER || size < body || size > most) {
      return new Refuse(Reason.SIZE, "a frame of AMQP of " + size + " bytes");
    }
    int type = in.getUnsignedByte(at + 5);
    if (stage == Stage.BEGIN || type != (stage == Stage.LOGIN ? TYPE_SASL : TYPE_AMQP)) {
      return new Refuse(Reason.FRAME, "a frame of AMQP of type " + type + " where none may be");
    }
    if (stage == Stage.OPEN && size == body) {
      return new Pass(size); // A sign of life.
    }
    return performative(in, at, there, (int) size, body);
  }

  private Verdict header(long header, boolean loggedIn) {
    if (stage == Stage.BEGIN && header == SASL_HEADER) {
      stage = Stage.LOGIN;
      return new Pass(HEADER);
    }
    if (stage == Stage.LOGIN && header == PLAIN_HEADER && loggedIn) {
      stage = Stage.OPEN;
      return new Pass(HEADER);
    }
    return new Refuse(Reason.PROTOCOL, "AMQP without a log-in by SASL");
  }

  private Verdict performative(ByteBuf in, int at, int there, int size, int body) {
    int code = -1;
    for (int length : new int[] {3, 10}) {
      if (code < 0 && size >= body + length) {
        if (there < body + length) {
          return new Wait(body + length);
        }
        code = code(in, at + body, length);
      }
    }
    if (stage == Stage.LOGIN) {
      if (!TO_LOG_IN.contains(code)) {
        return refuse(code);
      }
      return there < size ? new Wait(size) : logIn(in, at + body, size - body, size);
    }
    if (code < OPEN || code > CLOSE) {
      return refuse(code);
    }
    if (code == TRANSFER || code == DETACH || code == END) {
      return delivery(in, at, there, size, body, code == TRANSFER ? MOST_HEAD : size);
    }
    if (code != OPEN && code != ATTACH) {
      return new Pass(size);
    }
    if (size > PortGate.BEFORE_LOGIN_BYTES) {
      return new Refuse(Reason.SIZE, "an AMQP open or attach of " + size + " bytes");
    }
    if (there < size) {
      return new Wait(size);
    }
    String wrong = wrongIn(in, at + body, size - body);
    return wrong == null ? new Pass(size) : new Refuse(Reason.FRAME, wrong);
  }

  /** By the mechanism PLAIN, the only one: {@code \0user\0password}. Source: RFC 4616. */
  private static LogIn logIn(ByteBuf in, int at, int length, int size) {
    byte[] bytes = new byte[length];
    in.getBytes(at, bytes);
    try {
      if (decoded(bytes) instanceof SaslInit init && init.getInitialResponse() != null) {
        Binary response = init.getInitialResponse();
        String[] parts =
            new String(response.getArray(), response.getArrayOffset(), response.getLength(), UTF_8)
                .split("\0", -1);
        if (parts.length == 3) {
          return new LogIn(size, parts[1], parts[2]);
        }
      }
      return new LogIn(size, "", "");
    } catch (RuntimeException e) {
      return new LogIn(size, "", "");
    }
  }

  @Override
  public long unfinished() {
    return sum;
  }

  private void forget(long link) {
    Long bytes = unfinished.remove(link);
    sum -= bytes == null ? 0 : bytes;
  }

  /**
   * Counts what comes of a delivery: its sender may say as often as he likes that there is more.
   */
  private Verdict delivery(ByteBuf in, int at, int there, int size, int body, int most) {
    int head = Math.min(size, body + most);
    if (there < head) {
      return new Wait(head);
    }
    byte[] bytes = new byte[head - body];
    in.getBytes(at + body, bytes);
    Object decoded;
    try {
      decoded = decoded(bytes);
    } catch (RuntimeException e) {
      return new Refuse(Reason.FRAME, "an AMQP transfer that cannot be read");
    }
    long channel = (long) in.getUnsignedShort(at + 6) << LINK_BITS;
    if (decoded instanceof End) {
      List.copyOf(unfinished.keySet()).stream()
          .filter(link -> link >> LINK_BITS == channel >> LINK_BITS)
          .forEach(this::forget);
    } else if (decoded instanceof Detach detach) {
      forget(channel | detach.getHandle().longValue());
    } else if (decoded instanceof Transfer transfer) {
      long link = channel | transfer.getHandle().longValue();
      long ofLink = unfinished.merge(link, (long) size - body, Long::sum);
      sum += (long) size - body;
      if (ofLink > mostOfDelivery || unfinished.size() > MOST_UNFINISHED) {
        return new Refuse(Reason.SIZE, "an AMQP message of more than " + mostOfDelivery + " bytes");
      }
      if (!transfer.getMore() || transfer.getAborted()) {
        forget(link);
      }
    }
    return new Pass(size);
  }

  private static Refuse refuse(int code) {
    return new Refuse(
        Reason.FRAME,
        code < 0 ? "AMQP that nobody writes" : "the AMQP performative 0x" + hex(code));
  }

  private static String hex(int code) {
    return Integer.toHexString(code);
  }

  /** The code of what is described, in the short writing that has 3 bytes or the long one of 10. */
  private static int code(ByteBuf in, int at, int length) {
    if (in.getByte(at) != 0) {
      return -1;
    }
    int writing = in.getUnsignedByte(at + 1);
    if (length == 3) {
      return writing == 0x53 ? in.getUnsignedByte(at + 2) : -1;
    }
    long code = in.getLong(at + 2);
    return writing == 0x80 && code >= 0 && code <= 0xff ? (int) code : -1;
  }

  private static @Nullable String wrongIn(ByteBuf in, int at, int length) {
    byte[] bytes = new byte[length];
    in.getBytes(at, bytes);
    Object decoded;
    try {
      decoded = decoded(bytes);
    } catch (RuntimeException e) {
      return "an AMQP open or attach that cannot be read";
    }
    if (decoded instanceof Open open) {
      return asksTooMuch(open.getDesiredCapabilities(), open.getOfferedCapabilities());
    }
    if (!(decoded instanceof Attach attach)) {
      return "an AMQP open or attach that is neither";
    }
    String wrong = asksTooMuch(attach.getDesiredCapabilities(), attach.getOfferedCapabilities());
    if (wrong == null && attach.getSource() instanceof Source source) {
      wrong = end(source.getAddress(), source.getCapabilities());
    } else if (wrong == null && attach.getSource() != null && !isCoordinated(attach)) {
      wrong = "an AMQP link from something unknown";
    }
    if (wrong == null && attach.getTarget() instanceof Target target) {
      wrong = end(target.getAddress(), target.getCapabilities());
    } else if (wrong == null && attach.getTarget() != null && !isCoordinated(attach)) {
      wrong = "an AMQP link to something unknown";
    }
    return wrong;
  }

  private static Object decoded(byte[] bytes) {
    DecoderImpl decoder = new DecoderImpl();
    AMQPDefinedTypes.registerAllTypes(decoder, new EncoderImpl(decoder));
    decoder.setByteBuffer(java.nio.ByteBuffer.wrap(bytes));
    return decoder.readObject();
  }

  private static boolean isCoordinated(Attach attach) {
    return attach.getTarget() instanceof Coordinator;
  }

  private static @Nullable String end(@Nullable String address, Symbol @Nullable [] capabilities) {
    return address != null && address.startsWith("$")
        ? "an AMQP link to an address of the broker itself"
        : asksTooMuch(capabilities, null);
  }

  private static @Nullable String asksTooMuch(
      Symbol @Nullable [] some, Symbol @Nullable [] others) {
    return areNeeded(some) && areNeeded(others)
        ? null
        : "an AMQP connection or link with a capability that no client needs";
  }

  private static boolean areNeeded(Symbol @Nullable [] capabilities) {
    return capabilities == null
        || Arrays.stream(capabilities)
            .allMatch(each -> CAPABILITIES.contains(String.valueOf(each)));
  }
}
