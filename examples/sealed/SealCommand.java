import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.File;
import java.net.URI;

/**
 * Seals a command for the bridge: reads JSON from standard input, prints the message to send.
 *
 * <pre>
 * java -cp nimbus-jose-jwt-10.10.jar SealCommand.java http://localhost:8080/bridge/keys/commands < command.json
 * java -cp nimbus-jose-jwt-10.10.jar SealCommand.java commands.public.jwks < command.json
 * </pre>
 */
public class SealCommand {

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 1) {
      System.err.println("usage: SealCommand URL-OR-FILE-OF-THE-PUBLIC-KEY < command.json");
      System.exit(64);
    }
    String from = arguments[0];
    JWKSet keys =
        from.matches("https?:.*")
            ? JWKSet.load(URI.create(from).toURL())
            : JWKSet.load(new File(from));
    RSAKey key = keys.getKeys().get(0).toRSAKey();

    JWEHeader header =
        new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM)
            .keyID(key.getKeyID())
            .build();
    JWEObject sealed = new JWEObject(header, new Payload(System.in.readAllBytes()));
    sealed.encrypt(new RSAEncrypter(key));
    System.out.println(sealed.serialize());
  }
}
