package io.pluralbridge.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/**
 * A sender who seals by hand, following RFC 7516 and no library, so that he can put anything into a
 * header and close it properly all the same.
 */
final class Sealing {

  static final Path RESOURCES = Path.of("src/test/resources/sealed");
  static final Path KEY_FILE = RESOURCES.resolve("key-only-for-tests.jwks");
  static final RSAKey KEY = key();

  private static final SecureRandom RANDOM = new SecureRandom();

  private Sealing() {}

  private static RSAKey key() {
    try {
      return JWKSet.load(KEY_FILE.toFile()).getKeys().get(0).toRSAKey();
    } catch (IOException | ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Opens with the key of the tests. */
  static SealedCommand opener(Path folder) throws IOException {
    Path copy = folder.resolve("commands.jwks");
    Files.copy(KEY_FILE, copy);
    return new SealedCommand(new CommandKeyFile(copy, folder.resolve("commands.public.jwks")));
  }

  static String header() {
    return "{\"alg\":\"RSA-OAEP-256\",\"enc\":\"A256GCM\",\"kid\":\"" + KEY.getKeyID() + "\"}";
  }

  static byte[] seal(String plain) throws GeneralSecurityException {
    return seal(header(), plain);
  }

  /** Closed properly under that header. */
  static byte[] seal(String header, String plain) throws GeneralSecurityException {
    return String.join(".", parts(header, plain.getBytes(UTF_8))).getBytes(US_ASCII);
  }

  static String[] parts(String header, byte[] plain) throws GeneralSecurityException {
    byte[] content = new byte[32];
    byte[] nonce = new byte[12];
    RANDOM.nextBytes(content);
    RANDOM.nextBytes(nonce);
    Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
    rsa.init(
        Cipher.ENCRYPT_MODE,
        publicKey(),
        new OAEPParameterSpec(
            "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
    String protectedHeader = base64(header.getBytes(UTF_8));
    Cipher aes = Cipher.getInstance("AES/GCM/NoPadding");
    aes.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(content, "AES"), new GCMParameterSpec(128, nonce));
    aes.updateAAD(protectedHeader.getBytes(US_ASCII));
    byte[] closed = aes.doFinal(plain);
    return new String[] {
      protectedHeader,
      base64(rsa.doFinal(content)),
      base64(nonce),
      base64(Arrays.copyOf(closed, plain.length)),
      base64(Arrays.copyOfRange(closed, plain.length, closed.length))
    };
  }

  private static RSAPublicKey publicKey() throws GeneralSecurityException {
    return (RSAPublicKey)
        KeyFactory.getInstance("RSA")
            .generatePublic(
                new RSAPublicKeySpec(
                    KEY.getModulus().decodeToBigInteger(),
                    KEY.getPublicExponent().decodeToBigInteger()));
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** RFC 7638, by hand. */
  static String thumbprint(RSAKey key) throws GeneralSecurityException {
    String members =
        "{\"e\":\""
            + key.getPublicExponent()
            + "\",\"kty\":\"RSA\",\"n\":\""
            + key.getModulus()
            + "\"}";
    return base64(MessageDigest.getInstance("SHA-256").digest(members.getBytes(US_ASCII)));
  }
}
