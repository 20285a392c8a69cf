package io.pluralbridge.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;

/** The merchant's side: takes callbacks and webhooks over real HTTP, and keeps every byte. */
public final class Shop implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Heard> heard = new CopyOnWriteArrayList<>();
  private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
  private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
  private volatile CountDownLatch leave = new CountDownLatch(0);

  public Shop() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::hear);
    server.setExecutor(threads);
    server.start();
  }

  /** A request as it arrived. */
  public record Heard(String method, URI uri, Map<String, String> headers, byte[] body) {

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** The fields of its query, or of its form. */
    public Map<String, String> fields() {
      String query = uri.getRawQuery();
      return decoded(method.equals("GET") ? (query == null ? "" : query) : text());
    }

    private static Map<String, String> decoded(String encoded) {
      Map<String, String> fields = new LinkedHashMap<>();
      for (String field : encoded.split("&")) {
        String[] parts = field.split("=", 2);
        fields.put(
            URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
            URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
      }
      return fields;
    }
  }

  public String url(String path) {
    return "http://localhost:" + server.getAddress().getPort() + path;
  }

  /** How the next requests are answered; those after them with 200. */
  public void answerWith(Integer... statuses) {
    answers.addAll(List.of(statuses));
  }

  /** From now on hears, and answers nothing until it is let go. */
  public void hold() {
    leave = new CountDownLatch(1);
  }

  public void letGo() {
    leave.countDown();
  }

  private void waitForLeave() {
    try {
      leave.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many connections there were. */
  public int connections() {
    return connections.size();
  }

  public List<Heard> heard() {
    return heard;
  }

  /** What arrived at that path, once there is that much. */
  public List<Heard> await(String path, int count) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> at(path).size() >= count);
    return at(path);
  }

  public List<Heard> at(String path) {
    return heard.stream().filter(one -> one.uri().getPath().equals(path)).toList();
  }

  private void hear(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new LinkedHashMap<>();
      exchange
          .getRequestHeaders()
          .forEach(
              (name, values) ->
                  headers.put(name.toLowerCase(Locale.ROOT), String.join("|", values)));
      connections.add(exchange.getRemoteAddress());
      byte[] body = exchange.getRequestBody().readAllBytes();
      heard.add(new Heard(exchange.getRequestMethod(), exchange.getRequestURI(), headers, body));
      waitForLeave();
      Integer status = answers.poll();
      byte[] page =
          "<!DOCTYPE html><title>The shop</title><h1>Thank you</h1>"
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "text/html");
      exchange.sendResponseHeaders(status == null ? 200 : status, page.length);
      exchange.getResponseBody().write(page);
    }
  }

  @Override
  public void close() {
    letGo();
    server.stop(0);
    threads.shutdownNow();
  }
}
