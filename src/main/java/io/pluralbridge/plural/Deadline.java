package io.pluralbridge.plural;

import io.netty.util.Timeout;
import io.netty.util.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;

/**
 * Lets a call leave only in time, and ends one whose answer has not begun in time, by cutting its
 * connection.
 *
 * <p>The client's own response time-out starts anew with every byte, so an answer that trickles
 * would never meet it, and an inquiry would ask about a call that is still open.
 */
public final class Deadline extends HttpRequestExecutor {

  private final Duration longest;
  private final Timer timer;
  private final SendDeadline fence;

  /**
   * A deadline.
   *
   * @param longest from the first byte sent to the last header received
   * @param timer fires it. Takes in and forgets thousands a second without a lock
   * @param fence says until when a call may leave
   */
  public Deadline(Duration longest, Timer timer, SendDeadline fence) {
    this.longest = longest;
    this.timer = timer;
    this.fence = fence;
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request,
      HttpClientConnection connection,
      HttpResponseInformationCallback informed,
      HttpContext context)
      throws IOException, HttpException {
    fence.check();
    Timeout cut =
        timer.newTimeout(
            late -> connection.close(CloseMode.IMMEDIATE),
            longest.toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      return super.execute(request, connection, informed, context);
    } finally {
      cut.cancel();
    }
  }
}
