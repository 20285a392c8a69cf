package io.pluralbridge.sandbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The last requests that arrived, so that tests can see what a client really sends. */
final class RequestLog {

  /** How many are remembered. */
  static final int KEPT = 200;

  private static final Set<String> SECRET =
      Set.of("authorization", "proxy-authorization", "cookie", "x-api-key");

  private final Deque<SeenRequest> requests = new ArrayDeque<>(KEPT);

  void add(String method, String path, Iterable<Map.Entry<String, String>> headers) {
    List<SeenRequest.Header> seen = new ArrayList<>();
    for (Map.Entry<String, String> header : headers) {
      boolean secret = SECRET.contains(header.getKey().toLowerCase(Locale.ROOT));
      seen.add(new SeenRequest.Header(header.getKey(), secret ? "***" : header.getValue()));
    }
    keep(new SeenRequest(method, path, seen));
  }

  private synchronized void keep(SeenRequest request) {
    if (requests.size() == KEPT) {
      requests.removeFirst();
    }
    requests.addLast(request);
  }

  /** The last of them, at most that many, the oldest first. */
  synchronized List<SeenRequest> last(int most) {
    List<SeenRequest> all = new ArrayList<>(requests);
    return List.copyOf(all.subList(Math.max(0, all.size() - Math.max(0, most)), all.size()));
  }
}
