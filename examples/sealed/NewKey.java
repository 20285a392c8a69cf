import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.File;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints the keys of the bridge with a new one before them, which is the first step of changing to
 * it. Whoever sees what it prints can open every sealed command.
 *
 * <pre>
 * umask 077
 * java -cp nimbus-jose-jwt-10.10.jar NewKey.java data/keys/commands.jwks > data/keys/new.jwks &&
 *   mv data/keys/new.jwks data/keys/commands.jwks
 * </pre>
 */
public class NewKey {

  public static void main(String[] arguments) throws Exception {
    List<JWK> keys = new ArrayList<>();
    keys.add(
        new RSAKeyGenerator(3072)
            .keyUse(KeyUse.ENCRYPTION)
            .algorithm(JWEAlgorithm.RSA_OAEP_256)
            .keyIDFromThumbprint(true)
            .generate());
    if (arguments.length > 0) {
      keys.addAll(JWKSet.load(new File(arguments[0])).getKeys());
    }
    System.out.println(new JWKSet(keys).toString(false));
  }
}
