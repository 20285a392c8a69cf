package io.pluralbridge.http;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.component.rest.openapi.DefaultRestOpenapiProcessorStrategy;
import org.apache.camel.support.processor.RestBindingAdvice;

/**
 * Names the operation of the contract that a request asks for, in the variable {@code operation},
 * and leaves it to the route to go on there. Camel's own goes there itself, before the route
 * begins, and keeps its thread until the answer is there.
 */
public final class NameOperation extends DefaultRestOpenapiProcessorStrategy {

  @Override
  public boolean process(
      OpenAPI contract,
      Operation operation,
      String verb,
      String path,
      RestBindingAdvice binding,
      Exchange exchange,
      AsyncCallback callback) {
    try {
      binding.before(exchange);
      exchange.setVariable("operation", operation.getOperationId());
    } catch (Exception e) {
      exchange.setException(e);
    }
    callback.done(true);
    return true;
  }
}
