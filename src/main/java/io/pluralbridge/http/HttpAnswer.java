package io.pluralbridge.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.support.MessageHelper;
import org.apache.camel.support.ObjectHelper;
import org.apache.camel.support.http.HttpUtil;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange says to an HTTP caller, as Camel's own consumer would say it: the headers that
 * are not Camel's, and the body in bytes. Of an exception nothing is told but that there was one.
 *
 * @param contentType null when there is none
 */
record HttpAnswer(
    int status, Map<String, List<String>> headers, @Nullable String contentType, Buffer body) {

  private static final int FAILED = 500;

  /** What that exchange says now. Its body may be read for that, so not for the event loop. */
  static HttpAnswer of(Exchange exchange, HeaderFilterStrategy filter) {
    if (exchange.getException() == null) {
      try {
        Message message = exchange.getMessage();
        return new HttpAnswer(
            HttpUtil.determineResponseCode(exchange, message.getBody()),
            headers(exchange, filter),
            MessageHelper.getContentType(message),
            body(message));
      } catch (Exception e) {
        exchange.setException(e);
      }
    }
    return new HttpAnswer(FAILED, Map.of(), null, Buffer.buffer());
  }

  private static Map<String, List<String>> headers(Exchange exchange, HeaderFilterStrategy filter) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    exchange
        .getMessage()
        .getHeaders()
        .forEach(
            (name, value) ->
                HttpUtil.applyHeader(
                    filter,
                    exchange,
                    ObjectHelper.createIterator(value, null, true),
                    exchange.getContext().getTypeConverter(),
                    name,
                    (several, one) -> {
                      if (several != null) {
                        headers.put(name, several);
                      } else if (one != null) {
                        headers.put(name, List.of(one));
                      }
                    }));
    return headers;
  }

  private static Buffer body(Message message) throws InvalidPayloadException {
    Object body = message.getBody();
    if (body == null) {
      return Buffer.buffer();
    }
    if (body instanceof String text) {
      return Buffer.buffer(text);
    }
    if (body instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return Buffer.buffer(copy);
    }
    return Buffer.buffer(message.getMandatoryBody(byte[].class));
  }

  /** Says it, unless the route has answered itself or nobody is there any more. */
  void write(RoutingContext call) {
    HttpServerResponse response = call.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(status);
    headers.forEach(
        (name, values) -> {
          // The path of a request is not said back.
          if (!call.pathParams().containsKey(name)) {
            response.putHeader(name, values);
          }
        });
    if (contentType != null) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, contentType);
    }
    var unused = call.end(body);
  }
}
