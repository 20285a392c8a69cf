package io.pluralbridge.http;

import io.pluralbridge.journal.CommandView;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * Waits for the outcome of the command that was handed in, and holds no thread meanwhile: the route
 * goes on in a thread of those who found it out.
 */
public final class AwaitOutcome extends AsyncProcessorSupport {

  private final CommandDoor door;

  public AwaitOutcome(CommandDoor door) {
    this.door = door;
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    CompletableFuture<Optional<CommandView>> told = await(exchange);
    boolean isKnown = told.isDone();
    CompletableFuture<Optional<CommandView>> unused =
        told.whenComplete(
            (view, failure) -> {
              tell(exchange, told);
              callback.done(isKnown);
            });
    return isKnown;
  }

  private CompletableFuture<Optional<CommandView>> await(Exchange exchange) {
    try {
      return door.await(exchange.getVariable("handed", CommandDoor.Handed.class));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static void tell(Exchange exchange, CompletableFuture<Optional<CommandView>> told) {
    try {
      exchange.getMessage().setBody(CommandDoor.orGone(told.join()));
    } catch (CompletionException e) {
      exchange.setException(e.getCause());
    } catch (HttpRefusal gone) {
      exchange.setException(gone);
    }
  }
}
