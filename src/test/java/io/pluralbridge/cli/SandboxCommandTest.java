package io.pluralbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.WebhookFaults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Where somebody looks for the names of faults. */
class SandboxCommandTest {

  @Test
  void the_help_names_every_fault() {
    String help = new CommandLine(new SandboxCommand()).getUsageMessage().replaceAll("\\s+", " ");

    assertThat(help).contains("The names are " + String.join(", ", SandboxFaults.names()) + ";");
  }

  @Test
  void the_help_names_every_fault_of_a_webhook() {
    String help = new CommandLine(new SandboxCommand()).getUsageMessage().replaceAll("\\s+", " ");

    assertThat(help).contains("The names are " + String.join(", ", WebhookFaults.names()) + ";");
  }

  @ParameterizedTest
  @MethodSource("namesOfTimesAndFaults")
  void the_page_of_the_sandbox_explains_every_fault(String name) throws Exception {
    assertThat(Files.readString(Path.of("docs/sandbox.md"))).contains("`" + name + "`");
  }

  private static List<String> namesOfTimesAndFaults() {
    return Stream.concat(SandboxFaults.names().stream(), WebhookFaults.names().stream())
        .distinct()
        .toList();
  }
}
