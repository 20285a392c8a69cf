package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.RawUpload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that do not come as they should: cut off, too slow, too many. None is taken for whole. */
class BrokenUploadTest {

  private static final String HEADER = "order_id,merchant_capture_reference,amount,currency\n";

  @TempDir static Path data;
  private static Sandbox sandbox;
  private static RunningBridge bridge;
  private static int references;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    bridge =
        RunningBridge.start(
            data,
            sandbox,
            Map.of("bridge.http.max-uploads", "2", "bridge.http.upload-idle-limit", "2s"));
  }

  @AfterAll
  static void stop() {
    bridge.close();
    sandbox.close();
  }

  @AfterEach
  void nothing_of_it_is_left() throws IOException {
    await().until(() -> isEmpty(data.resolve("processing")));
    assertThat(sandbox.ledger().summary().captures()).isZero();
  }

  /** How a connection ends. */
  enum End {
    CLOSED,
    RESET,
    NOTHING_MORE_TO_SEND;

    void of(RawUpload upload) throws IOException {
      switch (this) {
        case CLOSED -> upload.close();
        case RESET -> upload.reset();
        case NOTHING_MORE_TO_SEND -> upload.endHere();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(End.class)
  void a_file_shorter_than_announced_is_forgotten(End end) throws IOException {
    String file = HEADER + capture();
    try (RawUpload upload = begin("Content-Length: " + (file.length() + 1)).send(file)) {
      comes();
      end.of(upload);
      goes();
    }
  }

  @ParameterizedTest
  @EnumSource(End.class)
  void a_file_without_its_last_chunk_is_forgotten(End end) throws IOException {
    try (RawUpload upload = begin("Transfer-Encoding: chunked").chunk(HEADER + capture())) {
      comes();
      end.of(upload);
      goes();
    }
  }

  @Test
  void a_chunk_that_cannot_be_read_is_not_the_end_of_a_file() throws IOException {
    try (RawUpload upload = begin("Transfer-Encoding: chunked").chunk(HEADER + capture())) {
      comes();
      upload.send("nonsense\r\n\r\n");
      assertThat(upload.answerUpTo("never")).doesNotContain("202");
      goes();
    }
  }

  @Test
  void a_file_that_stops_coming_is_told_so_and_forgotten() throws IOException {
    try (RawUpload upload = begin("Content-Length: 1000").send(HEADER)) {
      assertThat(upload.answerUpTo("}}")).contains("408", "BODY_INCOMPLETE", "onnection: close");
      goes();
    }
  }

  @Test
  void a_file_that_only_trickles_is_not_waited_for_either() throws Exception {
    AtomicBoolean answered = new AtomicBoolean();
    try (RawUpload upload = begin("Content-Length: 1000000")) {
      Thread trickle =
          new Thread(
              () ->
                  await()
                      .until(
                          () -> {
                            if (!answered.get()) {
                              upload.send("x");
                            }
                            return answered.get();
                          }));
      trickle.start();
      assertThat(upload.answerUpTo("}}")).contains("408", "BODY_INCOMPLETE");
      answered.set(true);
      trickle.join();
    }
  }

  @Test
  void more_files_than_may_come_at_once_are_told_to_come_again() throws IOException {
    try (RawUpload one = begin("Content-Length: 1000").send(HEADER);
        RawUpload two = begin("Content-Length: 1000").send(HEADER)) {
      await().until(() -> count(data.resolve("processing")) == 2);
      try (RawUpload three = begin("Content-Length: 1000").send(HEADER)) {
        assertThat(three.answerUpTo("}}"))
            .contains("503", "TOO_MANY_UPLOADS", "Retry-After")
            .contains("onnection: close");
      }
      one.close();
      await().until(() -> count(data.resolve("processing")) == 1);
      try (RawUpload three = begin("Content-Length: 1000").send(HEADER)) {
        await().until(() -> count(data.resolve("processing")) == 2);
        three.reset();
        two.reset();
      }
    }
  }

  @Test
  void the_body_is_asked_for_once_the_key_is_known_and_not_before() throws IOException {
    try (RawUpload known = begin("Content-Length: 3", "Expect: 100-continue")) {
      assertThat(known.answerUpTo("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
      assertThat(known.send("x\n\n").answerUpTo("}}")).contains("422");
    }
    try (RawUpload unknown =
        RawUpload.begin(bridge.http(), "wrong", "Content-Length: 3", "Expect: 100-continue")) {
      assertThat(unknown.answerUpTo("}}")).startsWith("HTTP/1.1 401 ");
    }
  }

  private static RawUpload begin(String... headers) throws IOException {
    return RawUpload.begin(bridge.http(), RunningBridge.API_KEY, headers);
  }

  private static String capture() {
    references++;
    return sandbox.ledger().authoriseOrders(1, 1100).get(0) + ",ref-" + references + ",1100,INR\n";
  }

  private static void comes() {
    await().until(() -> !isEmpty(data.resolve("processing")));
  }

  private static void goes() {
    await().until(() -> isEmpty(data.resolve("processing")));
  }

  private static boolean isEmpty(Path folder) throws IOException {
    return count(folder) == 0;
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.count();
    }
  }
}
