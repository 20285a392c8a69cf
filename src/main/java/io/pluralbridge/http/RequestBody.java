package io.pluralbridge.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request as it comes. Nothing of it is taken before somebody reads, and then no more
 * than a few buffers ahead: however long it is, it needs no memory.
 *
 * <p>It ends only where its sender ended it. One that breaks off, or only trickles, is an
 * exception.
 */
final class RequestBody extends InputStream {

  private static final int BUFFERS_AHEAD = 4;

  /** What has to come within the limit, so that nobody stays by sending a byte now and then. */
  private static final int WORTH_WAITING_FOR = 16 * 1024;

  private static final Buffer END = Buffer.buffer();

  private final HttpServerRequest request;
  private final Duration limit;
  private final BlockingQueue<Buffer> arrived = new LinkedBlockingQueue<>();
  private volatile @Nullable String broken;
  private boolean begun;
  private boolean ended;
  private long waited;
  private long sinceWaiting;
  private long total;
  private Buffer current = END;
  private int position;

  /**
   * The body of that request, which is paused.
   *
   * @param limit how long to wait for more of it
   */
  RequestBody(HttpServerRequest request, Duration limit) {
    this.request = request;
    this.limit = limit;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) == -1 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended && position == current.length()) {
      next();
    }
    if (ended) {
      return -1;
    }
    int count = Math.min(length, current.length() - position);
    current.getBytes(position, position + count, bytes, offset);
    position += count;
    return count;
  }

  private void next() throws IOException {
    if (begun) {
      request.fetch(1);
    } else {
      begin();
    }
    current = await();
    position = 0;
    String why = broken;
    if (why != null) {
      throw new BodyIncompleteException(why);
    }
    if (current == END) {
      checkLength();
      ended = true;
    }
    total += current.length();
  }

  private void begin() {
    begun = true;
    request.exceptionHandler(cause -> breakOff("the connection was closed in the middle of it"));
    request.endHandler(end -> arrived.add(END));
    request.handler(arrived::add);
    if (request.response().closed()) {
      breakOff("the connection was closed before it");
    }
    if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      request.response().writeContinue();
    }
    request.fetch(BUFFERS_AHEAD);
  }

  private void breakOff(String why) {
    broken = why;
    arrived.add(END);
  }

  private Buffer await() throws IOException {
    long start = System.nanoTime();
    @Nullable Buffer buffer;
    try {
      buffer = arrived.poll(limit.toNanos() - waited, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped while a body came");
    }
    if (buffer == null) {
      throw new BodyIncompleteException(
          "nothing of it worth mention came within " + limit.toMillis() + " ms");
    }
    waited += System.nanoTime() - start;
    sinceWaiting += buffer.length();
    if (sinceWaiting >= WORTH_WAITING_FOR) {
      waited = 0;
      sinceWaiting = 0;
    }
    return buffer;
  }

  private void checkLength() throws BodyIncompleteException {
    String announced = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (announced != null && !announced.strip().equals(Long.toString(total))) {
      throw new BodyIncompleteException(
          "it has " + total + " bytes, and its Content-Length is another");
    }
  }
}
