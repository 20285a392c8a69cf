package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.BareSocket;
import io.pluralbridge.support.Ports;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A data folder on a disk that fills up: said, refused as "again later", and over by itself. */
@Timeout(180)
class FullDiskTest {

  private static final String KEY = " HTTP/1.1\nHost: x\nX-API-Key: " + RunningBridge.API_KEY;

  @TempDir Path folder;
  private Path disk;

  private static int run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    return process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectories(folder.resolve("disk"));
    boolean isRoot = "root".equals(System.getProperty("user.name"));
    assumeTrue(
        isRoot && run("mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", disk.toString()) == 0,
        "a small disk can be mounted by root only");
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", "-l", disk.toString());
  }

  private static BareSocket.Answer order(RunningBridge bridge, String reference)
      throws IOException {
    return BareSocket.call(
        bridge.http(),
        "POST /api/pay/v1/orders" + KEY + "\nContent-Type: application/json",
        "{\"merchant_order_reference\":\""
            + reference
            + "\",\"order_amount\":{\"value\":100,\"currency\":\"INR\"},\"pre_auth\":true}");
  }

  private static BareSocket.Answer file(RunningBridge bridge) throws IOException {
    return BareSocket.call(
        bridge.http(),
        "POST /bridge/batches?name=full.csv" + KEY + "\nContent-Type: text/csv",
        "order_id,merchant_capture_reference,amount,currency\n"
            + "x".repeat(500_000)
            + ",a,1,INR\n");
  }

  private void fill() throws IOException {
    try (OutputStream out = Files.newOutputStream(disk.resolve("ballast"))) {
      while (true) {
        out.write(new byte[65_536]);
      }
    } catch (IOException full) {
      // As meant.
    }
  }

  @Test
  void what_cannot_be_kept_is_refused_as_later_and_health_says_why() throws Exception {
    try (Sandbox sandbox = Sandbox.start(SandboxSettings.onFreePort());
        RunningBridge bridge =
            RunningBridge.start(
                disk.resolve("data"),
                sandbox,
                Map.of(
                    "bridge.data.min-free-mb",
                    "4",
                    "bridge.broker.url",
                    "",
                    "bridge.broker.port",
                    Integer.toString(Ports.free())))) {
      assertThat(order(bridge, "before").status()).isEqualTo(200);
      assertThat(bridge.observe("health/ready").statusCode()).isEqualTo(200);

      fill();
      // One that is taken just before it is noticed is answered late, and replayed for ever.
      AtomicInteger tries = new AtomicInteger();
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptionsInstanceOf(SocketTimeoutException.class)
          .untilAsserted(
              () -> {
                assertThat(order(bridge, "meanwhile-" + tries.incrementAndGet()).status())
                    .isEqualTo(503);
                assertThat(file(bridge).status()).isEqualTo(503);
              });
      assertThat(bridge.observe("health/ready").statusCode()).isEqualTo(503);
      assertThat(bridge.observe("health").body())
          .contains("bridge.data.min-free-mb", "it takes no messages");

      Files.delete(disk.resolve("ballast"));
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(order(bridge, "after").status()).isEqualTo(200));
      await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(
              () -> assertThat(bridge.observe("health/ready").statusCode()).isEqualTo(200));
    }
  }
}
