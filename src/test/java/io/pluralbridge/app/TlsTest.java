package io.pluralbridge.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pluralbridge.config.SettingsException;
import io.pluralbridge.http.HttpServer;
import io.pluralbridge.http.KeyGuard;
import io.pluralbridge.http.Workers;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.settings.Settings;
import io.pluralbridge.support.BareSocket;
import io.pluralbridge.support.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP door behind a certificate. */
class TlsTest {

  private static final String PASSWORD = "changeit-canary";
  private static final String REQUEST = BareSocket.request("GET /docs HTTP/1.1\nHost: x", "");

  @TempDir static Path folder;
  private static Sandbox sandbox;
  private static RunningBridge bridge;
  private static Path store;
  private static Path older;

  @BeforeAll
  static void start() throws Exception {
    store = keystore("PKCS12");
    older = keystore("JKS");
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    bridge = RunningBridge.start(folder.resolve("data"), sandbox, settings(store, PASSWORD));
  }

  @AfterAll
  static void stop() {
    bridge.close();
    sandbox.close();
  }

  private static Map<String, String> settings(Path store, String password) {
    return Map.of(
        "bridge.http.tls.keystore",
        store.toString(),
        "bridge.http.tls.keystore-password",
        password);
  }

  /** With a certificate of its own, made by the tool that comes with Java. */
  private static Path keystore(String type) throws IOException, InterruptedException {
    Path file = folder.resolve("door." + type);
    keytool(
        List.of("-genkeypair", "-alias", "door", "-keyalg", "EC", "-dname", "CN=localhost"),
        List.of("-ext", "san=dns:localhost", "-validity", "2", "-storetype", type),
        List.of("-keystore", file.toString(), "-storepass", PASSWORD, "-keypass", PASSWORD));
    return file;
  }

  @SafeVarargs
  private static void keytool(List<String>... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    List.of(arguments).forEach(command::addAll);
    Path output = folder.resolve("keytool.txt");
    Process keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).as(Files.readString(output)).isZero();
  }

  private static SSLSocket socket(String... protocols) throws Exception {
    KeyStore trusted = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    KeyStore roots = KeyStore.getInstance("PKCS12");
    roots.load(null, null);
    roots.setCertificateEntry("door", trusted.getCertificate("door"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(roots);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket("localhost", URI.create(bridge.http()).getPort());
    socket.setEnabledProtocols(protocols);
    return socket;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void with_a_key_store_the_door_speaks_https(String protocol) throws Exception {
    SSLSocket secure = socket(protocol);
    try (BareSocket connection = new BareSocket(secure)) {
      connection.send(REQUEST);

      assertThat(connection.answer().status()).isEqualTo(200);
      assertThat(secure.getSession().getProtocol()).isEqualTo(protocol);
    }
  }

  @Test
  void nothing_is_said_in_plain_http_there() throws Exception {
    try (java.net.Socket plain =
            new java.net.Socket("localhost", URI.create(bridge.http()).getPort());
        InputStream in = plain.getInputStream()) {
      plain.getOutputStream().write(REQUEST.getBytes());
      plain.getOutputStream().flush();
      plain.setSoTimeout(10_000);

      assertThat(new String(in.readAllBytes())).doesNotContain("HTTP/1.1");
    }
  }

  @Test
  void the_older_kind_of_key_store_will_do() throws Exception {
    Settings read = load(settings(older, PASSWORD));

    KeyGuard keys = new KeyGuard(read.http().apiKeys(), System::nanoTime);
    try (Workers workers = new Workers("http-worker", 1, 1);
        HttpServer door = new HttpServer(read.http().server(), keys, workers, workers)) {
      door.open();
    }
  }

  private static Settings load(Map<String, String> settings) throws IOException {
    Map<String, String> all = new HashMap<>(RunningBridge.quick(folder.resolve("other")));
    all.put("bridge.http.port", Integer.toString(Ports.free()));
    all.putAll(settings);
    return Settings.load(Path.of("").toAbsolutePath(), Map.of(), all);
  }

  private static String problem(Path store, String password) {
    SettingsException refused =
        catchThrowableOfType(SettingsException.class, () -> load(settings(store, password)));
    assertThat(refused.problems()).hasSize(1);
    assertThat(refused.problems().get(0)).doesNotContain("canary");
    return refused.problems().get(0);
  }

  @Test
  void what_is_wrong_with_a_key_store_is_said_before_the_start() throws Exception {
    Path empty = folder.resolve("trust.p12");
    keytool(
        List.of("-exportcert", "-alias", "door", "-file", folder.resolve("door.crt").toString()),
        List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    keytool(
        List.of("-importcert", "-noprompt", "-alias", "door", "-file"),
        List.of(folder.resolve("door.crt").toString(), "-storetype", "PKCS12"),
        List.of("-keystore", empty.toString(), "-storepass", PASSWORD));

    assertThat(problem(store, "wrong-canary")).startsWith("bridge.http.tls.keystore-password (");
    assertThat(problem(older, "wrong-canary")).startsWith("bridge.http.tls.keystore-password (");
    assertThat(problem(store, "")).startsWith("bridge.http.tls.keystore");
    assertThat(problem(folder.resolve("none"), PASSWORD)).startsWith("bridge.http.tls.keystore (");
    assertThat(problem(folder, PASSWORD)).startsWith("bridge.http.tls.keystore (");
    assertThat(problem(Files.writeString(folder.resolve("text"), "no"), PASSWORD))
        .startsWith("bridge.http.tls.keystore (");
    assertThat(problem(empty, PASSWORD)).contains("with a key and its certificate");
  }
}
