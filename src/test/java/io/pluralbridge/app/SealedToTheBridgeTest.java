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
import io.pluralbridge.support.Ports;
import io.pluralbridge.support.Warnings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
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

  @Test
  void a_key_that_is_missing_for_what_waits_is_said_at_the_start() throws Exception {
    Path data = folder.resolve("data");
    String nobody = "http://localhost:" + Ports.free();
    try (RunningBridge bridge = RunningBridge.start(data, nobody, Map.of())) {
      String body =
          """
          {"payments":[{"payment_method":"CARD","payment_amount":{"value":1100,"currency":"INR"},\
          "payment_option":{"card_details":{"name":"A","card_number":"4012001037141112",\
          "cvv":"123","expiry_month":"12","expiry_year":"2031"}}}]}""";
      HttpRequest payment =
          HttpRequest.newBuilder(URI.create(bridge.http() + "/api/pay/v1/orders/v1-x/payments"))
              .header("X-API-Key", RunningBridge.API_KEY)
              .header("Content-Type", "application/json")
              .header("Prefer", "respond-async")
              .POST(BodyPublishers.ofString(body))
              .build();
      assertThat(HttpClient.newHttpClient().send(payment, BodyHandlers.ofString()).statusCode())
          .isEqualTo(202);
    }
    String other = "2026=" + "A".repeat(43) + "=";
    try (Warnings warnings = Warnings.listen();
        RunningBridge bridge =
            RunningBridge.start(data, nobody, Map.of("bridge.seal.keys", other))) {
      assertThat(bridge.http()).isNotEmpty();
      assertThat(warnings.messages())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .contains("their key is missing: derived-", "second in bridge.seal.keys"));
    }
  }

  private static boolean areThere(Path handedOut, Path own) {
    return Files.exists(own) && Files.exists(handedOut);
  }
}
