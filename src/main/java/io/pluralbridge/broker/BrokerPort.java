package io.pluralbridge.broker;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;

/**
 * The port by which other programs reach the broker inside. It is ours, and not that of Artemis, so
 * that a gate of ours sees all that comes in before Artemis does; Artemis takes over behind it.
 */
final class BrokerPort implements AutoCloseable {

  private static final int THREADS = 2;

  private final EventLoopGroup loops;
  private final Channel channel;

  private BrokerPort(EventLoopGroup loops, Channel channel) {
    this.loops = loops;
    this.channel = channel;
  }

  /**
   * Opens it.
   *
   * @param tls whether the acceptor has a certificate to show
   * @param gates makes the gate of a connection
   * @throws java.net.BindException when somebody else has the port
   */
  static BrokerPort open(
      InetSocketAddress address, boolean tls, NettyAcceptor acceptor, Supplier<PortGate> gates)
      throws IOException {
    EventLoopGroup loops =
        new NioEventLoopGroup(THREADS, new DefaultThreadFactory("broker-port", true));
    ServerBootstrap server =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel connection) throws Exception {
                    ChannelPipeline pipeline = connection.pipeline();
                    if (tls) {
                      InetSocketAddress from = connection.remoteAddress();
                      pipeline.addLast(
                          "ssl",
                          acceptor.getSslHandler(
                              connection.alloc(), from.getHostString(), from.getPort()));
                    }
                    pipeline.addLast("gate", gates.get());
                    acceptor.transfer(connection);
                  }
                });
    ChannelFuture bound = server.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
      throw bound.cause() instanceof IOException io ? io : new IOException(bound.cause());
    }
    return new BrokerPort(loops, bound.channel());
  }

  /** Takes no more connections. Those that are there go on until {@link #close}. */
  void takeNoMore() {
    channel.close().awaitUninterruptibly();
  }

  @Override
  public void close() {
    takeNoMore();
    loops.shutdownGracefully(0, 3, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
