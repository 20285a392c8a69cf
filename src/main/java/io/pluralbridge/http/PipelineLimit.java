package io.pluralbridge.http;

import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.function.LongConsumer;

/**
 * Closes a connection that sends request after request and does not take the answers. Vert.x keeps
 * every request that has come on a connection until those before it are answered, however many
 * there are.
 */
final class PipelineLimit extends ChannelDuplexHandler {

  /** So many requests may have come of which the answers are not taken. Hardly a client sends 2. */
  static final int MOST = 4;

  private final LongConsumer unread;
  private int untaken;
  private boolean closed;

  /**
   * The limit of one connection.
   *
   * @param unread told how many bytes of answers came to those that wait to be taken, or went
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
    if (!closed && message instanceof HttpRequest && ++untaken > MOST) {
      closed = true;
      ChannelFuture unused = context.close();
    }
    if (closed) {
      ReferenceCountUtil.release(message);
    } else {
      super.channelRead(context, message);
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    int bytes = message instanceof ByteBufHolder held ? held.content().readableBytes() : 0;
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
