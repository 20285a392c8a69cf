package io.pluralbridge.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandKeysTest {

  private static final RSAKey KEY = Sealing.KEY;

  private static String set(JWK... keys) {
    return new JWKSet(List.of(keys)).toString(false);
  }

  private static void assertWrong(String text, String said) {
    IllegalArgumentException wrong =
        catchThrowableOfType(IllegalArgumentException.class, () -> CommandKeys.parse(text));
    assertThat(wrong).as("a complaint of: " + said).isNotNull();
    assertThat(wrong).hasMessageContaining(said).hasNoCause();
    assertThat(wrong)
        .hasMessageNotContainingAny(
            "canary",
            KEY.getPrivateExponent().toString().substring(0, 20),
            KEY.getFirstPrimeFactor().toString().substring(0, 20),
            KEY.getModulus().toString().substring(0, 20));
  }

  @Test
  void a_new_key_has_3072_bits_and_says_what_it_is_for() throws Exception {
    String made = CommandKeys.generate();
    RSAKey key = JWKSet.parse(made).getKeys().get(0).toRSAKey();

    assertThat(key.size()).isEqualTo(3072);
    assertThat(key.getKeyUse()).isEqualTo(KeyUse.ENCRYPTION);
    assertThat(key.getAlgorithm()).isEqualTo(JWEAlgorithm.RSA_OAEP_256);
    assertThat(key.getKeyID()).isEqualTo(Sealing.thumbprint(key));
    assertThat(CommandKeys.parse(made).published()).isEqualTo(key.getKeyID());
  }

  @Test
  void only_the_public_half_of_the_first_is_published() throws Exception {
    RSAKey old = new RSAKeyGenerator(2048).keyID("old").generate();
    CommandKeys keys = CommandKeys.parse(set(KEY, old));

    assertThat(JWKSet.parse(keys.publicSet()).toJSONObject(false))
        .isEqualTo(
            Map.of(
                "keys",
                List.of(
                    Map.of(
                        "kty", "RSA",
                        "use", "enc",
                        "alg", "RSA-OAEP-256",
                        "kid", KEY.getKeyID(),
                        "n", KEY.getModulus().toString(),
                        "e", "AQAB"))));
    assertThat(keys.find("old")).isPresent();
    assertThat(keys.find(KEY.getKeyID())).isPresent();
    assertThat(keys.find("other")).isEmpty();
  }

  @Test
  void a_key_without_a_name_goes_by_its_thumbprint() throws Exception {
    RSAKey bare = new RSAKey.Builder(KEY).keyID(null).keyUse(null).algorithm(null).build();
    CommandKeys keys = CommandKeys.parse(set(bare));

    assertThat(keys.published()).isEqualTo(Sealing.thumbprint(KEY));
    assertThat(keys.publicSet()).contains("\"use\":\"enc\"", "\"alg\":\"RSA-OAEP-256\"");
  }

  @Test
  void a_key_with_nothing_but_its_exponent_works_too() {
    RSAKey lean =
        new RSAKey.Builder(KEY.getModulus(), KEY.getPublicExponent())
            .privateExponent(KEY.getPrivateExponent())
            .keyID("lean")
            .build();

    assertThat(CommandKeys.parse(set(lean)).find("lean")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "canary",
        "null",
        "[]",
        "{}",
        "{\"keys\":null}",
        "{\"keys\":{}}",
        "{\"keys\":\"canary\"}",
        "{\"keys\":[\"canary\"]}",
        "{\"keys\":[null]}",
        "{\"kty\":\"RSA\"}"
      })
  void what_is_no_set_of_keys_is_refused(String text) {
    assertWrong(text, "");
  }

  @Test
  void half_a_file_is_refused_wherever_it_ends() throws Exception {
    String whole = Files.readString(Sealing.KEY_FILE).strip();
    for (int length = 0; length < whole.length(); length += 13) {
      assertWrong(whole.substring(0, length), "damaged");
    }
  }

  @Test
  void a_key_that_cannot_open_is_refused_and_its_place_is_named() throws Exception {
    assertWrong("{\"keys\":[]}", "there is no key in it");
    assertWrong("{\"keys\":[{\"kty\":\"canary\"}]}", "key 1 is damaged");
    assertWrong("{\"keys\":[{\"kty\":\"RSA\",\"n\":\"canary\"}]}", "key 1 is damaged");
    assertWrong(set(KEY, KEY.toPublicJWK()), "key 2 is only the public half");
    assertWrong(
        set(new OctetSequenceKeyGenerator(256).generate()),
        "key 1 is of the type oct; only RSA keys have a public half");
    assertWrong(set(new ECKeyGenerator(Curve.P_256).generate()), "key 1 is of the type EC");
    assertWrong(
        set(new RSAKeyGenerator(1024, true).generate()), "key 1 has 1024 bits; it has 2048");
    assertWrong(set(KEY, KEY), "key 2 has the kid of one before it");
    assertWrong(set(new RSAKey.Builder(KEY).keyID("canary canary").build()), "key 1 has a kid");
    assertWrong(
        set(new RSAKey.Builder(KEY).keyUse(KeyUse.SIGNATURE).build()),
        "key 1 is not for encryption");
    assertWrong(
        set(new RSAKey.Builder(KEY).algorithm(JWEAlgorithm.RSA_OAEP).build()),
        "key 1 is for another alg than RSA-OAEP-256");
  }

  @Test
  void halves_that_do_not_belong_together_are_refused() throws Exception {
    RSAKey other = new RSAKeyGenerator(2048).generate();
    assertWrong(
        set(
            new RSAKey.Builder(KEY.getModulus(), KEY.getPublicExponent())
                .privateExponent(other.getPrivateExponent())
                .build()),
        "key 1 is damaged");
    assertWrong(
        set(
            new RSAKey.Builder(KEY.getModulus(), Base64URL.encode(new byte[] {1}))
                .privateExponent(Base64URL.encode(new byte[] {1}))
                .build()),
        "key 1 is damaged");
    for (RSAKey.Builder torn :
        List.of(
            new RSAKey.Builder(KEY).firstPrimeFactor(other.getFirstPrimeFactor()),
            new RSAKey.Builder(KEY).secondPrimeFactor(other.getSecondPrimeFactor()),
            new RSAKey.Builder(KEY).firstFactorCRTExponent(other.getFirstFactorCRTExponent()),
            new RSAKey.Builder(KEY).secondFactorCRTExponent(other.getSecondFactorCRTExponent()),
            new RSAKey.Builder(KEY).firstCRTCoefficient(other.getFirstCRTCoefficient()),
            new RSAKey.Builder(KEY).firstPrimeFactor(Base64URL.encode(new byte[] {1})))) {
      assertWrong(set(torn.build()), "key 1 is damaged");
    }
  }

  @Test
  void keys_are_not_shown() {
    assertThat(CommandKeys.parse(set(KEY)))
        .hasToString("1 keys, of which " + KEY.getKeyID() + " is published");
  }
}
