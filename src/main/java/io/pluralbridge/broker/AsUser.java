package io.pluralbridge.broker;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.jspecify.annotations.Nullable;

/** Connects as one user, whoever asks: nobody else needs to know the password. */
final class AsUser implements ConnectionFactory, AutoCloseable {

  private final ConnectionFactory factory;
  private final @Nullable String username;
  private final @Nullable String password;

  AsUser(ConnectionFactory factory, String username, String password) {
    this.factory = factory;
    this.username = username.isEmpty() ? null : username;
    this.password = username.isEmpty() ? null : password;
  }

  @Override
  public Connection createConnection() throws JMSException {
    return username == null
        ? factory.createConnection()
        : factory.createConnection(username, password);
  }

  @Override
  public Connection createConnection(String name, String secret) throws JMSException {
    return createConnection();
  }

  @Override
  public JMSContext createContext() {
    return username == null ? factory.createContext() : factory.createContext(username, password);
  }

  @Override
  public JMSContext createContext(String name, String secret) {
    return createContext();
  }

  @Override
  public JMSContext createContext(String name, String secret, int mode) {
    return createContext(mode);
  }

  @Override
  public JMSContext createContext(int mode) {
    return username == null
        ? factory.createContext(mode)
        : factory.createContext(username, password, mode);
  }

  @Override
  public void close() {
    if (factory instanceof ActiveMQConnectionFactory artemis) {
      artemis.close();
    }
  }
}
