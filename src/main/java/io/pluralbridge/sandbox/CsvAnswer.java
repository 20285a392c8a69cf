package io.pluralbridge.sandbox;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** A CSV answer of any length, made no faster than the reader takes it. */
final class CsvAnswer {

  private final String header;

  CsvAnswer(String header) {
    this.header = header;
  }

  /** Lines in portions. */
  interface Chunks {

    /** Some more lines, or null when there are none. */
    @Nullable String next();
  }

  void stream(RoutingContext context, Chunks chunks) {
    HttpServerResponse response = context.response();
    response.setChunked(true).putHeader("Content-Type", "text/csv");
    response.write(header);
    pump(response, chunks);
  }

  private static void pump(HttpServerResponse response, Chunks chunks) {
    while (!response.closed() && !response.writeQueueFull()) {
      String lines = chunks.next();
      if (lines == null) {
        response.end();
        return;
      }
      response.write(lines);
    }
    if (!response.closed()) {
      response.drainHandler(drained -> pump(response, chunks));
    }
  }
}
