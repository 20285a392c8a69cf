package io.pluralbridge.settings;

import io.pluralbridge.broker.BrokerAddress;
import io.pluralbridge.broker.EmbeddedBroker;
import io.pluralbridge.broker.EmbeddedSettings;
import io.pluralbridge.config.ListenAddress;
import io.pluralbridge.messaging.ReplyQueues;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The queues and topics from which commands come and to which outcomes go, and their brokers. */
public final class QueueSettings extends SettingsGroup {

  private static final String NO_QUEUE = "none";
  private static final String TO_TOPIC = "topic:";
  private static final String DEFAULT_BROKER_USER = "plural-bridge";
  private static final Pattern QUEUE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

  private static final Pattern BROKER_URL =
      Pattern.compile("tcp://[^,\\s]+(,tcp://[^,\\s]+)*|amqps?://[^,\\s]+");

  private static final Pattern BROKERS =
      Pattern.compile("[\\w.-]+:[0-9]{1,5}(\\s*,\\s*[\\w.-]+:[0-9]{1,5})*");

  private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[\\w.-]{1,249}");

  private final DataSettings data;
  private final HttpDoorSettings http;

  QueueSettings(SettingValues values, DataSettings data, HttpDoorSettings http) {
    super(values);
    this.data = data;
    this.http = http;
  }

  @Override
  void check() {
    number("bridge.outcomes.max-in-flight", 1, 64);
    checkQueue();
    checkTopics();
  }

  /** What is told must not come in again as a command. */
  private void checkTopics() {
    topicHands();
    String brokers = value("bridge.kafka.brokers");
    if (!brokers.isEmpty() && !BROKERS.matcher(brokers).matches()) {
      problem(
          "bridge.kafka.brokers",
          "empty, or hosts with their ports and commas between, as in kafka-1:9092,kafka-2:9092",
          brokers.replaceAll("^.*[@/]", "…"));
    }
    if (value("intake.topic.group").isEmpty()) {
      problem("intake.topic.group", "a name", "");
    }
    Set<String> topics = new TreeSet<>();
    for (String key :
        List.of("intake.topic.name", "intake.topic.parked", "bridge.outcomes.topic")) {
      String topic = value(key);
      if (!TOPIC.matcher(topic).matches()) {
        problem(key, "the name of a topic: up to 249 letters, digits, dots, - and _", topic);
      } else if (!topics.add(topic)) {
        problem(key, "another topic than those before it", topic);
      }
    }
  }

  /** The address of a broker may hold a password as well. */
  private void checkQueue() {
    queueConsumers();
    maxMessageBytes();
    taken();
    List<String> names =
        Stream.of(
                "intake.queue.name",
                "intake.queue.parked",
                "bridge.outcomes.queue",
                "bridge.events.queue")
            .filter(key -> !key.equals("bridge.events.queue") || tellsQueue())
            .toList();
    for (String key : names) {
      if (!QUEUE_NAME.matcher(value(key)).matches()) {
        problem(key, "the name of a queue: letters, digits, dots, - and _", value(key));
      }
    }
    if (names.stream().map(this::value).distinct().count() < names.size()) {
      add(String.join(", ", names) + " must differ.");
    }
    if (hasEmbeddedBroker()) {
      checkEmbeddedBroker();
    } else if (hasQueue()) {
      checkBrokerUrl();
    }
  }

  private void checkEmbeddedBroker() {
    brokerPort();
    brokerAddress();
    if (List.of(http.httpPort(), http.managementPort()).contains(brokerPort())) {
      problem(
          "bridge.broker.port",
          "another than bridge.http.port and bridge.management.port",
          value("bridge.broker.port"));
    }
    if (value("bridge.broker.username").equals(EmbeddedBroker.INSIDE)) {
      problem("bridge.broker.username", "another name", EmbeddedBroker.INSIDE);
    }
    Keystores.check(this, "bridge.broker");
    checkReplyQueues();
  }

  private void checkReplyQueues() {
    Set<String> ours = new TreeSet<>(closedToAnswers());
    ours.add(value("bridge.outcomes.queue"));
    for (String named : replyQueues(true, true)) {
      String name = named.startsWith(TO_TOPIC) ? named.substring(TO_TOPIC.length()) : named;
      if (!QUEUE_NAME.matcher(name).matches()) {
        problem(
            "bridge.broker.queues",
            "names of queues with commas between, topic: before those of topics",
            value("bridge.broker.queues"));
      } else if (ours.contains(name) || ReplyQueues.isOfTheBroker(name)) {
        problem(
            "bridge.broker.queues",
            "queues of your own, not those of the bridge or of the broker",
            name);
      }
    }
  }

  /** The queues of senders to which outcomes may go, those that are topics with that before. */
  private Set<String> replyQueues(boolean queues, boolean topics) {
    return Stream.of(value("bridge.broker.queues").split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .filter(name -> name.startsWith(TO_TOPIC) ? topics : queues)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void checkBrokerUrl() {
    String url = value("bridge.broker.url");
    if (DataSettings.SECRET_IN_ADDRESS.matcher(url).find()) {
      add(
          "bridge.broker.url must not hold a password. Put it into bridge.broker.password or"
              + " BRIDGE_BROKER_PASSWORD, and the user into bridge.broker.username.");
    } else if (value("bridge.broker.factory").isEmpty() && !BROKER_URL.matcher(url).matches()) {
      problem(
          "bridge.broker.url",
          "empty, none, or begin with tcp://, amqp:// or amqps:// (or bridge.broker.factory set)",
          url.replaceAll("^([a-z]{0,20}:)?.*$", "$1…"));
    } else if (value("bridge.broker.username").isEmpty()
        && !value("bridge.broker.password").isEmpty()) {
      add("bridge.broker.username is missing: there is a bridge.broker.password.");
    }
  }

  /** At which addresses other programs reach the broker inside. */
  public ListenAddress brokerAddress() {
    return address("bridge.broker.address", ListenAddress.LOOPBACK);
  }

  /** The largest message of a queue or a topic that is read. */
  public int maxMessageBytes() {
    return number("intake.queue.max-message-bytes", 1_024, 1_048_576);
  }

  /** True when there is a Kafka to take commands from. */
  public boolean hasKafka() {
    return !value("bridge.kafka.brokers").isEmpty();
  }

  /** How many records of a topic are handed in, or told, at once. */
  public int topicHands() {
    return number("intake.topic.hands", 1, 256);
  }

  /** False when instructions come by other ways only. */
  public boolean hasQueue() {
    return !value("bridge.broker.url").equals(NO_QUEUE);
  }

  /** True when the broker is to run inside this process. */
  public boolean hasEmbeddedBroker() {
    return value("bridge.broker.url").isEmpty() && value("bridge.broker.factory").isEmpty();
  }

  /** Where the broker is that does not run inside. */
  public BrokerAddress broker() {
    return new BrokerAddress(
        value("bridge.broker.url"),
        value("bridge.broker.username"),
        value("bridge.broker.password"),
        value("bridge.broker.factory"));
  }

  public int brokerPort() {
    return number("bridge.broker.port", 1, 65_535);
  }

  /** The queues from which instructions are taken: ours, and those of mappings. */
  public Set<String> taken() {
    Set<String> taken = new TreeSet<>();
    taken.add(value("intake.queue.name"));
    for (String name : value("intake.queue.further").split(",", -1)) {
      if (!name.isBlank()) {
        taken.add(name.strip());
        checkQueueName("intake.queue.further", name.strip());
      }
    }
    return taken;
  }

  private void checkQueueName(String key, String name) {
    if (!QUEUE_NAME.matcher(name).matches()) {
      problem(key, "names of queues with commas between", value(key));
    }
  }

  /** Where no answer may go. */
  public Set<String> closedToAnswers() {
    Set<String> closed = new TreeSet<>(taken());
    closed.add(value("intake.queue.parked"));
    if (tellsQueue()) {
      closed.add(value("bridge.events.queue"));
    }
    return closed;
  }

  /** Where answers may go: at the broker inside, only to what it has. */
  public ReplyQueues repliesGo() {
    if (!hasEmbeddedBroker()) {
      return ReplyQueues.anyBut(closedToAnswers());
    }
    Set<String> known = new TreeSet<>(replyTopics());
    known.addAll(replyQueues(true, false));
    known.add(value("bridge.outcomes.queue"));
    return ReplyQueues.only(known, closedToAnswers());
  }

  private Set<String> replyTopics() {
    return replyQueues(false, true).stream()
        .map(name -> name.substring(TO_TOPIC.length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** How the broker inside is to run. */
  public EmbeddedSettings embeddedBroker() {
    String username = value("bridge.broker.username");
    String parked = value("intake.queue.parked");
    Set<String> queues = replyQueues(true, false);
    queues.addAll(List.of(parked, value("bridge.outcomes.queue")));
    if (tellsQueue()) {
      queues.add(value("bridge.events.queue"));
    }
    return new EmbeddedSettings(
        data.folder().resolve("broker"),
        brokerAddress().host(),
        brokerPort(),
        username.isEmpty() ? DEFAULT_BROKER_USER : username,
        value("bridge.broker.password"),
        value("bridge.broker.tls.keystore"),
        value("bridge.broker.tls.keystore-password"),
        queues,
        replyTopics(),
        parked,
        taken(),
        maxMessageBytes(),
        data.minFreeMegabytes());
  }

  public int queueConsumers() {
    return number("intake.queue.consumers", 1, 200);
  }

  /** True when a queue is told where orders stand. */
  public boolean tellsQueue() {
    return hasQueue() && !value("bridge.events.queue").isEmpty();
  }
}
