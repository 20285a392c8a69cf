package io.pluralbridge.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open connections of the HTTP server: a bounded number, and none of which the answers are not
 * read.
 *
 * <p>When there are too many, the oldest of those that leave answers unread makes place for a new
 * one, or else the one that has been idle for longest. So neither keeps a caller out. Where all are
 * in honest use, the new one is closed.
 */
public final class OpenConnections {

  private static final Logger log = LoggerFactory.getLogger(OpenConnections.class);
  private static final long BETWEEN_WARNINGS_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** This part of the heap may be answers that are not read. */
  private static final int PART_OF_HEAP = 8;

  private final int most;
  private final Duration writeTimeout;
  private final Set<HttpConnection> inUse = new LinkedHashSet<>();
  private final Set<HttpConnection> idle = new LinkedHashSet<>();
  private final long mostUnread;
  private final AtomicLong unread = new AtomicLong();
  private final AtomicLong nextWarning = new AtomicLong(System.nanoTime());

  /**
   * None yet.
   *
   * @param most how many at once
   * @param writeTimeout how long a client may take nothing of an answer that waits for it
   * @param heap how many bytes of memory the process has
   */
  public OpenConnections(int most, Duration writeTimeout, long heap) {
    this.most = most;
    this.writeTimeout = writeTimeout;
    this.mostUnread = heap / PART_OF_HEAP;
  }

  /** How many are open. */
  public synchronized int count() {
    return inUse.size() + idle.size();
  }

  /** A client has connected; another connection, or this one, is closed when there are too many. */
  void opened(HttpConnection connection) {
    opened(connection, 0);
  }

  /** The same, of a client of which the first request is there already. */
  void openedBefore(HttpConnection connection) {
    opened(connection, 1);
  }

  private void opened(HttpConnection connection, int requests) {
    new PipelineLimit(this::unread, requests).guard(channel(connection).pipeline());
    channel(connection)
        .pipeline()
        .addFirst(
            new IdleStateHandler(true, 0, writeTimeout.toMillis(), 0, TimeUnit.MILLISECONDS),
            new CloseWhatIsNotRead());
    HttpConnection surplus = add(connection);
    if (surplus != null) {
      warn(
          "There are {} connections (bridge.http.max-connections): one that is idle or leaves its"
              + " answers unread is closed for a new one",
          most);
      surplus.close();
    }
  }

  /** Where too much waits to be read, the connection is closed for which the most waits. */
  private void unread(long bytes) {
    long now = unread.addAndGet(bytes);
    if (bytes > 0 && now > mostUnread) {
      mostUnread()
          .ifPresent(
              channel -> {
                var unused = channel.close();
              });
      warn(
          "{} bytes of answers wait to be read: the connection that leaves the most unread is"
              + " closed",
          now);
    }
  }

  private synchronized Optional<Channel> mostUnread() {
    return Stream.concat(inUse.stream(), idle.stream())
        .map(OpenConnections::channel)
        .max(Comparator.comparingLong(OpenConnections::unsent));
  }

  private synchronized @Nullable HttpConnection add(HttpConnection connection) {
    if (inUse.size() + idle.size() < most) {
      idle.add(connection);
      return null;
    }
    HttpConnection surplus =
        Stream.concat(inUse.stream().filter(one -> !answersAreTaken(one)), idle.stream())
            .findFirst()
            .orElse(connection);
    if (surplus != connection) {
      closed(surplus);
      idle.add(connection);
    }
    return surplus;
  }

  /** A request has come on it. */
  synchronized void used(HttpConnection connection) {
    if (idle.remove(connection)) {
      inUse.add(connection);
    }
  }

  /** Its request is answered. */
  synchronized void unused(HttpConnection connection) {
    if (inUse.remove(connection)) {
      idle.add(connection);
    }
  }

  /** It is no more. */
  synchronized void closed(HttpConnection connection) {
    inUse.remove(connection);
    idle.remove(connection);
  }

  /** True when the client has taken all earlier answers on the connection: as a rule it has. */
  static boolean answersAreTaken(HttpConnection connection) {
    return !hasUnsent(channel(connection));
  }

  /**
   * Runs that once the client has taken all earlier answers on the connection. One that sends
   * requests and reads no answers gets no further ones made.
   */
  static void whenAnswersAreTaken(HttpConnection connection, Runnable then) {
    Context context = Vertx.currentContext();
    channel(connection)
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            taken -> {
              if (taken.isSuccess()) {
                context.runOnContext(again -> then.run());
              }
            });
  }

  private static Channel channel(HttpConnection connection) {
    return ((ConnectionBase) connection).channel();
  }

  private static boolean hasUnsent(Channel channel) {
    return unsent(channel) > 0;
  }

  private static long unsent(Channel channel) {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  private void warn(String message, Object argument) {
    long now = System.nanoTime();
    long due = nextWarning.get();
    if (now - due >= 0 && nextWarning.compareAndSet(due, now + BETWEEN_WARNINGS_NANOS)) {
      log.warn(message, argument);
    }
  }

  /** Closes a connection of which the client takes nothing though there is something to take. */
  private final class CloseWhatIsNotRead extends ChannelInboundHandlerAdapter {

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
      if (!(event instanceof IdleStateEvent idleness)) {
        super.userEventTriggered(context, event);
      } else if (idleness.state() == IdleState.WRITER_IDLE && hasUnsent(context.channel())) {
        warn(
            "A client has read nothing of its answer for {} (bridge.http.write-timeout): cut off",
            writeTimeout);
        var unused = context.close();
      }
    }
  }
}
