package io.pluralbridge.broker;

import jakarta.jms.ConnectionFactory;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;

/**
 * Makes the connection factory of a broker that we have never heard of, by the name of its class.
 */
final class ForeignFactory {

  private static final List<String> SETTERS =
      List.of("setBrokerURL", "setBrokerUrl", "setUrl", "setURL", "setServerUrl", "setRemoteURI");

  private ForeignFactory() {}

  /**
   * Makes it with the address as the only argument, or sets the address afterwards.
   *
   * @throws IllegalArgumentException when there is no such class, or it cannot be told an address
   */
  static ConnectionFactory of(String name, String url) {
    try {
      Class<?> type = Class.forName(name);
      if (!ConnectionFactory.class.isAssignableFrom(type)) {
        throw new IllegalArgumentException(name + " is not a jakarta.jms.ConnectionFactory");
      }
      for (Constructor<?> constructor : type.getConstructors()) {
        if (List.of(constructor.getParameterTypes()).equals(List.of(String.class))) {
          return (ConnectionFactory) constructor.newInstance(url);
        }
      }
      ConnectionFactory factory = (ConnectionFactory) type.getConstructor().newInstance();
      if (!url.isEmpty()) {
        tell(factory, url);
      }
      return factory;
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          name + " is not there: put its jar, and those it needs, into lib/", e);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(name + " does not take its address", e.getCause());
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new IllegalArgumentException(name + " cannot be made: " + e, e);
    }
  }

  private static void tell(ConnectionFactory factory, String url)
      throws ReflectiveOperationException {
    for (Method method : factory.getClass().getMethods()) {
      if (SETTERS.contains(method.getName())
          && List.of(method.getParameterTypes()).equals(List.of(String.class))) {
        method.invoke(factory, url);
        return;
      }
    }
    throw new IllegalArgumentException(
        factory.getClass().getName() + " has none of " + SETTERS + " to be told its address");
  }
}
