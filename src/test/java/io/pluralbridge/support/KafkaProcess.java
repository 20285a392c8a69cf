package io.pluralbridge.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Kafka as a process of its own, broker and controller in one, to be killed and started again. */
public final class KafkaProcess implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path folder;
  private final int port;
  private Process process;

  private KafkaProcess(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** Starts it with an empty storage in that folder. Topics that are missing get 3 partitions. */
  public static KafkaProcess start(Path folder) throws Exception {
    int port = freePort();
    int controller = freePort();
    Files.createDirectories(folder);
    Files.write(
        folder.resolve("server.properties"),
        List.of(
            "process.roles=broker,controller",
            "node.id=1",
            "controller.quorum.voters=1@localhost:" + controller,
            "listeners=PLAINTEXT://localhost:" + port + ",CONTROLLER://localhost:" + controller,
            "controller.listener.names=CONTROLLER",
            "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "log.dirs=" + folder.resolve("log"),
            "num.partitions=3",
            "offsets.topic.replication.factor=1",
            "offsets.topic.num.partitions=1",
            "transaction.state.log.replication.factor=1",
            "transaction.state.log.min.isr=1",
            "transaction.state.log.num.partitions=1",
            "group.initial.rebalance.delay.ms=0",
            "group.min.session.timeout.ms=1000"));
    KafkaProcess kafka = new KafkaProcess(folder, port);
    Process format =
        kafka.run(
            "kafka.tools.StorageTool",
            "format",
            "-t",
            "MkU3OEVBNTcwNTJENDM2Qk",
            "-c",
            "server.properties");
    if (!format.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || format.exitValue() != 0) {
      throw new AssertionError(kafka.output());
    }
    kafka.startAgain();
    return kafka;
  }

  private static int freePort() throws IOException {
    return Ports.free();
  }

  private Process run(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.add("-Dlog4j2.configurationFile=" + Path.of("config/log4j2.properties").toUri());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("output.txt").toFile()))
        .start();
  }

  /** Starts it on what it had when it was killed; returns when it answers. */
  public void startAgain() throws IOException {
    process = run("kafka.Kafka", "server.properties");
    Map<String, Object> client = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers());
    try (Admin admin = Admin.create(client)) {
      await()
          .atMost(LIMIT)
          .ignoreExceptions()
          .until(() -> !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty());
    }
  }

  /** {@code kill -9}. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  public String brokers() {
    return "localhost:" + port;
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("output.txt"));
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
