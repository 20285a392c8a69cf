package io.pluralbridge.http;

import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets no more than a few requests of a connection on whose answers are not taken, keeps some that
 * follow, and closes a connection that sends still more. Vert.x keeps every request that has come
 * on a connection until those before it are answered, however many there are; and it trips over a
 * body that turns out to be no HTTP before it is the turn of its request, so that waits here, too.
 */
final class PipelineLimit extends ChannelDuplexHandler {

  /** So many requests are let on of which the answers are not taken. */
  static final int MOST = 4;

  /** So many more wait here. */
  static final int MOST_KEPT = 64;

  /** With no more than these bytes: what waits here has no budget of bodies yet. */
  static final int MOST_BYTES_KEPT = 1024 * 1024;

  /** What a part of a request takes of the memory beside its content, about. */
  private static final int OBJECTS = 2048;

  private final LongConsumer unread;
  private final Deque<Object> kept = new ArrayDeque<>();
  private int untaken;
  private int requestsKept;
  private int bytesKept;
  private boolean lettingOn;
  private boolean closed;

  /**
   * The limit of one connection.
   *
   * @param unread told how many bytes came to those that wait to be taken or let on, or went
   * @param requests how many came before this is there, and are not answered
   */
  PipelineLimit(LongConsumer unread, int requests) {
    this.unread = unread;
    this.untaken = requests;
  }

  /** Sees to that connection from now on: between what reads HTTP and Vert.x. */
  void guard(ChannelPipeline pipeline) {
    pipeline.addBefore("handler", null, this);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (closed) {
      ReferenceCountUtil.release(message);
    } else if (!kept.isEmpty() || mustWait(message)) {
      keep(context, message);
    } else {
      letOn(context, message);
    }
  }

  private boolean mustWait(Object message) {
    return message instanceof HttpRequest ? untaken >= MOST : isBroken(message) && untaken > 1;
  }

  /** A part of a body in which HTTP ended: a line of it too long, a length that is no number. */
  private static boolean isBroken(@Nullable Object message) {
    return message instanceof HttpContent part && part.decoderResult().isFailure();
  }

  private void keep(ChannelHandlerContext context, Object message) {
    kept.add(message);
    count(message, 1);
    if (requestsKept > MOST_KEPT || bytesKept > MOST_BYTES_KEPT) {
      forget();
      ChannelFuture unused = context.close();
    }
  }

  private void count(Object message, int one) {
    int bytes = bytes(message) + OBJECTS;
    requestsKept += message instanceof HttpRequest ? one : 0;
    bytesKept += one * bytes;
    unread.accept((long) one * bytes);
  }

  private void letOn(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest) {
      untaken++;
    }
    context.fireChannelRead(message);
  }

  /** An answer was taken, so others may go on. */
  private void goOn(ChannelHandlerContext context) {
    if (lettingOn || kept.isEmpty()) {
      return;
    }
    lettingOn = true;
    try {
      while (!kept.isEmpty() && !mustWait(kept.peek())) {
        Object message = kept.remove();
        count(message, -1);
        letOn(context, message);
      }
    } finally {
      lettingOn = false;
    }
    context.fireChannelReadComplete();
  }

  private void forget() {
    closed = true;
    while (!kept.isEmpty()) {
      Object message = kept.remove();
      count(message, -1);
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    forget();
    super.channelInactive(context);
  }

  private static int bytes(Object message) {
    return message instanceof ByteBufHolder held ? held.content().readableBytes() : 0;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    int bytes = bytes(message);
    boolean isEnd = message instanceof LastHttpContent && !isInformation(message);
    if (bytes == 0 && !isEnd) {
      super.write(context, message, promise);
      return;
    }
    ChannelPromise told = promise.unvoid();
    told.addListener(
        taken -> {
          unread.accept(-bytes);
          if (isEnd) {
            untaken--;
            if (isBroken(kept.peek())) {
              // Vert.x is still about to begin with the request that it is part of.
              context.executor().execute(() -> goOn(context));
            } else {
              goOn(context);
            }
          }
        });
    super.write(context, message, told);
    if (bytes > 0) {
      unread.accept(bytes);
    }
  }

  private static boolean isInformation(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }
}
