package io.pluralbridge.benchmark;

import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;

/**
 * The ceiling: the captures that the bridge sends, sent by a bare loop. The same HTTP client set up
 * in the same way, as many threads and connections, the same method, path, headers and body, and
 * the answer read to its end; no Camel, no journal, no file, and nobody looks at what was answered
 * but at its status.
 */
public final class Ceiling {

  private static final String TOKEN = "Bearer stand-in";

  private final String baseUrl;
  private final int inFlight;
  private final CloseableHttpClient client;
  private final ExecutorService hands;

  private Ceiling(String baseUrl, int inFlight, boolean virtualThreads) {
    this.baseUrl = baseUrl;
    this.inFlight = inFlight;
    this.client = client(inFlight);
    this.hands = virtualThreads ? virtualThreads() : Executors.newFixedThreadPool(inFlight);
  }

  /** Orders: {@code run COUNT PREFIX}. */
  public static void main(String[] args) throws IOException {
    Ceiling ceiling =
        new Ceiling(args[0], Integer.parseInt(args[1]), Boolean.parseBoolean(args[2]));
    Helper.serve(order -> ceiling.run(Long.parseLong(order[1]), order[2]));
  }

  /** As the bridge sets camel-http up. */
  private static CloseableHttpClient client(int connections) {
    Timeout connect = Timeout.ofMilliseconds(3_000);
    Timeout response = Timeout.ofMilliseconds(30_000);
    PoolingHttpClientConnectionManager manager = new PoolingHttpClientConnectionManager();
    manager.setMaxTotal(connections);
    manager.setDefaultMaxPerRoute(connections);
    manager.setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(response).build());
    manager.setDefaultConnectionConfig(
        ConnectionConfig.custom().setConnectTimeout(connect).setSocketTimeout(response).build());
    return HttpClients.custom()
        .setConnectionManager(manager)
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(connect)
                .setResponseTimeout(response)
                .build())
        .setUserAgent("plural-bridge")
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .disableConnectionState()
        .build();
  }

  private static ExecutorService virtualThreads() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK has no virtual threads", e);
    }
  }

  private Map<String, Object> run(long count, String prefix) {
    AtomicLong next = new AtomicLong();
    AtomicLong failed = new AtomicLong();
    CountDownLatch done = new CountDownLatch(inFlight);
    for (int i = 0; i < inFlight; i++) {
      hands.execute(
          () -> {
            for (long n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
              if (!isCaptured(prefix, n)) {
                failed.incrementAndGet();
              }
            }
            done.countDown();
          });
    }
    try {
      done.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return Map.of("failed", failed.get());
  }

  private boolean isCaptured(String prefix, long number) {
    HttpPut call =
        new HttpPut(
            baseUrl + "/api/pay/v1/orders/" + CaptureFiles.order(prefix, number) + "/capture");
    call.setHeader("Authorization", TOKEN);
    call.setHeader("Request-ID", "c17ce30f-f88e-4f81-ada1-" + (100_000_000_000L + number));
    call.setHeader("Request-Timestamp", Clock.systemUTC().instant().toString());
    call.setHeader("accept", "application/json");
    call.setEntity(
        new StringEntity(
            "{\"merchant_capture_reference\":\""
                + CaptureFiles.reference(prefix, number)
                + "\",\"capture_amount\":{\"value\":1100,\"currency\":\"INR\"}}",
            ContentType.APPLICATION_JSON));
    try {
      return client.execute(
          call,
          answer -> {
            EntityUtils.toByteArray(answer.getEntity());
            return answer.getCode() == 200;
          });
    } catch (IOException e) {
      return false;
    }
  }
}
