package io.pluralbridge.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/sealed-commands.md tells users to run, run as it says. */
class SealExamplesTest {

  @TempDir Path folder;

  private static byte[] run(String example, Path argument, byte[] in)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "examples/sealed/" + example,
                argument.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    process.getOutputStream().write(in);
    process.getOutputStream().close();
    byte[] out = process.getInputStream().readAllBytes();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return out;
  }

  @Test
  void what_the_example_in_java_seals_opens() throws Exception {
    Path file = folder.resolve("commands.jwks");
    Path publicFile = folder.resolve("commands.public.jwks");
    CommandKeyFile keys = new CommandKeyFile(file, publicFile);
    keys.keys();
    byte[] command = "{\"key\":\"cap-0001\",\"name\":\"Zo\u00eb\"}\n".getBytes(UTF_8);

    byte[] message = run("SealCommand.java", publicFile, command);

    assertThat(SealedCommand.looksSealed(message)).isTrue();
    assertThat(new SealedCommand(keys).open(message)).isEqualTo(command);
  }

  @Test
  void a_new_key_goes_before_the_old() throws Exception {
    byte[] both = run("NewKey.java", Sealing.KEY_FILE, new byte[0]);
    Path file = Files.write(folder.resolve("commands.jwks"), both);
    CommandKeyFile keys = new CommandKeyFile(file, folder.resolve("commands.public.jwks"));

    List<String> ids =
        JWKSet.parse(new String(both, UTF_8)).getKeys().stream().map(k -> k.getKeyID()).toList();
    assertThat(ids).hasSize(2).last().isEqualTo(Sealing.KEY.getKeyID());
    assertThat(keys.keys().published()).isEqualTo(ids.get(0));
    assertThat(keys.find(Sealing.KEY.getKeyID())).isPresent();
  }
}
