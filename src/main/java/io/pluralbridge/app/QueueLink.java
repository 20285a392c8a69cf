package io.pluralbridge.app;

import io.pluralbridge.broker.BodyCheck;
import io.pluralbridge.broker.BrokerAddress;
import io.pluralbridge.broker.Connections;
import io.pluralbridge.broker.EmbeddedBroker;
import io.pluralbridge.broker.TurnedAway;
import io.pluralbridge.config.SettingsException;
import io.pluralbridge.disk.DiskSpace;
import io.pluralbridge.observe.Health;
import io.pluralbridge.observe.QueueWatch;
import io.pluralbridge.settings.Settings;
import java.io.IOException;
import java.net.SocketException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The queue of this node: the broker where it runs inside, and the connections to it. */
final class QueueLink implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(QueueLink.class);

  private final @Nullable EmbeddedBroker broker;
  private final String where;
  private final Connections connections;
  private final QueueWatch watch;

  private QueueLink(
      @Nullable EmbeddedBroker broker,
      BrokerAddress address,
      String where,
      Supplier<Optional<String>> disk,
      Clock clock) {
    this.broker = broker;
    this.where = where;
    this.connections = Connections.to(address);
    this.watch = new QueueWatch(() -> disk.get().or(connections::whyNot), clock);
  }

  /**
   * Starts the broker where it is inside. A broker elsewhere may be away.
   *
   * @return empty when there is to be no queue, or another process of this data folder has it
   * @throws SettingsException when it cannot start as it was told
   */
  static Optional<QueueLink> open(Settings settings, BodyCheck check, Clock clock)
      throws IOException {
    if (!settings.queue().hasQueue()) {
      return Optional.empty();
    }
    if (!settings.queue().hasEmbeddedBroker()) {
      try {
        return Optional.of(
            new QueueLink(
                null, settings.queue().broker(), "another broker", Optional::empty, clock));
      } catch (IllegalArgumentException e) {
        throw new SettingsException(List.of("bridge.broker: " + e.getMessage()));
      }
    }
    DiskSpace disk = new DiskSpace(settings.data().folder(), settings.data().minFreeMegabytes());
    try {
      Optional<EmbeddedBroker> broker =
          EmbeddedBroker.start(settings.queue().embeddedBroker(), check, new SecureRandom());
      if (broker.isEmpty()) {
        log.info("Another process serves the queue of this data folder");
      }
      return broker.map(
          mine ->
              new QueueLink(
                  mine,
                  mine.inside(),
                  "the broker inside, at "
                      + settings.queue().brokerAddress().shown(settings.queue().brokerPort()),
                  () -> disk.trouble().map(why -> "it takes no messages: " + why),
                  clock));
    } catch (SocketException e) {
      throw Bridge.notFree(
          "bridge.broker", settings.queue().brokerAddress(), settings.queue().brokerPort(), e);
    }
  }

  /** Gives {@code uri: jms} its meaning, and shows how the queue is. */
  void bind(CamelContext camel) {
    camel.addComponent("jms", QueueComponent.over(connections));
    camel.getRegistry().bind("queue-health", Health.queue(watch));
  }

  /** What the port of the broker inside turned away, empty when the broker is another. */
  Optional<TurnedAway> turnedAway() {
    return Optional.ofNullable(broker).map(EmbeddedBroker::turnedAway);
  }

  @Override
  public String toString() {
    return where;
  }

  QueueWatch watch() {
    return watch;
  }

  @Override
  public void close() {
    watch.close();
    connections.close();
    if (broker != null) {
      broker.close();
    }
  }
}
