package io.pluralbridge.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a merchant is told when the customer comes back.
 *
 * @param url where; null when the order names no address that a browser could be sent to
 * @param fields what, in order, the signature last
 */
record SandboxCallback(@Nullable String url, Map<String, String> fields) {

  /** The address with the fields in its query, after what the merchant has there. */
  static String withQuery(String url, Map<String, String> fields) {
    int hash = url.indexOf('#');
    String page = hash < 0 ? url : url.substring(0, hash);
    String joint = page.indexOf('?') < 0 ? "?" : "&";
    return page + joint + encoded(fields) + url.substring(page.length());
  }

  /** As {@code application/x-www-form-urlencoded}. */
  static String encoded(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  static ObjectNode json(Map<String, String> fields) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    fields.forEach(json::put);
    return json;
  }

  /** An address of the web, or null. Of anything else a browser could be made to run a script. */
  static @Nullable String web(String url) {
    try {
      URI uri = URI.create(url);
      boolean web =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      return web && uri.getHost() != null ? url : null;
    } catch (IllegalArgumentException noAddress) {
      return null;
    }
  }
}
