package io.pluralbridge.settings;

import io.pluralbridge.http.ApiKeys;
import io.pluralbridge.sandbox.SandboxSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How Plural is reached, and when it is asked what became of a call. */
public final class PluralSettings extends SettingsGroup {

  private static final String UAT = "https://pluraluat.v2.pinepg.in";
  private static final String PRODUCTION = "https://api.pluralpay.in";
  private static final String PROOF_AFTER = "bridge.inquiry.proof-after";

  /**
   * What Linux may still do with bytes that it has taken and not got across: it sends them again
   * and again, at most 120 s apart (TCP_RTO_MAX), for 102 s where nobody holds the socket any more
   * (eight tries from 200 ms on, net.ipv4.tcp_orphan_retries). Our sockets drop them when they are
   * closed; this holds where they should not. Source: the kernel's ip-sysctl, and tcp(7).
   */
  private static final Duration STILL_SENT = Duration.ofSeconds(125);

  private static final Duration WITHOUT_NETWORK = Duration.ofSeconds(15);

  PluralSettings(SettingValues values) {
    super(values);
  }

  @Override
  void check() {
    environment();
    if (!List.of("sandbox", "uat", "production").contains(environment())) {
      problem("plural.environment", "one of sandbox, uat, production", environment());
    } else {
      checkPlural();
    }
    connectTimeoutMs();
    responseTimeoutMs();
    maxInFlight();
    maxPerSecond();
    maxInquiriesInFlight();
    moreThanNothing(
        "bridge.retry.first-delay",
        "bridge.retry.max-delay",
        "bridge.inquiry.first-delay",
        "bridge.inquiry.max-delay",
        "bridge.inquiry.give-up-after");
    checkProofAfter();
    // Nothing at all is a length, too: then only what the journal holds is in doubt.
    doubtFor();
  }

  private void checkPlural() {
    if (!hasEmbeddedSandbox()) {
      checkBaseUrl();
    }
    if (!environment().equals("sandbox")) {
      for (String key : List.of("plural.api.client-id", "plural.api.client-secret")) {
        if (value(key).isEmpty()) {
          add(
              key
                  + " is missing. Set it in config/application.properties or as "
                  + environmentName(key)
                  + " in the environment; Plural shows it in the dashboard.");
        }
      }
    }
    if (environment().equals("production")) {
      checkNotOfSandbox("plural.api.client-id", SandboxSettings.DEFAULT_CLIENT_ID);
      checkNotOfSandbox("plural.api.client-secret", SandboxSettings.DEFAULT_CLIENT_SECRET);
    }
  }

  private void checkNotOfSandbox(String key, String ofSandbox) {
    if (value(key).equals(ofSandbox)) {
      add(ofSandbox(key));
    }
  }

  /** What is said of a secret that everybody knows. */
  static String ofSandbox(String key) {
    return key + " (" + environmentName(key) + ") is the sandbox's, not production's";
  }

  private void checkBaseUrl() {
    String url = baseUrl();
    boolean production = environment().equals("production");
    URI uri = uri(url);
    if (uri == null) {
      problem(
          "plural.api.base-url",
          "an http or https address with nothing but a host and perhaps a port and a path",
          url.replaceAll("//.*@", "//…@").replaceAll("[?#].*", "…"));
    } else if (production && (!"https".equals(uri.getScheme()) || isLocal(uri) || isOf(UAT, uri))) {
      problem("plural.api.base-url", "Plural's https address in production", url);
    } else if (!production && isOf(PRODUCTION, uri)) {
      problem("plural.environment", "production to use " + url, environment());
    }
  }

  private static @Nullable URI uri(String url) {
    try {
      URI uri = URI.create(url);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean plain = uri.getQuery() == null && uri.getFragment() == null;
      return web && plain && uri.getHost() != null && uri.getUserInfo() == null ? uri : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean isOf(String plural, URI uri) {
    return URI.create(plural).getHost().equalsIgnoreCase(uri.getHost());
  }

  private static boolean isLocal(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.startsWith("127.")
        || List.of("0.0.0.0", "[::]", "[::1]").contains(host);
  }

  /** True where money moves. */
  public boolean isProduction() {
    return environment().equals("production");
  }

  /** How many characters a key or a secret of ours has. Where money is pretended, any. */
  int leastOfKeys() {
    return environment().equals("sandbox") ? 1 : ApiKeys.LEAST_CHARACTERS;
  }

  public String environment() {
    return value("plural.environment");
  }

  /** True when Plural is to be pretended inside this process. */
  public boolean hasEmbeddedSandbox() {
    return environment().equals("sandbox") && value("plural.api.base-url").isEmpty();
  }

  /** Without a slash at the end. That of the embedded sandbox is known only once it runs. */
  public String baseUrl() {
    String url = value("plural.api.base-url");
    if (url.isEmpty()) {
      return switch (environment()) {
        case "production" -> PRODUCTION;
        case "uat" -> UAT;
        default -> "http://localhost:" + value("sandbox.port");
      };
    }
    return url.replaceAll("/+$", "");
  }

  public String clientId() {
    String id = value("plural.api.client-id");
    return id.isEmpty() ? SandboxSettings.DEFAULT_CLIENT_ID : id;
  }

  public String clientSecret() {
    String secret = value("plural.api.client-secret");
    return secret.isEmpty() ? SandboxSettings.DEFAULT_CLIENT_SECRET : secret;
  }

  public int connectTimeoutMs() {
    return number("plural.api.connect-timeout-ms", 1, 600_000);
  }

  public int responseTimeoutMs() {
    return number("plural.api.response-timeout-ms", 1, 600_000);
  }

  public int maxInFlight() {
    return number("plural.api.max-in-flight", 1, 2_000);
  }

  /** How many calls may begin in a second; 0 when that has no limit. */
  public int maxPerSecond() {
    return number("plural.api.max-per-second", 0, 100_000);
  }

  public int maxInquiriesInFlight() {
    return number("bridge.inquiry.max-in-flight", 1, 1_000);
  }

  /**
   * So long after a call an order without a trace of it proves nothing. By default it is longer
   * than {@link #STILL_SENT}; to the sandbox inside there is no network.
   */
  public Duration proofAfter() {
    if (!value(PROOF_AFTER).isEmpty()) {
      return duration(PROOF_AFTER);
    }
    return hasEmbeddedSandbox() ? WITHOUT_NETWORK : STILL_SENT;
  }

  private void checkProofAfter() {
    if (proofAfter().isZero()) {
      problem(PROOF_AFTER, "longer than nothing", value(PROOF_AFTER));
    } else if (environment().equals("production") && proofAfter().compareTo(STILL_SENT) < 0) {
      problem(PROOF_AFTER, "at least 125s in production", value(PROOF_AFTER));
    }
  }

  /** What is to be said of a time that suits a test; empty where it is long enough. */
  public Optional<String> proofAfterWarning() {
    return hasEmbeddedSandbox() || proofAfter().compareTo(STILL_SENT) >= 0
        ? Optional.empty()
        : Optional.of(
            PROOF_AFTER
                + " is "
                + value(PROOF_AFTER)
                + ", and the operating system may still send a call up to 125s later: do not use"
                + " this where money moves");
  }

  /** How long a call that was not sent waits at first before the next try. */
  public Duration retryFirstDelay() {
    return duration("bridge.retry.first-delay");
  }

  public Duration retryMaxDelay() {
    return duration("bridge.retry.max-delay");
  }

  /** How long after a lost answer Plural is asked first. */
  public Duration inquiryFirstDelay() {
    return duration("bridge.inquiry.first-delay");
  }

  public Duration inquiryMaxDelay() {
    return duration("bridge.inquiry.max-delay");
  }

  public Duration inquiryGiveUpAfter() {
    return duration("bridge.inquiry.give-up-after");
  }

  /** How far before the time of a restored journal what was accepted is in doubt. */
  public Duration doubtFor() {
    return duration("bridge.restored.doubt-for");
  }
}
