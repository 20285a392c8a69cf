package io.pluralbridge.dispatch;

import io.pluralbridge.journal.Claim;
import io.pluralbridge.journal.Journal;
import io.pluralbridge.payment.Outcome;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * Writes down what became of a claim. The route goes on once that is durable, and no thread waits
 * for it.
 */
public final class Conclude extends AsyncProcessorSupport {

  private final Journal journal;

  public Conclude(Journal journal) {
    this.journal = journal;
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    try {
      journal.concludeLater(
          exchange.getVariable("claim", Claim.class),
          exchange.getMessage().getMandatoryBody(Outcome.class),
          failure -> {
            if (failure != null) {
              exchange.setException(failure);
            }
            callback.done(false);
          });
      return false;
    } catch (Exception e) {
      exchange.setException(e);
      callback.done(true);
      return true;
    }
  }
}
