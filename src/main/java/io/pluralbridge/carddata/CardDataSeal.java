package io.pluralbridge.carddata;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.apache.camel.Exchange;
import org.apache.camel.converter.crypto.CryptoDataFormat;
import org.apache.camel.spi.DataFormat;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Seals card data with Camel's Crypto data format: AES-GCM, which notices every change of what it
 * sealed, under a nonce that is drawn anew for each message.
 *
 * <p>A sealed message is the id of its key, a dot, and nonce and cipher text in Base64. Camel's
 * format takes its nonce once for all messages, so each message gets a format of its own.
 */
public final class CardDataSeal extends ServiceSupport implements DataFormat {

  private static final String ALGORITHM = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SealKeys keys;
  private final SecureRandom random = new SecureRandom();

  public CardDataSeal(SealKeys keys) {
    this.keys = keys;
  }

  @Override
  public void marshal(Exchange exchange, Object payload, OutputStream out) throws Exception {
    byte[] plain = ((Payload) payload).json().getBytes(StandardCharsets.UTF_8);
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    String id = keys.newest();
    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    sealed.write(nonce);
    format(keys.find(id).orElseThrow(), nonce)
        .marshal(exchange, new ByteArrayInputStream(plain), sealed);
    Arrays.fill(plain, (byte) 0);
    String text =
        id + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(sealed.toByteArray());
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Opens it again.
   *
   * @return a {@link Payload}
   * @throws BrokenSealException when it cannot be opened
   */
  @Override
  public Object unmarshal(Exchange exchange, InputStream sealed) throws Exception {
    String text = new String(sealed.readAllBytes(), StandardCharsets.US_ASCII);
    int dot = text.indexOf('.');
    String id = text.substring(0, Math.max(0, dot));
    SecretKey key =
        keys.find(id)
            .orElseThrow(
                () -> new BrokenSealException("the key " + id + " is not in bridge.seal.keys"));
    byte[] bytes = bytes(id, text.substring(dot + 1));
    byte[] nonce = Arrays.copyOf(bytes, NONCE_BYTES);
    byte[] cipher = Arrays.copyOfRange(bytes, NONCE_BYTES, bytes.length);
    try {
      Object opened = format(key, nonce).unmarshal(exchange, new ByteArrayInputStream(cipher));
      byte[] plain =
          exchange
              .getContext()
              .getTypeConverter()
              .mandatoryConvertTo(byte[].class, exchange, opened);
      return new Payload(new String(plain, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw changed(id);
    }
  }

  /** Nonce and cipher text. */
  private static byte[] bytes(String id, String base64) throws BrokenSealException {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(base64);
      if (bytes.length >= NONCE_BYTES + TAG_BITS / 8) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Then it is no Base64.
    }
    throw changed(id);
  }

  private static BrokenSealException changed(String id) {
    return new BrokenSealException("what was sealed with the key " + id + " has been changed");
  }

  private static CryptoDataFormat format(SecretKey key, byte[] nonce) {
    CryptoDataFormat format = new CryptoDataFormat(ALGORITHM, key);
    format.setAlgorithmParameterSpec(new GCMParameterSpec(TAG_BITS, nonce));
    // The tag of AES-GCM is the message authentication code.
    format.setShouldAppendHMAC(false);
    return format;
  }
}
