package io.pluralbridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1, localhost, 127.0.0.1:80",
    "localhost, 127.0.0.1, localhost, 127.0.0.1:80",
    "LocalHost, 127.0.0.1, localhost, 127.0.0.1:80",
    "0.0.0.0,   0.0.0.0,   localhost, 0.0.0.0:80",
    "10.1.2.3,  10.1.2.3,  10.1.2.3,  10.1.2.3:80",
    "::,        ::,        localhost, [::]:80",
    "::1,       ::1,       [::1],     [::1]:80",
    "[::1],     ::1,       [::1],     [::1]:80",
    "fd00::2,   fd00::2,   [fd00::2], [fd00::2]:80",
    "::ffff:127.0.0.1, ::ffff:127.0.0.1, [::ffff:127.0.0.1], [::ffff:127.0.0.1]:80"
  })
  void an_address_is_written_in_digits(String text, String host, String name, String shown) {
    ListenAddress address = ListenAddress.parse(text);

    assertThat(address.host()).isEqualTo(host);
    assertThat(address.name()).isEqualTo(name);
    assertThat(address.shown(80)).isEqualTo(shown);
    assertThat(address.at(80).isUnresolved()).isFalse();
  }

  /** The JDK would take some of them: 8080 for 0.0.31.144, 127.1 for 127.0.0.1. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "8080",
        "127.1",
        "127.0.0.256",
        "127.0.0.01",
        "127.0.0.1:8080",
        "127.0.0.l",
        "0x7f.0.0.1",
        "*",
        "all",
        "bridge.example",
        "http://127.0.0.1",
        "127.0.0.0/8",
        "127.0.0.1,10.0.0.1",
        ":::",
        "1::2::3",
        "::1/128",
        "[127.0.0.1]",
        "[::1",
        "fe80::1%nosuchinterface"
      })
  void what_is_none_is_refused_without_asking_a_name_server(String text) {
    assertThatThrownBy(() -> ListenAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void all_addresses_are_those_of_ipv6_as_well() {
    assertThat(ListenAddress.parse(ListenAddress.ALL).ip().isAnyLocalAddress()).isTrue();
  }
}
