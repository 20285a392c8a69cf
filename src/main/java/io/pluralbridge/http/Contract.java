package io.pluralbridge.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the contract says about the outside of the door: its paths, and what each may carry. */
public final class Contract {

  private static final String RESOURCE = "/openapi/plural-bridge.json";

  /** Some clients send an empty object with everything. */
  private static final int NO_BODY_BYTES = 1024;

  private final JsonNode whole;
  private final List<Path> paths = new ArrayList<>();

  /**
   * One operation.
   *
   * @param needsKey false for those that anybody may use
   * @param mediaTypes that its body may be of, the usual one first; none when it has no body
   * @param bodyHasLimit false when its body may be of any length
   * @param mostBodyBytes what its body may have at most; 0 when the settings say that
   * @param headers those that it reads, in small letters
   * @param queries the query parameters that it reads
   * @param mayBeKept the {@code Cache-Control} of its good answer; empty when nobody may keep it
   */
  record Operation(
      boolean needsKey,
      List<String> mediaTypes,
      boolean bodyHasLimit,
      int mostBodyBytes,
      Set<String> headers,
      Set<String> queries,
      String mayBeKept) {

    /** How many bytes its body may have, where the settings allow that many. */
    int mostBytes(int setting) {
      int most = mediaTypes.isEmpty() ? NO_BODY_BYTES : mostBodyBytes;
      return most == 0 ? setting : Math.min(most, setting);
    }
  }

  private record Path(List<String> segments, Map<String, Operation> byMethod) {

    boolean is(List<String> others) {
      if (segments.size() != others.size()) {
        return false;
      }
      for (int i = 0; i < segments.size(); i++) {
        boolean any = segments.get(i).startsWith("{");
        if (any ? !canBeValue(others.get(i)) : !segments.get(i).equals(others.get(i))) {
          return false;
        }
      }
      return true;
    }

    /** Dots would move about in the path, in whatever spelling. */
    private static boolean canBeValue(String segment) {
      String plain = segment.replaceAll("(?i)%2e", ".");
      return !plain.isEmpty() && !plain.equals(".") && !plain.equals("..");
    }
  }

  private Contract(JsonNode whole) {
    this.whole = whole;
    for (Map.Entry<String, JsonNode> path : whole.path("paths").properties()) {
      Map<String, Operation> byMethod = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        byMethod.put(method.getKey().toUpperCase(Locale.ROOT), operation(method.getValue()));
      }
      paths.add(new Path(segments(path.getKey()), byMethod));
    }
  }

  /** The one that we publish. */
  public static Contract read() {
    try (InputStream in = Contract.class.getResourceAsStream(RESOURCE)) {
      return new Contract(new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new IllegalStateException("our own contract cannot be read", e);
    }
  }

  private Operation operation(JsonNode operation) {
    JsonNode security = operation.path("security");
    JsonNode media = operation.path("requestBody").path("content");
    boolean needsKey = !security.isArray() || !security.isEmpty();
    return new Operation(
        needsKey,
        media.properties().stream().map(Map.Entry::getKey).toList(),
        operation.path("responses").has("413"),
        operation.path("requestBody").path("x-max-bytes").asInt(0),
        parameters(operation, "header"),
        parameters(operation, "query"),
        operation.at("/responses/200/headers/Cache-Control/schema/enum/0").asText());
  }

  private Set<String> parameters(JsonNode operation, String in) {
    Set<String> names = new TreeSet<>();
    for (JsonNode parameter : operation.path("parameters")) {
      JsonNode resolved =
          parameter.has("$ref")
              ? whole.at(parameter.path("$ref").asText().substring(1))
              : parameter;
      if (resolved.path("in").asText().equals(in)) {
        String name = resolved.path("name").asText();
        names.add(in.equals("header") ? name.toLowerCase(Locale.ROOT) : name);
      }
    }
    return names;
  }

  private static List<String> segments(String path) {
    return List.of(path.split("/", -1));
  }

  /**
   * The operations of a path, each by its method; none when there is no such path.
   *
   * @param path as it stands in the request, still encoded
   */
  Map<String, Operation> at(String path) {
    List<String> asked = segments(path);
    Map<String, Operation> found = new TreeMap<>();
    for (Path known : paths) {
      if (known.is(asked)) {
        known.byMethod().forEach(found::putIfAbsent);
      }
    }
    return found;
  }
}
