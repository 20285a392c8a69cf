package io.pluralbridge.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.pluralbridge.support.Warnings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandKeyFileTest {

  @TempDir Path data;

  private Path file() {
    return data.resolve("keys/commands.jwks");
  }

  private Path publicFile() {
    return data.resolve("keys/commands.public.jwks");
  }

  private CommandKeyFile keyFile() {
    return new CommandKeyFile(file(), publicFile());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("keys"))) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  private void write(RSAKey... keys) throws IOException {
    Files.createDirectories(data.resolve("keys"));
    Files.writeString(file(), new JWKSet(List.of(keys)).toString(false));
  }

  @Test
  void a_missing_file_is_made_once_and_read_ever_after() throws IOException {
    keyFile().check();
    assertThat(data).isEmptyDirectory();

    String published = keyFile().keys().published();
    String written = Files.readString(file());

    assertThat(keyFile().keys().published()).isEqualTo(published);
    assertThat(Files.readString(file())).isEqualTo(written);
    assertThat(names()).containsExactly("commands.jwks", "commands.public.jwks");
  }

  @Test
  void a_file_that_got_lost_is_warned_of_and_a_first_one_is_not() throws IOException {
    try (Warnings warnings = Warnings.listen()) {
      keyFile().keys();
      assertThat(warnings.messages()).isEmpty();

      Files.delete(file());
      keyFile().keys();
      assertThat(warnings.messages())
          .singleElement()
          .asString()
          .contains("commands.jwks was missing", "SEAL_KEY_UNKNOWN", "from a backup");
    }
  }

  @Test
  void nobody_but_its_owner_may_read_it_nor_the_public_half_that_he_hands_out() throws IOException {
    keyFile().keys();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(publicFile())))
        .isEqualTo("rw-------");
  }

  @Test
  void a_file_that_others_may_read_is_warned_of() throws IOException {
    write(Sealing.KEY);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
    try (Warnings warnings = Warnings.listen()) {
      keyFile().keys();
      assertThat(warnings.messages()).singleElement().asString().contains("chmod 600");
    }
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
    try (Warnings warnings = Warnings.listen()) {
      keyFile().keys();
      assertThat(warnings.messages()).isEmpty();
    }
  }

  @Test
  void nodes_that_start_at_the_same_instant_agree() throws Exception {
    int nodes = 4;
    CyclicBarrier start = new CyclicBarrier(nodes);
    Callable<String> node =
        () -> {
          CommandKeyFile keys = keyFile();
          start.await();
          return keys.keys().published();
        };
    ExecutorService threads = Executors.newFixedThreadPool(nodes);
    try {
      Set<String> published = new HashSet<>();
      for (Future<String> one : threads.invokeAll(Collections.nCopies(nodes, node))) {
        published.add(one.get());
      }
      assertThat(published).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
    assertThat(names()).containsExactly("commands.jwks", "commands.public.jwks");
    assertThat(Files.readString(publicFile())).isEqualTo(keyFile().publicSet());
  }

  @Test
  void processes_that_start_at_the_same_instant_agree() throws Exception {
    List<Process> nodes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      nodes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Node.class.getName(),
                  file().toString(),
                  publicFile().toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start());
    }
    Set<String> published = new HashSet<>();
    for (Process node : nodes) {
      List<String> lines = new String(node.getInputStream().readAllBytes(), UTF_8).lines().toList();
      assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(node.exitValue()).isZero();
      published.add(lines.get(lines.size() - 1));
    }

    assertThat(published).containsExactly(keyFile().keys().published());
    assertThat(names()).containsExactly("commands.jwks", "commands.public.jwks");
  }

  /** One of several. */
  static final class Node {

    private Node() {}

    public static void main(String[] files) {
      System.out.println(
          new CommandKeyFile(Path.of(files[0]), Path.of(files[1])).keys().published());
    }
  }

  @Test
  void the_public_half_is_brought_in_step_with_the_first_key() throws Exception {
    RSAKey next = new RSAKeyGenerator(2048).keyID("next").generate();
    write(Sealing.KEY);
    keyFile().keys();
    assertThat(Files.readString(publicFile())).contains(Sealing.KEY.getKeyID());

    write(next, Sealing.KEY);
    keyFile().keys();

    assertThat(Files.readString(publicFile()))
        .contains("next")
        .doesNotContain(Sealing.KEY.getKeyID());
    assertThat(names()).containsExactly("commands.jwks", "commands.public.jwks");
  }

  @Test
  void a_key_that_another_node_publishes_already_opens_without_a_restart() throws Exception {
    RSAKey next = new RSAKeyGenerator(2048).keyID("next").generate();
    write(Sealing.KEY);
    CommandKeyFile keys = keyFile();
    assertThat(keys.find(Sealing.KEY.getKeyID())).isPresent();
    assertThat(keys.find("next")).isEmpty();

    write(next, Sealing.KEY);

    assertThat(keys.find("next")).isPresent();
    assertThat(keys.find(Sealing.KEY.getKeyID())).isPresent();
    assertThat(keys.publicSet()).contains("next");
  }

  @Test
  void a_file_that_goes_bad_while_we_run_takes_nothing_away() throws Exception {
    write(Sealing.KEY);
    CommandKeyFile keys = keyFile();
    keys.keys();
    for (String bad : List.of("", "{\"keys\":[]}", "canary")) {
      Files.writeString(file(), bad);
      assertThat(keys.find("next")).isEmpty();
      assertThat(keys.find(Sealing.KEY.getKeyID())).isPresent();
    }
    Files.delete(file());
    assertThat(keys.find("next")).isEmpty();
    assertThat(file()).doesNotExist();
  }

  @Test
  void a_damaged_file_is_named_and_stays_as_it_is() throws Exception {
    Files.createDirectories(data.resolve("keys"));
    Files.writeString(file(), "{\"keys\":[\"canary");

    for (Runnable look : List.<Runnable>of(keyFile()::check, keyFile()::keys)) {
      assertThatThrownBy(look::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(file().toString())
          .hasMessageContaining("damaged")
          .hasMessageNotContaining("canary");
    }
    assertThat(Files.readString(file())).isEqualTo("{\"keys\":[\"canary");
  }

  @Test
  void a_file_of_any_size_is_not_read_whole() throws Exception {
    Files.createDirectories(data.resolve("keys"));
    Files.write(file(), new byte[2_000_000]);

    assertThatThrownBy(() -> keyFile().check())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("is too large for keys");
  }

  @Test
  void a_folder_in_its_place_is_no_file() throws Exception {
    Files.createDirectories(file());

    assertThatThrownBy(() -> keyFile().check())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("cannot be read");
  }

  @Test
  void where_nothing_can_be_made_that_is_trouble_of_ours() throws Exception {
    Files.writeString(data.resolve("keys"), "a file");

    assertThatThrownBy(() -> keyFile().keys()).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void a_public_half_that_cannot_be_written_keeps_nobody_from_opening() throws Exception {
    write(Sealing.KEY);
    Files.createDirectories(publicFile().resolve("x"));

    assertThatCode(() -> keyFile().keys()).doesNotThrowAnyException();
  }
}
