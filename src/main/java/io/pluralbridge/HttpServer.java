package io.pluralbridge;

import io.vertx.core.VertxOptions;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;

/** The server of the HTTP door: its port, its threads, and its certificate. */
final class HttpServer implements CamelConfiguration {

  /** Beside those that wait for an outcome or a file: for what is done at once. */
  private static final int FREE_THREADS = 64;

  private final Settings settings;

  HttpServer(Settings settings) {
    this.settings = settings;
  }

  @Override
  public void configure(CamelContext camel) {
    VertxPlatformHttpServerConfiguration server = new VertxPlatformHttpServerConfiguration();
    server.setBindPort(settings.httpPort());
    server.setMaxBodySize((long) settings.maxBodyBytes());
    server.getBodyHandler().setHandleFileUploads(false);
    if (!settings.keystore().isEmpty()) {
      server.setSslContextParameters(certificate());
    }
    camel.getRegistry().bind("httpServer", server);
    camel
        .getRegistry()
        .bind(
            "vertxOptions",
            new VertxOptions()
                .setWorkerPoolSize(settings.maxWaiting() + settings.maxUploads() + FREE_THREADS));
  }

  private SSLContextParameters certificate() {
    KeyStoreParameters store = new KeyStoreParameters();
    store.setResource("file:" + settings.keystore());
    store.setPassword(settings.keystorePassword());
    KeyManagersParameters keys = new KeyManagersParameters();
    keys.setKeyStore(store);
    keys.setKeyPassword(settings.keystorePassword());
    SSLContextParameters certificate = new SSLContextParameters();
    certificate.setKeyManagers(keys);
    return certificate;
  }
}
