package io.pluralbridge.plural;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.jspecify.annotations.Nullable;

/** Tells calls that never left from calls whose answer was lost. */
final class Failures {

  /** With these, not one byte of the request was sent. */
  private static final List<Class<? extends Exception>> BEFORE_SENDING =
      List.of(
          TokenUnavailableException.class,
          TooLateException.class,
          ConnectException.class,
          ConnectTimeoutException.class,
          NoRouteToHostException.class,
          UnknownHostException.class,
          ConnectionRequestTimeoutException.class,
          SSLHandshakeException.class,
          SSLPeerUnverifiedException.class);

  private Failures() {}

  /** True when the call certainly did not reach Plural. */
  static boolean isBeforeSending(Throwable failure) {
    return BEFORE_SENDING.stream().anyMatch(type -> find(failure, type) != null);
  }

  /** True when it was we who held the call back. */
  static boolean isOurs(Throwable failure) {
    return find(failure, TooLateException.class) != null;
  }

  /** True when Plural was silent for too long, and may still be at work. */
  private static boolean isTimeout(Throwable failure) {
    return !isBeforeSending(failure) && find(failure, SocketTimeoutException.class) != null;
  }

  /** The failure in a sentence; holds nothing of the request. */
  static String inWords(Throwable failure) {
    TokenUnavailableException token = find(failure, TokenUnavailableException.class);
    if (token != null) {
      return String.valueOf(token.getMessage());
    }
    TooLateException tooLate = find(failure, TooLateException.class);
    if (tooLate != null) {
      return String.valueOf(tooLate.getMessage());
    }
    if (find(failure, UnknownHostException.class) != null) {
      return "the host of plural.api.base-url is not known";
    }
    if (find(failure, SSLHandshakeException.class) != null
        || find(failure, SSLPeerUnverifiedException.class) != null) {
      return "no TLS connection to Plural: " + root(failure).getMessage();
    }
    if (isBeforeSending(failure)) {
      return "could not connect to Plural";
    }
    if (isTimeout(failure)) {
      return "sent, and no answer came in time";
    }
    return "sent, and no whole answer came (" + root(failure).getClass().getSimpleName() + ")";
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    for (int i = 0; i < 20 && root.getCause() != null; i++) {
      root = root.getCause();
    }
    return root;
  }

  private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
    Throwable at = failure;
    for (int i = 0; i < 20 && at != null; i++) {
      if (type.isInstance(at)) {
        return type.cast(at);
      }
      at = at.getCause();
    }
    return null;
  }
}
