package io.pluralbridge.seal;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The private keys that open what senders seal, each with its id. The first is the one that is
 * published; all open, so that a new one can be put before the old and the old be taken away once
 * nobody seals with it any more.
 */
public final class CommandKeys {

  static final JWEAlgorithm ALGORITHM = JWEAlgorithm.RSA_OAEP_256;
  static final EncryptionMethod ENCRYPTION = EncryptionMethod.A256GCM;

  private static final int NEW_BITS = 3072;
  private static final int LEAST_BITS = 2048;
  private static final int MOST_BITS = 8192;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._~:-]{1,100}");

  private final Map<String, PrivateKey> keys;
  private final RSAKey first;

  private CommandKeys(Map<String, PrivateKey> keys, RSAKey first) {
    this.keys = keys;
    this.first = first;
  }

  /**
   * A JWK set with one new private key. Finding its primes takes from a fifth of a second to two.
   */
  static String generate() {
    try {
      RSAKey key =
          new RSAKeyGenerator(NEW_BITS)
              .keyUse(KeyUse.ENCRYPTION)
              .algorithm(ALGORITHM)
              .keyIDFromThumbprint(true)
              .generate();
      return new JWKSet(key).toString(false);
    } catch (JOSEException e) {
      throw new IllegalStateException("RSA is missing from this JVM", e);
    }
  }

  /**
   * Reads a JWK set of private keys.
   *
   * @throws IllegalArgumentException saying what is wrong, without any key
   */
  static CommandKeys parse(String text) {
    List<RSAKey> all = new ArrayList<>();
    Map<String, PrivateKey> byId = new LinkedHashMap<>();
    for (Map<String, Object> json : set(text)) {
      String which = "key " + (all.size() + 1);
      RSAKey key = key(which, json);
      if (byId.put(key.getKeyID(), working(which, key)) != null) {
        throw new IllegalArgumentException(which + " has the kid of one before it");
      }
      all.add(key);
    }
    if (all.isEmpty()) {
      throw new IllegalArgumentException("there is no key in it");
    }
    return new CommandKeys(byId, all.get(0));
  }

  /** What a parser complains of may be a piece of a key, so it is not passed on. */
  private static Map<String, Object>[] set(String text) {
    try {
      Map<String, Object>[] keys =
          JSONObjectUtils.getJSONObjectArray(JSONObjectUtils.parse(text), "keys");
      if (keys != null) {
        return keys;
      }
    } catch (ParseException | RuntimeException e) {
      // Then it is none.
    }
    throw new IllegalArgumentException(
        "it is damaged, or not a JWK set: {\"keys\":[...]} with private RSA keys");
  }

  private static RSAKey key(String which, Map<String, Object> json) {
    JWK jwk;
    try {
      jwk = JWK.parse(json);
    } catch (ParseException | RuntimeException e) {
      throw damaged(which);
    }
    if (!(jwk instanceof RSAKey rsa)) {
      throw new IllegalArgumentException(
          which + " is of the type " + jwk.getKeyType() + "; only RSA keys have a public half");
    }
    if (!rsa.isPrivate()) {
      throw new IllegalArgumentException(which + " is only the public half, which opens nothing");
    }
    int bits = bits(which, rsa);
    if (bits < LEAST_BITS || bits > MOST_BITS) {
      throw new IllegalArgumentException(
          which + " has " + bits + " bits; it has " + LEAST_BITS + " to " + MOST_BITS);
    }
    if (rsa.getKeyUse() != null && !KeyUse.ENCRYPTION.equals(rsa.getKeyUse())) {
      throw new IllegalArgumentException(which + " is not for encryption; its use is enc");
    }
    if (rsa.getAlgorithm() != null && !ALGORITHM.equals(rsa.getAlgorithm())) {
      throw new IllegalArgumentException(which + " is for another alg than " + ALGORITHM);
    }
    return named(which, rsa);
  }

  private static int bits(String which, RSAKey rsa) {
    try {
      return rsa.getModulus().decodeToBigInteger().bitLength();
    } catch (RuntimeException e) {
      throw damaged(which);
    }
  }

  /** Under its kid; where it has none, its thumbprint. Source: RFC 7638. */
  private static RSAKey named(String which, RSAKey rsa) {
    try {
      String id = rsa.getKeyID() == null ? rsa.computeThumbprint().toString() : rsa.getKeyID();
      if (!ID.matcher(id).matches()) {
        throw new IllegalArgumentException(
            which + " has a kid that is not 1 to 100 letters, digits and . _ ~ : -");
      }
      return new RSAKey.Builder(rsa)
          .keyID(id)
          .keyUse(KeyUse.ENCRYPTION)
          .algorithm(ALGORITHM)
          .build();
    } catch (JOSEException | IllegalStateException e) {
      throw damaged(which);
    }
  }

  /** Its private half, which opens what its public half closes. */
  private static PrivateKey working(String which, RSAKey rsa) {
    try {
      PrivateKey key = rsa.toPrivateKey();
      if (key instanceof RSAPrivateCrtKey whole && belongsTo(rsa.toRSAPublicKey(), whole)) {
        return key;
      }
      JWEObject probe = new JWEObject(new JWEHeader(ALGORITHM, ENCRYPTION), new Payload("probe"));
      probe.encrypt(new RSAEncrypter(rsa.toRSAPublicKey()));
      JWEObject back = JWEObject.parse(probe.serialize());
      back.decrypt(new RSADecrypter(key));
      if (back.getPayload().toString().equals("probe")) {
        return key;
      }
    } catch (JOSEException | ParseException | RuntimeException e) {
      // Then its halves do not belong together.
    }
    throw damaged(which);
  }

  /**
   * True when each number of the private half is what the public one asks for: known at once, while
   * to open something takes a tenth of a second at the start. Source: RFC 8017, 3.2.
   */
  private static boolean belongsTo(RSAPublicKey open, RSAPrivateCrtKey key) {
    BigInteger e = open.getPublicExponent();
    BigInteger p = key.getPrimeP();
    BigInteger q = key.getPrimeQ();
    return p.compareTo(BigInteger.ONE) > 0
        && q.compareTo(BigInteger.ONE) > 0
        && p.multiply(q).equals(open.getModulus())
        && undoes(e, key.getPrimeExponentP(), p.subtract(BigInteger.ONE))
        && undoes(e, key.getPrimeExponentQ(), q.subtract(BigInteger.ONE))
        && undoes(q, key.getCrtCoefficient(), p);
  }

  private static boolean undoes(BigInteger a, BigInteger b, BigInteger modulus) {
    return a.multiply(b).mod(modulus).equals(BigInteger.ONE);
  }

  private static IllegalArgumentException damaged(String which) {
    return new IllegalArgumentException(which + " is damaged");
  }

  /** A JWK set of the public half of the first, for senders. */
  public String publicSet() {
    RSAKey open =
        new RSAKey.Builder(first.getModulus(), first.getPublicExponent())
            .keyID(first.getKeyID())
            .keyUse(KeyUse.ENCRYPTION)
            .algorithm(ALGORITHM)
            .build();
    return new JWKSet(open).toString();
  }

  /** The id of the one that is published. */
  public String published() {
    return first.getKeyID();
  }

  Optional<PrivateKey> find(String id) {
    return Optional.ofNullable(keys.get(id));
  }

  @Override
  public String toString() {
    return keys.size() + " keys, of which " + published() + " is published";
  }
}
