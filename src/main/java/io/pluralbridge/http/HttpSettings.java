package io.pluralbridge.http;

import io.pluralbridge.config.ListenAddress;
import java.time.Duration;

/**
 * How the HTTP server is to listen, and what it bears.
 *
 * @param port the port it listens on
 * @param maxWaiting callers that may wait for an outcome at once
 * @param maxUploads files that may be received at once
 * @param maxConnections connections that may be open at once
 * @param writeTimeout how long a client may take to read an answer
 * @param readTimeout how long a client may take to send a request
 * @param keystore a PKCS #12 file with the certificate; empty for plain HTTP
 * @param keystorePassword its password
 * @param maxBodyBytes the most bytes that the body of an instruction may have
 */
public record HttpSettings(
    ListenAddress address,
    int port,
    int maxWaiting,
    int maxUploads,
    int maxConnections,
    Duration writeTimeout,
    Duration readTimeout,
    String keystore,
    String keystorePassword,
    int maxBodyBytes) {

  /** Without the password. */
  @Override
  public String toString() {
    return address.shown(port);
  }
}
