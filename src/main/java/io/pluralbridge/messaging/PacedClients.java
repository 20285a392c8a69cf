package io.pluralbridge.messaging;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Makes the clients of Kafka. A consumer that had to be given up is replaced only after a pause:
 * Camel by itself makes tens of them a second, for as long as the trouble lasts, and logs each.
 */
public final class PacedClients extends DefaultKafkaClientFactory {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private boolean first = true;

  @Override
  @SuppressWarnings("rawtypes")
  public Consumer getConsumer(Properties properties) {
    if (!first) {
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("stopped while it waited", e);
      }
    }
    first = false;
    return super.getConsumer(properties);
  }
}
