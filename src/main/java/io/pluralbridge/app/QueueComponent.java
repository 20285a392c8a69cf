package io.pluralbridge.app;

import io.pluralbridge.broker.Connections;
import java.time.Duration;
import org.apache.camel.component.jms.ConsumerType;
import org.apache.camel.component.jms.DefaultJmsMessageListenerContainer;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsConfiguration;
import org.apache.camel.component.jms.JmsEndpoint;
import org.springframework.jms.listener.AbstractMessageListenerContainer;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * What {@code uri: jms} means in a route, whichever broker there is: a message is acknowledged once
 * its exchange is over without an exception, and comes again otherwise; it is handed on as it is,
 * and nobody answers it but who says so.
 */
final class QueueComponent {

  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);
  private static final long LOOK_UP_MS = 500;

  private QueueComponent() {}

  static JmsComponent over(Connections connections) {
    JmsConfiguration defaults = new JmsConfiguration();
    defaults.setConnectionFactory(connections.plain());
    defaults.setListenerConnectionFactory(connections.plain());
    defaults.setTemplateConnectionFactory(connections.pooled());
    // Spring acknowledges after the route, and asks for the message again when the route failed.
    // A transaction would say the same at the price of a commit that each consumer waits for.
    defaults.setTransacted(false);
    defaults.setLazyCreateTransactionManager(false);
    defaults.setAcknowledgementModeName("CLIENT_ACKNOWLEDGE");
    defaults.setCacheLevelName("CACHE_CONSUMER");
    defaults.setDisableReplyTo(true);
    defaults.setMapJmsMessage(false);
    defaults.setDeliveryPersistent(true);
    defaults.setTestConnectionOnStartup(false);
    defaults.setAutoStartup(true);
    defaults.setAcceptMessagesWhileStopping(false);
    // Connecting may take seconds while the broker is away; stopping waits for what is under way.
    defaults.setAsyncStartListener(true);
    defaults.setAsyncStopListener(false);
    defaults.setReceiveTimeout(LOOK_UP_MS);
    defaults.setErrorHandlerLogStackTrace(false);
    defaults.setConsumerType(ConsumerType.Custom);
    defaults.setMessageListenerContainerFactory(QueueComponent::listener);
    // Otherwise Camel would set a fixed interval over that of the listener.
    defaults.setRecoveryInterval(-1);
    return new JmsComponent(defaults);
  }

  /** Makes new connections for ever, ever more rarely. */
  private static AbstractMessageListenerContainer listener(JmsEndpoint endpoint) {
    DefaultJmsMessageListenerContainer listener = new DefaultJmsMessageListenerContainer(endpoint);
    ExponentialBackOff retries = new ExponentialBackOff(FIRST_RETRY.toMillis(), 2);
    retries.setMaxInterval(LAST_RETRY.toMillis());
    listener.setBackOff(retries);
    return listener;
  }
}
