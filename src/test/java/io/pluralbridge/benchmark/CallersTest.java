package io.pluralbridge.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallersTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        "HTTP/1.1 303 See Other\r\nlocation: /x\r\ncontent-length: 0\r\n\r\n",
      })
  void an_answer_is_whole_with_its_last_byte_and_not_before(String answer) {
    for (int i = 0; i < answer.length(); i++) {
      assertThat(Callers.isWhole(answer.substring(0, i))).as("first %d", i).isFalse();
    }
    assertThat(Callers.isWhole(answer)).isTrue();
  }
}
