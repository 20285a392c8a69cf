package io.pluralbridge.plural;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.journal.batch.Namesakes;
import io.pluralbridge.payment.Outcome;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {

  static Stream<Exception> nothing_was_sent() {
    return Stream.of(
        new TokenUnavailableException("no access token", null),
        new TokenUnavailableException("no access token", new SocketTimeoutException("Read")),
        new ConnectException("Connection refused"),
        new ConnectTimeoutException("Connect timed out"),
        new NoRouteToHostException("No route to host"),
        new UnknownHostException("api.example"),
        new ConnectionRequestTimeoutException("Timeout deadline: 3000 MILLISECONDS"),
        new SSLHandshakeException("PKIX path building failed"),
        new SSLPeerUnverifiedException("Certificate doesn't match"));
  }

  @ParameterizedTest
  @MethodSource("nothing_was_sent")
  void a_call_that_never_left_may_be_repeated(Exception failure) {
    Exception wrapped = new IOException("wrapped", new IllegalStateException(failure));

    assertThat(new Answers(Namesakes.NONE).lost(failure)).isInstanceOf(Outcome.NotSent.class);
    assertThat(new Answers(Namesakes.NONE).lost(wrapped)).isInstanceOf(Outcome.NotSent.class);
  }

  static Stream<Exception> something_may_have_been_sent() {
    return Stream.of(
        new SocketTimeoutException("Read timed out"),
        new SocketException("Connection reset"),
        new SocketException("Broken pipe"),
        new PortUnreachableException(),
        new NoHttpResponseException("The target server failed to respond"),
        new ConnectionClosedException("Premature end of Content-Length delimited message body"),
        new TruncatedChunkException("Truncated chunk"),
        new SSLException("Connection reset during a TLS record"),
        new EOFException(),
        new IOException("anything"));
  }

  @ParameterizedTest
  @MethodSource("something_may_have_been_sent")
  void a_call_whose_answer_was_lost_is_unknown_and_perhaps_still_under_way(Exception failure) {
    Outcome.Unknown unknown = (Outcome.Unknown) new Answers(Namesakes.NONE).lost(failure);

    assertThat(unknown.ended()).as("nobody said that Plural is done with it").isFalse();
    assertThat(unknown.otherwise()).isNull();
    assertThat(unknown.askAt()).isNull();
    assertThat(unknown.reason()).startsWith("sent, and no");
  }

  @Test
  void a_chain_of_causes_that_goes_round_comes_to_an_end() {
    IOException one = new IOException("one");
    one.initCause(new IOException("two", one));

    assertThat(new Answers(Namesakes.NONE).lost(one)).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void an_unknown_host_is_told_by_the_setting_that_names_it() {
    assertThat(Failures.inWords(new UnknownHostException("x")))
        .isEqualTo("the host of plural.api.base-url is not known");
  }

  @Test
  void words_hold_nothing_of_the_request() {
    String secret = "Bearer abc";

    for (Exception failure :
        something_may_have_been_sent().map(e -> new IOException(secret, e)).toList()) {
      assertThat(Failures.inWords(failure)).doesNotContain(secret);
    }
    assertThat(Failures.inWords(new IOException(secret))).doesNotContain(secret);
  }
}
