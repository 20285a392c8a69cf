package io.pluralbridge.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pluralbridge.proof.Visit.Told;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One client with one instruction. It has little patience: it repeats the same call, to whichever
 * node, until it has an answer that is the last one.
 */
final class Shopper {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> FINAL = Set.of("SUCCEEDED", "DECLINED");
  private static final int ACCEPTED = 202;
  private static final int TIMED_OUT = 504;
  private static final int NOT_FOUND = 404;
  private static final int MOST_LOOKS = 12;
  private static final int LONGEST_REST_MS = 4_000;

  private final HttpClient http;
  private final List<Node> nodes;
  private final Errand errand;
  private final String body;
  private int rests;
  private final Random random;
  private final HttpFigures figures;
  private final Visit visit;
  private final BooleanSupplier closed;

  Shopper(
      HttpClient http,
      List<Node> nodes,
      Visit visit,
      long seed,
      HttpFigures figures,
      BooleanSupplier closed) {
    this.http = http;
    this.nodes = nodes;
    this.errand = visit.errand();
    this.random = new Random(seed);
    // Not every client writes the same JSON with the same blanks.
    this.body = errand.body().replace(":", random.nextBoolean() ? ": " : ":");
    this.figures = figures;
    this.visit = visit;
    this.closed = closed;
  }

  /** The last answer; empty when nobody waits for it any more. */
  Optional<Told> ask(boolean afterwards) throws InterruptedException {
    while (!closed.getAsBoolean()) {
      HttpRequest call = call(afterwards);
      HttpResponse<String> answer = send(call);
      if (answer != null && isLast(answer)) {
        boolean replayed =
            answer.headers().firstValue("Idempotent-Replayed").orElse("").equals("true");
        return Optional.of(new Told(answer.statusCode(), answer.body(), replayed, afterwards));
      }
      if (answer != null && answer.statusCode() == ACCEPTED) {
        if (call.headers().firstValue("Prefer").isEmpty()) {
          visit.odd().add("202 was told to a client that did not ask for it");
        }
        lookFor(answer);
      } else if (answer != null && answer.statusCode() == TIMED_OUT) {
        if (!repeatIsSafe(answer.body())) {
          visit.odd().add("504 does not say that a repeat is safe");
        }
        lookFor(answer);
      }
      rest();
    }
    return Optional.empty();
  }

  private static boolean isLast(HttpResponse<String> answer) {
    int status = answer.statusCode();
    return status != ACCEPTED && (status / 100 == 2 || status / 100 == 4);
  }

  private HttpRequest call(boolean afterwards) {
    HttpRequest.Builder call =
        request(errand.path())
            .header("Content-Type", "application/json")
            .method(errand.method(), BodyPublishers.ofString(body));
    if (errand.idempotencyKey() != null) {
      call.header("Idempotency-Key", errand.idempotencyKey());
    }
    // Who wants no answer gets none, not even at the end: having looked, it asks for it.
    if (errand.async() && !afterwards && visit.seen().isEmpty() && random.nextInt(4) > 0) {
      call.header("Prefer", "respond-async");
    }
    return call.build();
  }

  /** To a node of chance, with patience of chance: from a third of a second to ten. */
  private HttpRequest.Builder request(String path) {
    Node node = nodes.get(random.nextInt(nodes.size()));
    long patience = (long) (300 * Math.exp(random.nextDouble() * Math.log(33)));
    return HttpRequest.newBuilder(URI.create(node.http() + path))
        .header("Authorization", "Bearer " + Given.API_KEY)
        .timeout(Duration.ofMillis(patience));
  }

  private @Nullable HttpResponse<String> send(HttpRequest request) throws InterruptedException {
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      figures.count(request.method().equals("GET"), answer.statusCode());
      return answer;
    } catch (HttpTimeoutException e) {
      figures.count("no answer within the client's patience");
    } catch (ConnectException e) {
      figures.count("could not connect");
    } catch (IOException e) {
      figures.count("connection cut");
    }
    return null;
  }

  /** Looks where it was told to, for a while. */
  private void lookFor(HttpResponse<String> answer) throws InterruptedException {
    String location = answer.headers().firstValue("Location").orElse("");
    if (location.isEmpty()) {
      visit.odd().add(answer.statusCode() + " does not say where to look");
      return;
    }
    for (int i = 0; i < MOST_LOOKS && !closed.getAsBoolean(); i++) {
      rest();
      HttpResponse<String> found = send(request(location).GET().build());
      if (found != null && found.statusCode() == NOT_FOUND) {
        visit.odd().add(answer.statusCode() + " was told, and at " + location + " is nothing");
        return;
      }
      if (found != null && found.statusCode() == 200) {
        String state = state(found.body());
        if (FINAL.contains(state)) {
          visit.seen().add(state);
          return;
        }
      }
    }
  }

  private static boolean repeatIsSafe(String body) {
    try {
      return JSON.readTree(body).at("/additional_error_details/repeat_is_safe").asBoolean();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static String state(String body) {
    try {
      return JSON.readTree(body).path("status").asText();
    } catch (JsonProcessingException e) {
      return "not JSON: " + body;
    }
  }

  /** The longer the more often it rested before. */
  private void rest() throws InterruptedException {
    rests++;
    TimeUnit.MILLISECONDS.sleep(100 + random.nextInt(Math.min(LONGEST_REST_MS, 500 * rests)));
  }
}
