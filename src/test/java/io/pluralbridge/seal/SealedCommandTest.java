package io.pluralbridge.seal;

import static io.pluralbridge.seal.SealErrorCode.SEAL_ALGORITHM;
import static io.pluralbridge.seal.SealErrorCode.SEAL_BROKEN;
import static io.pluralbridge.seal.SealErrorCode.SEAL_HEADER;
import static io.pluralbridge.seal.SealErrorCode.SEAL_KEY_MISSING;
import static io.pluralbridge.seal.SealErrorCode.SEAL_KEY_UNKNOWN;
import static io.pluralbridge.seal.SealErrorCode.SEAL_MALFORMED;
import static io.pluralbridge.seal.SealErrorCode.SEAL_TOO_LARGE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.CompressionAlgorithm;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEEncrypter;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.crypto.PasswordBasedEncrypter;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealedCommandTest {

  private static final String CARD = "4012001037141112";
  private static final String COMMAND =
      "{\"card_number\":\"" + CARD + "\",\"name\":\"Zo\u00eb \ud83d\ude00\"}";
  private static final String ID = Sealing.KEY.getKeyID();

  @TempDir static Path folder;
  private static SealedCommand sealed;

  @BeforeAll
  static void start() throws IOException {
    sealed = Sealing.opener(folder);
  }

  private static String opened(byte[] message) throws SealRefusedException {
    return new String(sealed.open(message), UTF_8);
  }

  private static void assertRefused(byte[] message, SealErrorCode code) {
    SealRefusedException refusal =
        catchThrowableOfType(SealRefusedException.class, () -> sealed.open(message));
    assertThat(refusal).isNotNull();
    assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
    assertThat(refusal).hasMessageStartingWith(code.sentence() + " ").hasNoCause();
    assertThat(refusal.getMessage().length()).isLessThan(300);
    assertThat(refusal.getMessage()).doesNotContain(CARD, "canary");
    assertThat(refusal.getStackTrace()).isEmpty();
  }

  private static void assertRefused(String message, SealErrorCode code) {
    assertRefused(message.getBytes(UTF_8), code);
  }

  private static byte[] nimbus(JWEHeader header, JWEEncrypter encrypter) throws Exception {
    JWEObject object = new JWEObject(header, new Payload(COMMAND));
    object.encrypt(encrypter);
    return object.serialize().getBytes(US_ASCII);
  }

  private static JWEHeader.Builder with(JWEAlgorithm algorithm, EncryptionMethod method) {
    return new JWEHeader.Builder(algorithm, method).keyID(ID);
  }

  // ---- what opens ------------------------------------------------------------------------------

  @Test
  void what_was_sealed_opens_as_it_was() throws Exception {
    for (String text : List.of(COMMAND, "x", "x".repeat(700_000))) {
      assertThat(opened(Sealing.seal(text))).isEqualTo(text);
    }
    JWEHeader header = with(CommandKeys.ALGORITHM, CommandKeys.ENCRYPTION).build();
    assertThat(opened(nimbus(header, new RSAEncrypter(Sealing.KEY)))).isEqualTo(COMMAND);
  }

  @Test
  void what_node_js_sealed_opens() throws Exception {
    byte[] message = Files.readAllBytes(Sealing.RESOURCES.resolve("sealed-by-node-jose.jwe"));

    assertThat(SealedCommand.looksSealed(message)).isTrue();
    assertThat(sealed.open(message))
        .isEqualTo(Files.readAllBytes(Sealing.RESOURCES.resolve("command.json")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"typ\":\"JOSE\"", "\"cty\":\"application/json\"", "\"typ\":\"canary\""})
  void a_header_may_say_what_is_inside(String more) throws Exception {
    String header = Sealing.header().replace("}", " , " + more + " } ");

    assertThat(opened(Sealing.seal(header, COMMAND))).isEqualTo(COMMAND);
  }

  @Test
  void white_space_around_it_is_let_pass_and_inside_is_not() throws Exception {
    String message = new String(Sealing.seal(COMMAND), US_ASCII);

    for (String text : List.of(message + "\n", "\r\n\t " + message + " \r\n\r\n")) {
      assertThat(SealedCommand.looksSealed(text)).isTrue();
      assertThat(opened(text.getBytes(US_ASCII))).isEqualTo(COMMAND);
    }
    for (String text :
        List.of(
            message.replaceFirst("\\.", ".\n"),
            message.replaceFirst("(.{64})", "$1\n"),
            "\u00a0" + message,
            "\ufeff" + message)) {
      assertThat(SealedCommand.looksSealed(text)).isFalse();
      assertRefused(text, SEAL_MALFORMED);
    }
  }

  // ---- what looks sealed -----------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "a.b.c.d.e, true",
    "a.b.c.d., true",
    "a...., true",
    "a..b.c.d, true",
    "A-Z.a_z.0.9.x, true",
    "...., false",
    ".b.c.d.e, false",
    "'', false",
    "' ', false",
    "a, false",
    "a.b.c, false",
    "a.b.c.d, false",
    "a.b.c.d.e.f, false",
    "....., false",
    "a.b.c.d.e=, false",
    "a.b.c+.d.e, false",
    "a.b.c/.d.e, false",
    "a.b.c.d.\u00e9, false",
    "a.b.c.d.\u0161, false",
    "a.b. c.d.e, false",
    "{\"key\":\"1.2.3.4.5\"}, false",
    "1.2.3.4.5, true"
  })
  void five_parts_of_base64url_look_sealed(String text, boolean looks) {
    assertThat(SealedCommand.looksSealed(text)).isEqualTo(looks);
    assertThat(SealedCommand.looksSealed(text.getBytes(UTF_8))).isEqualTo(looks);
  }

  // ---- the parts -------------------------------------------------------------------------------

  @Test
  void a_part_of_it_does_not_open() throws Exception {
    byte[] whole = Sealing.seal("{}");
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      SealRefusedException refusal =
          catchThrowableOfType(SealRefusedException.class, () -> sealed.open(part));
      assertThat(refusal).as("length " + length).isNotNull();
      assertThat(refusal.code()).isIn(SEAL_MALFORMED, SEAL_BROKEN);
    }
  }

  @Test
  void every_bit_that_is_changed_is_noticed() throws Exception {
    String[] whole = Sealing.parts(Sealing.header(), "{}".getBytes(UTF_8));
    for (int n = 0; n < whole.length; n++) {
      byte[] bytes = Base64.getUrlDecoder().decode(whole[n]);
      // Each bit of a long key is as good as any other of its byte, and takes long to try.
      int step = n == 1 ? 7 : 1;
      for (int bit = 0; bit < bytes.length * 8; bit += step) {
        byte[] changed = bytes.clone();
        changed[bit / 8] ^= (byte) (1 << bit % 8);
        String[] parts = whole.clone();
        parts[n] = Sealing.base64(changed);
        SealRefusedException refusal =
            catchThrowableOfType(
                SealRefusedException.class,
                () -> sealed.open(String.join(".", parts).getBytes(US_ASCII)));
        assertThat(refusal).as("part " + n + ", bit " + bit).isNotNull();
        if (n > 0) {
          assertThat(refusal.code()).isEqualTo(SEAL_BROKEN);
        }
      }
    }
  }

  @Test
  void parts_do_not_change_places() throws Exception {
    String[] one = Sealing.parts(Sealing.header(), COMMAND.getBytes(UTF_8));
    String[] two = Sealing.parts(Sealing.header(), COMMAND.getBytes(UTF_8));
    for (int n = 0; n < one.length; n++) {
      for (int m = n + 1; m < one.length; m++) {
        String[] swapped = one.clone();
        swapped[n] = one[m];
        swapped[m] = one[n];
        SealRefusedException refusal =
            catchThrowableOfType(
                SealRefusedException.class,
                () -> sealed.open(String.join(".", swapped).getBytes(US_ASCII)));
        assertThat(refusal).as(n + " and " + m).isNotNull();
      }
      if (n > 0) {
        String[] mixed = one.clone();
        mixed[n] = two[n];
        assertRefused(String.join(".", mixed), SEAL_BROKEN);
      }
    }
  }

  @Test
  void bytes_do_not_move_from_one_part_to_the_next() throws Exception {
    String[] parts = Sealing.parts(Sealing.header(), "x".repeat(30).getBytes(UTF_8));
    String text = parts[3];
    String[] fewer = parts.clone();
    fewer[3] = text.substring(0, text.length() - 4);
    fewer[4] = text.substring(text.length() - 4) + parts[4];
    assertRefused(String.join(".", fewer), SEAL_BROKEN);

    String[] more = parts.clone();
    more[3] = text + parts[4].substring(0, 4);
    more[4] = parts[4].substring(4);
    assertRefused(String.join(".", more), SEAL_BROKEN);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void an_empty_part_is_refused(int n) throws Exception {
    String[] parts = Sealing.parts(Sealing.header(), COMMAND.getBytes(UTF_8));
    parts[n] = "";

    assertRefused(String.join(".", parts), SEAL_MALFORMED);
  }

  @Test
  void a_second_spelling_of_the_same_bytes_is_refused() throws Exception {
    String[] parts = Sealing.parts(Sealing.header(), "1234".getBytes(UTF_8));
    for (int n : new int[] {1, 3, 4}) {
      String[] other = parts.clone();
      char last = parts[n].charAt(parts[n].length() - 1);
      String digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
      other[n] =
          parts[n].substring(0, parts[n].length() - 1) + digits.charAt(digits.indexOf(last) + 1);
      assertThat(Base64.getUrlDecoder().decode(other[n]))
          .isEqualTo(Base64.getUrlDecoder().decode(parts[n]));

      assertRefused(String.join(".", other), SEAL_MALFORMED);
    }
  }

  @Test
  void another_key_under_the_name_of_ours_does_not_open() throws Exception {
    RSAKey other = new RSAKeyGenerator(2048).keyID(ID).generate();
    JWEHeader header = with(CommandKeys.ALGORITHM, CommandKeys.ENCRYPTION).build();

    assertRefused(nimbus(header, new RSAEncrypter(other)), SEAL_BROKEN);
  }

  @Test
  void an_encrypted_key_of_another_length_is_refused_like_any_other() throws Exception {
    String[] parts = Sealing.parts(Sealing.header(), COMMAND.getBytes(UTF_8));
    for (int length : new int[] {1, 16, 32, 255, 257, 1_024, 100_000}) {
      parts[1] = Sealing.base64(new byte[length]);
      assertRefused(String.join(".", parts), SEAL_BROKEN);
    }
  }

  // ---- the header ------------------------------------------------------------------------------

  @Test
  void there_is_one_algorithm_and_one_encryption() throws Exception {
    for (JWEAlgorithm algorithm :
        List.of(JWEAlgorithm.RSA1_5, JWEAlgorithm.RSA_OAEP, JWEAlgorithm.RSA_OAEP_512)) {
      JWEHeader header = with(algorithm, CommandKeys.ENCRYPTION).build();
      assertRefused(nimbus(header, new RSAEncrypter(Sealing.KEY)), SEAL_ALGORITHM);
    }
    for (EncryptionMethod method :
        List.of(
            EncryptionMethod.A128GCM,
            EncryptionMethod.A192GCM,
            EncryptionMethod.A128CBC_HS256,
            EncryptionMethod.A256CBC_HS512)) {
      JWEHeader header = with(CommandKeys.ALGORITHM, method).build();
      assertRefused(nimbus(header, new RSAEncrypter(Sealing.KEY)), SEAL_ALGORITHM);
    }
  }

  @Test
  void neither_a_shared_secret_nor_a_password_seals() throws Exception {
    byte[] modulus = Sealing.KEY.getModulus().decode();
    JWEHeader direct = with(JWEAlgorithm.DIR, CommandKeys.ENCRYPTION).build();
    assertRefused(nimbus(direct, new DirectEncrypter(Arrays.copyOf(modulus, 32))), SEAL_MALFORMED);

    JWEHeader password = with(JWEAlgorithm.PBES2_HS256_A128KW, CommandKeys.ENCRYPTION).build();
    assertRefused(nimbus(password, new PasswordBasedEncrypter(modulus, 16, 1_000)), SEAL_HEADER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rsa-oaep-256",
        "RSA-OAEP-256 ",
        "none",
        "canary",
        "",
        "RSA-OAEP",
        "RSA1_5",
        "dir"
      })
  void another_word_for_it_is_no_other_way(String algorithm) throws Exception {
    String header = Sealing.header().replace("RSA-OAEP-256", algorithm);

    assertRefused(Sealing.seal(header, COMMAND), SEAL_ALGORITHM);
  }

  @Test
  void nothing_is_unpacked() throws Exception {
    JWEHeader header =
        with(CommandKeys.ALGORITHM, CommandKeys.ENCRYPTION)
            .compressionAlgorithm(CompressionAlgorithm.DEF)
            .build();

    assertRefused(nimbus(header, new RSAEncrypter(Sealing.KEY)), SEAL_HEADER);
  }

  static Stream<Arguments> headers() {
    String good = Sealing.header();
    return Stream.of(
        header(SEAL_HEADER, good.replace("}", ",\"zip\":\"DEF\"}")),
        header(SEAL_HEADER, good.replace("}", ",\"crit\":[\"exp\"],\"exp\":1}")),
        header(SEAL_HEADER, good.replace("}", ",\"crit\":[]}")),
        header(SEAL_HEADER, good.replace("}", ",\"jku\":\"http://canary/\"}")),
        header(SEAL_HEADER, good.replace("}", ",\"jwk\":{\"kty\":\"oct\",\"k\":\"canary\"}}")),
        header(SEAL_HEADER, good.replace("}", ",\"x5u\":\"http://canary/\"}")),
        header(SEAL_HEADER, good.replace("}", ",\"p2c\":2147483647}")),
        header(SEAL_HEADER, good.replace("}", ",\"canary\":\"canary\"}")),
        header(SEAL_HEADER, good.replace("}", ",\"" + CARD + "\":\"x\"}")),
        header(SEAL_HEADER, good.replace("}", ",\"typ\":null}")),
        header(SEAL_HEADER, good.replace("}", ",\"cty\":1}")),
        header(SEAL_HEADER, good.replace("}", ",\"alg\":\"RSA-OAEP-256\"}")),
        header(SEAL_HEADER, good.replace("{", "{\"\\u0061lg\":\"dir\",")),
        header(SEAL_HEADER, good.replace("}", ",\"typ\":" + "[".repeat(300))),
        header(SEAL_HEADER, "[".repeat(700)),
        header(SEAL_HEADER, "{\"typ\":".repeat(100)),
        header(SEAL_HEADER, good.replace("}", ",\"typ\":\"" + "x".repeat(1_000) + "\"}")),
        header(SEAL_HEADER, good + good),
        header(SEAL_HEADER, good + "x"),
        header(SEAL_HEADER, good.replace("}", "")),
        header(SEAL_HEADER, good.replace("}", ",}")),
        header(SEAL_HEADER, "[" + good + "]"),
        header(SEAL_HEADER, "\"" + CARD + "\""),
        header(SEAL_HEADER, "null"),
        header(SEAL_HEADER, " "),
        header(SEAL_HEADER, "canary"),
        header(SEAL_HEADER, "\ufeff" + good),
        header(SEAL_HEADER, "\u0000" + good),
        header(SEAL_ALGORITHM, "{}"),
        header(SEAL_ALGORITHM, good.replace("\"alg\"", "\"typ\"")),
        header(SEAL_ALGORITHM, good.replace("\"enc\"", "\"typ\"")),
        header(SEAL_KEY_MISSING, good.replace("\"kid\"", "\"typ\"")),
        header(SEAL_KEY_UNKNOWN, good.replace(ID, "")),
        header(SEAL_KEY_UNKNOWN, good.replace(ID, "canary")),
        header(SEAL_KEY_UNKNOWN, good.replace(ID, ID + " ")),
        header(SEAL_KEY_UNKNOWN, good.replace(ID, CARD)));
  }

  private static Arguments header(SealErrorCode code, String header) {
    return Arguments.of(code, header);
  }

  @ParameterizedTest
  @MethodSource("headers")
  void a_header_says_nothing_but_how_it_is_sealed(SealErrorCode code, String header)
      throws Exception {
    assertRefused(Sealing.seal(header, COMMAND), code);
  }

  @Test
  void a_header_in_another_charset_is_no_header() throws Exception {
    String[] parts = Sealing.parts(Sealing.header(), COMMAND.getBytes(UTF_8));
    parts[0] = Sealing.base64(Sealing.header().getBytes("UTF-16BE"));
    assertRefused(String.join(".", parts), SEAL_HEADER);
    parts[0] = Sealing.base64(new byte[] {'{', '"', (byte) 0xff, '"', ':', '"', '"', '}'});
    assertRefused(String.join(".", parts), SEAL_HEADER);
  }

  @Test
  void who_names_an_unknown_key_is_told_which_one_is_good() {
    String[] parts = new String[] {"", "AAAA", "A".repeat(16), "AAAA", "A".repeat(22)};
    parts[0] = Sealing.base64(Sealing.header().replace(ID, "last-year").getBytes(UTF_8));

    SealRefusedException refusal =
        catchThrowableOfType(
            SealRefusedException.class,
            () -> sealed.open(String.join(".", parts).getBytes(US_ASCII)));

    assertThat(refusal).hasMessageContaining(ID).hasMessageContaining("/bridge/keys/commands");
    assertThat(refusal).hasMessageNotContaining("last-year");
  }

  // ---- much of it ------------------------------------------------------------------------------

  @Test
  void a_megabyte_is_the_limit() throws Exception {
    byte[] whole = Sealing.seal(COMMAND);
    byte[] most = Arrays.copyOf(whole, SealedCommand.MOST_BYTES);
    Arrays.fill(most, whole.length, most.length, (byte) ' ');
    assertThat(opened(most)).isEqualTo(COMMAND);

    byte[] more = Arrays.copyOf(most, most.length + 1);
    more[most.length] = ' ';
    assertRefused(more, SEAL_TOO_LARGE);
  }

  static Stream<String> large() {
    int most = SealedCommand.MOST_BYTES;
    return Stream.of(
        ".".repeat(most),
        "a".repeat(most),
        " ".repeat(most),
        "a." + ".".repeat(most - 2),
        "a".repeat(most - 4) + "....",
        "a." + "A".repeat(most - 8) + ".a.a.a",
        "{".repeat(most),
        Sealing.base64("[".repeat(700_000).getBytes(UTF_8)) + ".AAAA.AAAA.AAAA.AAAA");
  }

  @ParameterizedTest
  @MethodSource("large")
  void much_that_is_nothing_costs_little(String message) {
    byte[] bytes = message.getBytes(US_ASCII);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    catchThrowableOfType(SealRefusedException.class, () -> sealed.open(bytes));

    long before = threads.getCurrentThreadAllocatedBytes();
    SealRefusedException refusal =
        catchThrowableOfType(SealRefusedException.class, () -> sealed.open(bytes));
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(refusal).isNotNull();
    assertThat(allocated).isLessThan(4L * SealedCommand.MOST_BYTES);
  }

  // ---- what is said ----------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(SealErrorCode.class)
  void every_code_is_explained(SealErrorCode code) {
    assertThat(code.name()).startsWith("SEAL_");
    assertThat(code.sentence()).endsWith(".").doesNotContain("  ");
  }

  @Test
  void nobody_takes_it_for_trouble_of_ours() {
    assertThat(Exception.class).isEqualTo(SealRefusedException.class.getSuperclass());
  }
}
