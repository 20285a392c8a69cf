/** A sender of messages with correlation ids, as make.py needs one: host port, user, password, ID|TEXT ... */
import jakarta.jms.*;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
public class Erp {
  public static void main(String[] a) throws Exception {
    try (JMSContext c = new ActiveMQConnectionFactory("tcp://localhost:" + a[0]).createContext(a[1], a[2])) {
      for (int i = 3; i < a.length; i++) {
        String[] kv = a[i].split("\\|", 2);
        TextMessage m = c.createTextMessage(kv[1]);
        m.setJMSCorrelationID(kv[0]);
        c.createProducer().send(c.createQueue("plural.commands"), m);
      }
    }
  }
}
