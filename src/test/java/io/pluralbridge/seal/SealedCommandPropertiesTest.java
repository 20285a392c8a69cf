package io.pluralbridge.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What holds of whatever is sealed, and of whatever is done to it on the way. */
class SealedCommandPropertiesTest {

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n{\"\u0000\u007f";

  private static Path folder;
  private static SealedCommand sealed;
  private static String whole;

  @BeforeContainer
  static void start() throws IOException, GeneralSecurityException {
    folder = Files.createTempDirectory("sealed");
    sealed = Sealing.opener(folder);
    whole = new String(Sealing.seal("{\"key\":\"cap-0001\"}"), US_ASCII);
  }

  @AfterContainer
  static void stop() throws IOException {
    Files.delete(folder.resolve("commands.jwks"));
    Files.delete(folder.resolve("commands.public.jwks"));
    Files.delete(folder);
  }

  @Property(tries = 100)
  void whatever_is_sealed_opens_as_it_was(@ForAll @Size(min = 1, max = 300) byte[] plain)
      throws Exception {
    String message = String.join(".", Sealing.parts(Sealing.header(), plain));

    assertThat(sealed.open(message.getBytes(US_ASCII))).isEqualTo(plain);
  }

  @Property(tries = 1_000)
  void any_character_that_is_changed_is_noticed(
      @ForAll @IntRange(max = 10_000) int place, @ForAll @IntRange(max = 71) int other) {
    int at = place % whole.length();
    char put = ALPHABET.charAt(other);
    if (put == whole.charAt(at)) {
      return;
    }
    String changed = whole.substring(0, at) + put + whole.substring(at + 1);

    assertThatThrownBy(() -> sealed.open(changed.getBytes(UTF_8)))
        .isInstanceOf(SealRefusedException.class);
  }

  @Property(tries = 300)
  void any_character_that_is_added_or_taken_away_is_noticed(
      @ForAll @IntRange(max = 10_000) int place, @ForAll @IntRange(max = 71) int other) {
    int at = 1 + place % (whole.length() - 2);
    String added = whole.substring(0, at) + ALPHABET.charAt(other) + whole.substring(at);
    String taken = whole.substring(0, at) + whole.substring(at + 1);

    assertThatThrownBy(() -> sealed.open(added.getBytes(UTF_8)))
        .isInstanceOf(SealRefusedException.class);
    assertThatThrownBy(() -> sealed.open(taken.getBytes(UTF_8)))
        .isInstanceOf(SealRefusedException.class);
  }

  @Property(tries = 500)
  void whatever_comes_is_refused_and_nothing_worse(@ForAll @Size(max = 200) byte[] message) {
    assertThatThrownBy(() -> sealed.open(message)).isInstanceOf(SealRefusedException.class);
  }
}
