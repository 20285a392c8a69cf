package io.pluralbridge.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * An ERP that puts commands on a topic and reads everything that it is told, from the beginning.
 */
public final class TopicErp implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Object> client;
  private final String name;
  private final KafkaProducer<String, String> producer;
  private final KafkaConsumer<String, String> consumer;
  private final List<Told> told = new ArrayList<>();

  /** A record that was read. */
  public record Told(String key, Map<String, String> headers, String value) {

    public JsonNode json() {
      try {
        return JSON.readTree(value);
      } catch (JsonProcessingException e) {
        throw new AssertionError("no JSON: " + value, e);
      }
    }

    public String status() {
      return json().path("status").asText();
    }
  }

  /** One with topics of its own, with 3 partitions each. */
  public TopicErp(KafkaProcess kafka, String name) throws ExecutionException, InterruptedException {
    this.name = name;
    client = Map.of("bootstrap.servers", kafka.brokers());
    Map<String, Object> to = new HashMap<>(client);
    to.put("delivery.timeout.ms", 120_000);
    // On a partition that has just been made, a second batch may be taken before the first, which
    // is then out of sequence until it is given up.
    to.put("max.in.flight.requests.per.connection", 1);
    producer = new KafkaProducer<>(to, new StringSerializer(), new StringSerializer());
    try (Admin admin = Admin.create(client)) {
      admin
          .createTopics(
              List.of(commands(), outcomes(), parked()).stream()
                  .map(topic -> new NewTopic(topic, 3, (short) 1))
                  .toList())
          .all()
          .get();
    }
    Map<String, Object> from = new HashMap<>(client);
    from.put("group.id", "erp-" + name);
    from.put("auto.offset.reset", "earliest");
    consumer = new KafkaConsumer<>(from, new StringDeserializer(), new StringDeserializer());
    consumer.assign(
        List.of(outcomes(), parked()).stream()
            .flatMap(
                topic -> List.of(0, 1, 2).stream().map(part -> new TopicPartition(topic, part)))
            .toList());
    consumer.seekToBeginning(consumer.assignment());
  }

  public String commands() {
    return name + ".commands";
  }

  public String outcomes() {
    return name + ".outcomes";
  }

  public String parked() {
    return name + ".parked";
  }

  /** Settings of a bridge that it speaks to. */
  public Map<String, String> settings() {
    return Map.of(
        "bridge.kafka.brokers", client.get("bootstrap.servers").toString(),
        "intake.topic.name", commands(),
        "intake.topic.parked", parked(),
        "intake.topic.group", name,
        "bridge.outcomes.topic", outcomes());
  }

  /** Puts a record there, with headers by name and value. */
  public Future<RecordMetadata> send(String key, String value, String... headers) {
    ProducerRecord<String, String> record = new ProducerRecord<>(commands(), key, value);
    for (int i = 0; i < headers.length; i += 2) {
      record.headers().add(headers[i], headers[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    return producer.send(record);
  }

  public void flush() {
    producer.flush();
  }

  /** All outcomes so far. */
  public List<Told> toldSoFar() {
    read();
    return told.stream().filter(one -> one.headers().containsKey("outcome-id")).toList();
  }

  /** All that was parked so far. */
  public List<Told> parkedSoFar() {
    read();
    return told.stream().filter(one -> one.headers().containsKey("reason")).toList();
  }

  private void read() {
    for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
      Map<String, String> headers = new HashMap<>();
      for (Header header : record.headers()) {
        headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
      }
      told.add(new Told(record.key(), headers, record.value()));
    }
  }

  /** How many records of its commands the bridge has not committed. */
  public long lag() throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(client)) {
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      List.of(0, 1, 2)
          .forEach(part -> ends.put(new TopicPartition(commands(), part), OffsetSpec.latest()));
      var committed = admin.listConsumerGroupOffsets(name).partitionsToOffsetAndMetadata().get();
      var end = admin.listOffsets(ends).all().get();
      long lag = 0;
      for (TopicPartition partition : Set.copyOf(ends.keySet())) {
        var offset = committed.get(partition);
        lag += end.get(partition).offset() - (offset == null ? 0 : offset.offset());
      }
      return lag;
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
    consumer.close();
  }
}
