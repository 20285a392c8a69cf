package io.pluralbridge.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.seal.CommandKeyFile;
import io.pluralbridge.seal.SealedCommand;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedToTheBridgeTest {

  @TempDir Path folder;

  @Test
  void a_bridge_that_has_just_been_installed_can_be_sealed_to() throws Exception {
    Path data = folder.resolve("data");
    Path own = folder.resolve("own.jwks");
    Path handedOut = data.resolve("keys/commands.public.jwks");
    try (Sandbox sandbox = Sandbox.start(SandboxSettings.onFreePort());
        RunningBridge bridge =
            RunningBridge.start(data, sandbox, Map.of("intake.queue.seal-keys", own.toString()))) {
      await("without being asked")
          .atMost(Duration.ofSeconds(60))
          .until(() -> areThere(handedOut, own));

      JWKSet fetched = JWKSet.load(URI.create(bridge.http() + "/bridge/keys/commands").toURL());

      assertThat(fetched).isEqualTo(JWKSet.load(handedOut.toFile()));
      RSAKey key = fetched.getKeys().get(0).toRSAKey();
      JWEHeader header =
          new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM)
              .keyID(key.getKeyID())
              .build();
      JWEObject message = new JWEObject(header, new Payload("{}"));
      message.encrypt(new RSAEncrypter(key));
      SealedCommand opener = new SealedCommand(new CommandKeyFile(own, handedOut));
      assertThat(opener.open(message.serialize().getBytes(US_ASCII))).asString().isEqualTo("{}");
    }
  }

  private static boolean areThere(Path handedOut, Path own) {
    return Files.exists(own) && Files.exists(handedOut);
  }
}
