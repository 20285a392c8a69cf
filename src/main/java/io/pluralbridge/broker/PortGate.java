package io.pluralbridge.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.pluralbridge.broker.TurnedAway.Reason;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the head of every frame of one connection before Artemis sees a byte of it. What may not
 * pass closes the connection. It keeps nothing but what it needs to see in one piece.
 */
final class PortGate extends ChannelInboundHandlerAdapter implements Unfinished.Holder {

  /** How large a frame may be that comes before the log-in. */
  static final int BEFORE_LOGIN_BYTES = 65_536;

  private static final Logger log = LoggerFactory.getLogger(PortGate.class);
  private static final byte[] CORE = {'A', 'R', 'T', 'E', 'M', 'I', 'S'};
  private static final byte[] AMQP = {'A', 'M', 'Q', 'P'};

  private final Newcomers newcomers;
  private final LogIns logIns;
  private final Unfinished unfinished;
  private final TurnedAway turnedAway;
  private final int mostBytes;
  private final int mostOfDelivery;
  private final BiConsumer<Channel, Boolean> ended;

  private volatile @Nullable Channel channel;
  private @Nullable Frames frames;
  private ByteBuf held = Unpooled.EMPTY_BUFFER;
  private long passing;
  private long passed;
  private long counted;
  private boolean loggedIn;
  private boolean waitsForTurn;
  private boolean hasTurn;
  private boolean closed;

  /**
   * The gate of one connection.
   *
   * @param logIns says how long a log-in waits
   * @param unfinished told how much came of messages that are not whole
   * @param mostBytes of a frame after the log-in
   * @param mostOfDelivery of a message that comes by AMQP, in all its frames
   * @param ended told when the connection ends, and whether it had logged in, before Artemis is
   */
  PortGate(
      Newcomers newcomers,
      LogIns logIns,
      Unfinished unfinished,
      TurnedAway turnedAway,
      int mostBytes,
      int mostOfDelivery,
      BiConsumer<Channel, Boolean> ended) {
    this.newcomers = newcomers;
    this.logIns = logIns;
    this.unfinished = unfinished;
    this.turnedAway = turnedAway;
    this.mostBytes = mostBytes;
    this.mostOfDelivery = mostOfDelivery;
    this.ended = ended;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) throws Exception {
    channel = context.channel();
    newcomers.came(context.channel());
    super.channelActive(context);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    closed = true;
    hold(Unpooled.EMPTY_BUFFER);
    unfinished.holds(this, 0);
    newcomers.left(context.channel());
    ended.accept(context.channel(), newcomers.isLoggedIn(context.channel()));
    super.channelInactive(context);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
    if (newcomers.isLoggedIn(context.channel())) {
      super.exceptionCaught(context, cause);
    } else {
      log.debug("A connection that has not logged in fails", cause);
      ChannelFuture unused = context.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (closed || !(message instanceof ByteBuf bytes)) {
      ReferenceCountUtil.release(message);
      return;
    }
    ByteBuf in = bytes;
    if (held.isReadable()) {
      in = context.alloc().buffer(held.readableBytes() + bytes.readableBytes());
      in.writeBytes(held).writeBytes(bytes);
      bytes.release();
      hold(Unpooled.EMPTY_BUFFER);
    }
    if (waitsForTurn) {
      hold(in);
      return;
    }
    lookAndRelease(context, in);
  }

  private void lookAndRelease(ChannelHandlerContext context, ByteBuf in) {
    try {
      look(context, in);
    } finally {
      in.release();
    }
    countUnfinished();
  }

  /** Of a message in frames, and of a frame that is not whole, which Artemis gathers. */
  private void countUnfinished() {
    Frames known = frames;
    long now =
        closed || known == null
            ? 0
            : Math.max(known.unfinished(), (passing > 0 ? passed : 0) + held.readableBytes());
    if (now != counted) {
      counted = now;
      unfinished.holds(this, now);
    }
  }

  @Override
  public void giveUp() {
    Channel known = channel;
    if (known != null) {
      ChannelFuture unused = known.close();
    }
  }

  @Override
  public @Nullable SocketAddress from() {
    Channel known = channel;
    return known == null ? null : known.remoteAddress();
  }

  private void look(ChannelHandlerContext context, ByteBuf in) {
    int from = in.readerIndex();
    int end = in.writerIndex();
    int at = from;
    while (at < end) {
      if (passing > 0) {
        int step = (int) Math.min(passing, end - at);
        at += step;
        passing -= step;
        passed += step;
        continue;
      }
      Frames.Verdict verdict = verdict(context, in, at, end - at);
      if (verdict instanceof Frames.Pass pass) {
        passing = pass.bytes();
        passed = 0;
      } else if (verdict instanceof Frames.LogIn logIn) {
        long wait = hasTurn ? 0 : delay(context.channel(), logIn);
        if (wait != 0) {
          forward(context, in, from, at);
          waitOrRefuse(context, in.slice(at, end - at), wait);
          return;
        }
        hasTurn = false;
        passing = logIn.bytes();
        passed = 0;
      } else if (verdict instanceof Frames.Answer answer) {
        forward(context, in, from, at);
        at += answer.bytes();
        from = at;
        ChannelFuture unused = context.writeAndFlush(answer.answer());
      } else if (verdict instanceof Frames.Refuse refuse) {
        closed = true;
        turnedAway.add(refuse.reason(), refuse.what(), context.channel().remoteAddress());
        ChannelFuture unused = context.close();
        return;
      } else {
        break;
      }
    }
    forward(context, in, from, at);
    if (at < end && !closed) {
      hold(Unpooled.copiedBuffer(in.slice(at, end - at)));
    }
  }

  private long delay(Channel from, Frames.LogIn logIn) {
    return logIns.delay(from, logIn.user(), logIn.password());
  }

  /** Reads nothing more until it is its turn; nobody's thread waits for that. */
  private void waitOrRefuse(ChannelHandlerContext context, ByteBuf rest, long wait) {
    if (wait < 0) {
      closed = true;
      turnedAway.add(
          Reason.LOGIN,
          "one of too many that log in after wrong passwords",
          context.channel().remoteAddress());
      ChannelFuture unused = context.close();
      return;
    }
    hold(Unpooled.copiedBuffer(rest));
    waitsForTurn = true;
    context.channel().config().setAutoRead(false);
    ScheduledFuture<?> unused =
        context
            .executor()
            .schedule(
                () -> {
                  waitsForTurn = false;
                  if (!closed) {
                    hasTurn = true;
                    ByteBuf in = held;
                    held = Unpooled.EMPTY_BUFFER;
                    lookAndRelease(context, in);
                    context.channel().config().setAutoRead(true);
                  }
                },
                wait,
                TimeUnit.MILLISECONDS);
  }

  private Frames.Verdict verdict(ChannelHandlerContext context, ByteBuf in, int at, int there) {
    Frames known = frames;
    if (known == null) {
      return protocol(in, at, there);
    }
    loggedIn = loggedIn || newcomers.isLoggedIn(context.channel());
    return known.next(in, at, there, loggedIn);
  }

  /** Every client begins with the name of its protocol. */
  private Frames.Verdict protocol(ByteBuf in, int at, int there) {
    if (begins(in, at, there, CORE)) {
      if (there < CORE.length) {
        return new Frames.Wait(CORE.length);
      }
      frames = new CoreFrames(mostBytes);
      return new Frames.Pass(CORE.length);
    }
    if (begins(in, at, there, AMQP)) {
      AmqpFrames amqp = new AmqpFrames(mostOfDelivery);
      Frames.Verdict first = amqp.next(in, at, there, false);
      frames = first instanceof Frames.Wait ? null : amqp;
      return first;
    }
    return new Frames.Refuse(Reason.PROTOCOL, "what is neither CORE nor AMQP");
  }

  private static boolean begins(ByteBuf in, int at, int there, byte[] name) {
    for (int i = 0; i < Math.min(there, name.length); i++) {
      if (in.getByte(at + i) != name[i]) {
        return false;
      }
    }
    return true;
  }

  private void hold(ByteBuf bytes) {
    held.release();
    held = bytes;
  }

  private static void forward(ChannelHandlerContext context, ByteBuf in, int from, int to) {
    if (to > from) {
      context.fireChannelRead(in.retainedSlice(from, to - from));
    }
  }
}
