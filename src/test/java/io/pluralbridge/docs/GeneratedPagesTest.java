package io.pluralbridge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pages that are made from what they tell about are as that is now. */
class GeneratedPagesTest {

  private static final String WRITE = "docs.write";
  private static final String COMMAND =
      "mvn -q test -Dtest=GeneratedPagesTest -D" + WRITE + "=true";

  @Test
  void the_page_of_settings_is_that_of_the_file_of_settings() throws IOException {
    check(SettingsPage.PAGE, new SettingsPage(Files.readAllLines(SettingsPage.SOURCE)).markdown());
  }

  @Test
  void the_page_of_error_codes_is_that_of_the_codes() throws IOException {
    check(ErrorCodesPage.PAGE, ErrorCodesPage.markdown());
  }

  @Test
  void a_setting_comes_with_the_words_above_it_and_those_below_without_words_are_one_row_with_it() {
    String page =
        new SettingsPage(
                List.of(
                    "# Not a section yet.",
                    "# --- who we ask ---------",
                    "# Which Plural.",
                    "# See docs/sandbox.md, and plural.b.",
                    "plural.a = sandbox",
                    "plural.b =",
                    "",
                    "# How long.",
                    "plural.c = 1s",
                    "# For example:",
                    "# plural.d = x"))
            .markdown();

    assertThat(page)
        .endsWith(
            """

            ## Who we ask

            | setting | default | |
            |---|---|---|
            | `plural.a`<br>`plural.b` | `sandbox`<br>empty | Which Plural. See [docs/sandbox.md](../sandbox.md), and `plural.b`. |
            | `plural.c` | `1s` | How long. |

            For example:

            ```properties
            plural.d = x
            ```
            """)
        .doesNotContain("Not a section yet");
  }

  private static void check(Path page, String now) throws IOException {
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(page, now);
    }
    assertThat(page)
        .as("%s is not as it would be made now. To write it anew: %s", page, COMMAND)
        .hasContent(now);
  }
}
