package io.pluralbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How far a client may be ahead of the answers that it takes. */
class PipelineLimitTest {

  private final AtomicLong unread = new AtomicLong();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(new PipelineLimit(unread::addAndGet, 0));

  private void ask(int times) {
    for (int i = 0; i < times; i++) {
      channel.writeInbound(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/" + i));
    }
  }

  private String next() {
    HttpRequest request = channel.readInbound();
    return request == null ? "none" : request.uri();
  }

  private void answer() {
    channel.writeOutbound(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.copyInt(1)));
  }

  @Test
  void requests_ahead_wait_and_go_on_in_their_order_as_answers_are_taken() {
    ask(40);

    for (int i = 0; i < PipelineLimit.MOST; i++) {
      assertThat(next()).isEqualTo("/" + i);
    }
    for (int i = PipelineLimit.MOST; i < 40; i++) {
      assertThat(next()).isEqualTo("none");
      answer();
      assertThat(next()).isEqualTo("/" + i);
    }
    assertThat(channel.isOpen()).isTrue();
    assertThat(unread).hasValue(0);
  }

  @Test
  void more_requests_than_may_wait_close_the_connection() {
    ask(PipelineLimit.MOST + PipelineLimit.MOST_KEPT);
    assertThat(channel.isOpen()).isTrue();

    ask(1);

    assertThat(channel.isOpen()).isFalse();
    assertThat(unread).hasValue(0);
  }

  @Test
  void a_body_that_waits_is_small_or_closes_the_connection() {
    ask(PipelineLimit.MOST + 1);
    for (int i = 0; channel.isOpen() && i < 2_000; i++) {
      assertThat(unread.get()).isLessThanOrEqualTo(PipelineLimit.MOST_BYTES_KEPT);
      channel.writeInbound(new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[1024])));
    }

    assertThat(channel.isOpen()).isFalse();
    assertThat(unread).hasValue(0);
  }
}
