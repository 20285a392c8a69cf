import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/**
 * Puts what it reads from standard input on a queue, and waits for the outcome:
 *
 * <pre>java -cp 'target/lib/*' examples/queue/Ask.java plural.commands < command.json</pre>
 *
 * The broker is at BROKER_URL, or at port 61616 of this machine; its password is in
 * BRIDGE_BROKER_PASSWORD, or where the bridge keeps the one that it made up.
 */
final class Ask {

  private static final long PATIENCE_MS = 60_000;
  private static final String DATA = System.getenv().getOrDefault("BRIDGE_DATA_DIR", "data");

  private Ask() {}

  public static void main(String[] args) throws IOException, JMSException {
    String message = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    String url = System.getenv().getOrDefault("BROKER_URL", "tcp://localhost:61616");
    String user = System.getenv().getOrDefault("BRIDGE_BROKER_USERNAME", "plural-bridge");
    try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(url);
        JMSContext context = factory.createContext(user, password())) {
      TemporaryQueue replies = context.createTemporaryQueue();
      TextMessage command = context.createTextMessage(message);
      command.setJMSReplyTo(replies);
      context.createProducer().send(context.createQueue(args[0]), command);
      TextMessage outcome = (TextMessage) context.createConsumer(replies).receive(PATIENCE_MS);
      System.out.println(outcome == null ? "no outcome yet" : outcome.getText());
    }
  }

  private static String password() throws IOException {
    String told = System.getenv("BRIDGE_BROKER_PASSWORD");
    return told != null ? told : Files.readString(Path.of(DATA, "broker", "password")).strip();
  }
}
