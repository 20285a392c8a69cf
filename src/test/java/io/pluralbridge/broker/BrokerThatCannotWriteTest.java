package io.pluralbridge.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pluralbridge.support.TestBroker;
import io.pluralbridge.support.Warnings;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker of which the disk takes nothing more, as a full one does. */
class BrokerThatCannotWriteTest {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String PADDING = "x".repeat(100_000);

  @TempDir Path folder;

  @Test
  void it_is_up_again_by_itself_once_there_is_room_with_all_that_it_said_it_has() throws Exception {
    Path journal = folder.resolve("journal");
    Path aside = folder.resolve("aside");
    try (TestBroker broker = TestBroker.inside(folder);
        Connections connections = Connections.to(broker.core());
        Connections inside = Connections.to(broker.embedded().inside());
        Warnings warnings = Warnings.listen()) {
      send(connections, 0);
      int[] kept = {1};
      // No new file can be made, which is how a full disk shows: those that are open go on.
      Files.move(journal, aside);
      Files.writeString(journal, "");
      assertThatThrownBy(
              () -> {
                for (int i = 1; i < 200; i++) {
                  send(connections, i);
                  kept[0]++;
                }
              })
          .isInstanceOf(Exception.class);
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(warnings.messages())
                      .anySatisfy(line -> assertThat(line).contains("cannot start again yet")));
      assertThat(warnings.messages())
          .anySatisfy(line -> assertThat(line).contains("cannot write, and stops"));
      assertThat(inside.whyNot()).isPresent();

      makeRoom(journal, aside);
      await().atMost(SOON).until(() -> inside.whyNot().isEmpty());
      send(connections, 1_000);
      try (JMSContext context = connections.plain().createContext();
          JMSConsumer consumer = context.createConsumer(context.createQueue("plural.outcomes"))) {
        for (int i = 0; i < kept[0]; i++) {
          assertThat(consumer.receiveBody(String.class, 10_000)).startsWith(i + " ");
        }
      }
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    return process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  @Test
  void on_a_disk_that_is_really_full_it_is_the_same() throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    assumeTrue(
        "root".equals(System.getProperty("user.name"))
            && run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString()) == 0,
        "a small disk can be mounted by root only");
    try (TestBroker broker = TestBroker.inside(disk.resolve("broker"));
        Connections connections = Connections.to(broker.core());
        Connections inside = Connections.to(broker.embedded().inside())) {
      send(connections, 0);
      Path ballast = disk.resolve("ballast");
      try (OutputStream out = Files.newOutputStream(ballast)) {
        assertThatThrownBy(
                () -> {
                  while (true) {
                    out.write(new byte[4_096]);
                  }
                })
            .isInstanceOf(IOException.class);
      }
      assertThatThrownBy(
              () -> {
                for (int i = 1; i < 200; i++) {
                  send(connections, i);
                }
              })
          .isInstanceOf(Exception.class);

      Files.delete(ballast);
      await().atMost(SOON).until(() -> inside.whyNot().isEmpty());
      await()
          .atMost(SOON)
          .ignoreExceptions()
          .until(
              () -> {
                send(connections, 1_000);
                return true;
              });
      try (JMSContext context = connections.plain().createContext();
          JMSConsumer consumer = context.createConsumer(context.createQueue("plural.outcomes"))) {
        assertThat(consumer.receiveBody(String.class, 10_000)).startsWith("0 ");
      }
    } finally {
      run("umount", "-l", disk.toString());
    }
  }

  private static void makeRoom(Path journal, Path aside) throws IOException {
    Files.delete(journal);
    Files.move(aside, journal);
  }

  private static void send(Connections connections, int number) {
    try (JMSContext context = connections.plain().createContext()) {
      context.createProducer().send(context.createQueue("plural.outcomes"), number + " " + PADDING);
    }
  }
}
