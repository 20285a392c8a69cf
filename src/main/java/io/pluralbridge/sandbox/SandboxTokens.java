package io.pluralbridge.sandbox;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** The access tokens that are good now. A token is good until it expires or is forgotten. */
final class SandboxTokens {

  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Long> expiries = new LinkedHashMap<>();
  private final Clock clock;
  private final Duration lifetime;

  SandboxTokens(Clock clock, Duration lifetime) {
    this.clock = clock;
    this.lifetime = lifetime;
  }

  synchronized String issue() {
    long now = clock.millis();
    expiries.values().removeIf(expiry -> expiry <= now);
    byte[] secret = new byte[48];
    random.nextBytes(secret);
    String token = TEXT.encodeToString(secret);
    expiries.put(token, now + lifetime.toMillis());
    return token;
  }

  synchronized boolean accept(String token) {
    Long expiry = expiries.get(token);
    return expiry != null && clock.millis() < expiry;
  }

  synchronized void forget(String token) {
    expiries.remove(token);
  }
}
