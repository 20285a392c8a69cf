package io.pluralbridge.dispatch;

import io.pluralbridge.journal.store.Signal;
import java.util.function.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** Where routes start from the journal. Nothing is sent to it: it is written by its beans. */
public final class JournalEndpoint extends DefaultEndpoint {

  private final Due due;
  private final Consumer<Signal> wakes;
  private int maxInFlight = 1;

  JournalEndpoint(String uri, JournalComponent component, Due due, Consumer<Signal> wakes) {
    super(uri, component);
    this.due = due;
    this.wakes = wakes;
  }

  public int getMaxInFlight() {
    return maxInFlight;
  }

  /** How many exchanges may be under way at once. */
  public void setMaxInFlight(int maxInFlight) {
    this.maxInFlight = maxInFlight;
  }

  @Override
  public Producer createProducer() {
    throw new UnsupportedOperationException("a route starts from the journal, it never ends there");
  }

  @Override
  public org.apache.camel.Consumer createConsumer(Processor processor) throws Exception {
    Signal signal = new Signal();
    if (!due.wakes(signal)) {
      wakes.accept(signal);
    }
    JournalConsumer consumer = new JournalConsumer(this, processor, due, signal);
    configureConsumer(consumer);
    return consumer;
  }
}
