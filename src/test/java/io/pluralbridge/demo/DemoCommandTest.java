package io.pluralbridge.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.Main;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration as somebody sees it who has just come, on the settings of somebody else. */
class DemoCommandTest {

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final PrintStream realOut = System.out;

  @BeforeEach
  void have_settings_that_are_somebody_elses() throws Exception {
    Path config = Files.createDirectories(folder.resolve("config"));
    Files.write(
        config.resolve("application.properties"),
        List.of(
            "plural.environment = production",
            "plural.api.client-id = merchant",
            "plural.callback.secret-key = 00112233",
            "plural.callback.secret-encoding = BASE64",
            "plural.callback.success-url = https://shop.example/thanks",
            "plural.webhook.secret = abc1234",
            "bridge.http.tls.keystore = /no/such/store",
            "bridge.database.url = jdbc:postgresql://nowhere/bridge",
            "sandbox.webhook-url = none"));
    System.setProperty("bridge.home", folder.toString());
    System.setOut(new PrintStream(out, true, UTF_8));
  }

  @AfterEach
  void give_back() {
    System.setOut(realOut);
    System.clearProperty("bridge.home");
  }

  @Test
  void it_tells_the_whole_story_and_the_bridge_and_plural_agree() throws Exception {
    Path data = folder.resolve("demo");

    int exit = Main.run("demo", "--data", data.toString());
    String told = out.toString(UTF_8);

    assertThat(exit).as(told).isZero();
    assertThat(told).doesNotContain("disagree");
    for (Shopper.Card card : Shopper.Card.values()) {
      assertThat(told).containsPattern(card.inWords() + " +5 of 5 AUTHORIZED");
    }
    assertThat(told)
        .containsPattern(
            "one of these orders +CREATED, PENDING, AUTHORIZED; said by CALL, CALLBACK")
        .containsPattern("lines +422\\n")
        .containsPattern("succeeded +415\\n")
        .containsPattern("declined +2\\n")
        .containsPattern("refused +4\\n")
        .containsPattern("seen before +1\\n")
        .containsPattern("callbacks +15, and 15 once more: no difference; 3 forged: refused")
        .containsPattern("webhooks +430, [1-9]\\d* once more and \\d+ in the wrong order")
        .containsPattern("webhooks refused +[1-9]\\d* forged, [1-9]\\d* signed an hour ago")
        .containsPattern("orders +1 CANCELLED, 414 PROCESSED, as Plural has them")
        .containsPattern("payments +15\\n")
        .containsPattern("captures +414\\n")
        .containsPattern("cancels +1\\n")
        .containsPattern("anything done twice +0\\n")
        .containsPattern("calls that went wrong +[1-9]");
    assertThat(told.lines().filter(line -> !line.contains(" of 422 lines have")))
        .as("one screen, with some lines of progress")
        .hasSizeLessThanOrEqualTo(40)
        .allMatch(line -> line.length() <= 100 || line.contains(data.toString()));
    assertThat(told.split("INR 41450250 \\(minor units\\)", -1)).as("both say it").hasSize(3);
    assertThat(Files.readAllLines(data.resolve("results/captures.results.csv"))).hasSize(423);
    assertThat(data.resolve("acks/captures.ack.json")).exists();
    assertThat(data.resolve("results/captures.summary.json")).exists();
  }
}
