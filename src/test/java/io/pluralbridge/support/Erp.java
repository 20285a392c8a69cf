package io.pluralbridge.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import java.util.Map;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** A program of a merchant that puts commands on a queue and reads outcomes from another. */
public final class Erp implements AutoCloseable {

  private static final long LIMIT_MS = 30_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ConnectionFactory factory;
  private final JMSContext context;

  private Erp(ConnectionFactory factory, JMSContext context) {
    this.factory = factory;
    this.context = context;
  }

  /** One that speaks the language of Artemis. */
  public static Erp at(int port, String user, String password) {
    return with(new ActiveMQConnectionFactory("tcp://localhost:" + port), user, password);
  }

  /** One with another client. */
  public static Erp with(ConnectionFactory factory, String user, String password) {
    return new Erp(factory, factory.createContext(user, password));
  }

  public JMSContext context() {
    return context;
  }

  public ConnectionFactory factory() {
    return factory;
  }

  /** A command in the words of the contract. */
  public static String capture(String key, String orderId, long amount) {
    return """
    {"action":"CAPTURE","key":"%s","order_id":"%s","body":{"merchant_capture_reference":"%s",
    "capture_amount":{"value":%d,"currency":"INR"}}}"""
        .formatted(key, orderId, key, amount);
  }

  public static String cancel(String key, String orderId) {
    return "{\"action\":\"CANCEL\",\"key\":\"%s\",\"order_id\":\"%s\"}".formatted(key, orderId);
  }

  public TextMessage text(String body) {
    return context.createTextMessage(body);
  }

  public Erp send(String body) {
    return send("plural.commands", text(body));
  }

  public Erp send(String queue, Message message) {
    context.createProducer().send(context.createQueue(queue), message);
    return this;
  }

  /** The next message there. */
  public TextMessage next(String queue) {
    return next(context.createQueue(queue));
  }

  /** The next message there. */
  public TextMessage next(Queue queue) {
    try (JMSConsumer consumer = context.createConsumer(queue)) {
      Message message = consumer.receive(LIMIT_MS);
      if (message == null) {
        throw new AssertionError("nothing came within " + LIMIT_MS + " ms");
      }
      return (TextMessage) message;
    }
  }

  /** True when nothing lies there for a while. */
  public boolean isEmpty(String queue) {
    try (JMSConsumer consumer = context.createConsumer(context.createQueue(queue))) {
      return consumer.receive(300) == null;
    }
  }

  /** The next outcome. */
  public JsonNode outcome() {
    return json(next("plural.outcomes"));
  }

  public static JsonNode json(TextMessage message) {
    try {
      return JSON.readTree(message.getText());
    } catch (JsonProcessingException | JMSException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Settings of a bridge with a broker of its own. */
  public static Map<String, String> broker(int port) {
    return Map.of(
        "bridge.broker.url", "",
        "bridge.broker.port", Integer.toString(port),
        "bridge.broker.username", "erp",
        "bridge.broker.password", "secret-of-the-erp");
  }

  @Override
  public void close() {
    context.close();
  }
}
