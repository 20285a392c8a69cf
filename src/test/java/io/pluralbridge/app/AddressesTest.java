package io.pluralbridge.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pluralbridge.config.SettingsException;
import io.pluralbridge.settings.Settings;
import io.pluralbridge.support.KeyToSealTo;
import io.pluralbridge.support.Ports;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * At which addresses each port is opened, found out by knocking: where a port is open for 127.0.0.1
 * only, nobody answers at 127.0.0.2.
 */
class AddressesTest {

  /** Of a net that nobody has, for documents. */
  private static final String SOMEBODY_ELSES = "203.0.113.7";

  private static final List<String> DOORS =
      List.of("bridge.http", "bridge.management", "bridge.broker", "sandbox");

  @TempDir Path folder;

  private final Map<String, String> settings = new HashMap<>();
  private final Map<String, Integer> ports = new HashMap<>();

  @BeforeEach
  void choose_ports() throws IOException {
    settings.putAll(RunningBridge.quick(folder));
    settings.put("bridge.broker.url", "");
    for (String door : DOORS) {
      ports.put(door, Ports.free());
      settings.put(door + ".port", Integer.toString(ports.get(door)));
    }
    KeyToSealTo.putInto(folder);
  }

  @Test
  void unless_told_otherwise_others_reach_the_door_for_instructions_alone() throws Exception {
    try (Bridge bridge = start()) {
      for (String door : DOORS) {
        assertThat(answers("127.0.0.1", door)).as(door).isTrue();
        assertThat(answers("127.0.0.2", door)).as(door).isEqualTo(door.equals("bridge.http"));
        if (hasIpv6()) {
          assertThat(answers("::1", door)).as(door).isEqualTo(door.equals("bridge.http"));
        }
      }
    }
  }

  @Test
  void an_empty_setting_is_one_that_is_not_set() throws Exception {
    DOORS.forEach(door -> settings.put(door + ".address", ""));

    try (Bridge bridge = start()) {
      for (String door : DOORS) {
        assertThat(answers("127.0.0.1", door)).as(door).isTrue();
        assertThat(answers("127.0.0.2", door)).as(door).isEqualTo(door.equals("bridge.http"));
      }
    }
  }

  @Test
  void each_is_opened_where_it_is_told() throws Exception {
    for (int i = 0; i < DOORS.size(); i++) {
      settings.put(DOORS.get(i) + ".address", "127.0.0." + (i + 2));
    }
    try (Bridge bridge = start()) {
      assertThat(bridge.sandbox().orElseThrow().baseUrl())
          .isEqualTo("http://127.0.0.5:" + ports.get("sandbox"));
      for (int i = 0; i < DOORS.size(); i++) {
        assertThat(answers("127.0.0." + (i + 2), DOORS.get(i))).as(DOORS.get(i)).isTrue();
        assertThat(answers("127.0.0.1", DOORS.get(i))).as(DOORS.get(i)).isFalse();
      }
    }
  }

  @Test
  void all_of_them_can_be_opened_to_all() throws Exception {
    DOORS.forEach(door -> settings.put(door + ".address", "0.0.0.0"));

    try (Bridge bridge = start()) {
      for (String door : DOORS) {
        assertThat(answers("127.0.0.2", door)).as(door).isTrue();
        if (hasIpv6()) {
          assertThat(answers("::1", door)).as(door).isTrue();
        }
      }
    }
  }

  @Test
  void an_address_may_be_one_of_ipv6() throws Exception {
    assumeTrue(hasIpv6(), "this machine has no IPv6");
    DOORS.forEach(door -> settings.put(door + ".address", "[::1]"));

    try (Bridge bridge = start()) {
      assertThat(bridge.sandbox().orElseThrow().baseUrl())
          .isEqualTo("http://[::1]:" + ports.get("sandbox"));
      for (String door : DOORS) {
        assertThat(answers("::1", door)).as(door).isTrue();
        assertThat(answers("127.0.0.1", door)).as(door).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bridge.http", "bridge.management", "bridge.broker", "sandbox"})
  void an_address_of_another_machine_stops_the_start_and_names_itself(String door) {
    settings.put(door + ".address", SOMEBODY_ELSES);

    assertThatThrownBy(this::start)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(door + ".address (")
        .hasMessageContaining("'" + SOMEBODY_ELSES + "'");
  }

  @ParameterizedTest
  @CsvSource({
    "bridge.http,       127.0.0.2, 127.0.0.2",
    "bridge.http,       0.0.0.0,   127.0.0.2",
    "bridge.management, 127.0.0.1, 127.0.0.1",
    "bridge.management, 127.0.0.3, 0.0.0.0",
    "bridge.broker,     127.0.0.3, 127.0.0.3",
    "sandbox,           127.0.0.3, 127.0.0.3"
  })
  void a_port_that_somebody_has_at_that_address_is_named(String door, String ours, String theirs)
      throws Exception {
    settings.put(door + ".address", ours);
    try (ServerSocket other = new ServerSocket()) {
      other.bind(new InetSocketAddress(theirs, ports.get(door)));

      assertThatThrownBy(this::start)
          .isInstanceOf(SettingsException.class)
          .hasMessageContaining(door + ".port (")
          .hasMessageContaining("'" + ports.get(door) + "'");
    }
  }

  @Test
  void a_port_that_somebody_has_at_another_address_is_in_nobodys_way() throws Exception {
    settings.put("bridge.http.address", "127.0.0.1");
    try (ServerSocket http = new ServerSocket();
        ServerSocket management = new ServerSocket();
        ServerSocket broker = new ServerSocket();
        ServerSocket sandbox = new ServerSocket()) {
      http.bind(new InetSocketAddress("127.0.0.2", ports.get("bridge.http")));
      management.bind(new InetSocketAddress("127.0.0.2", ports.get("bridge.management")));
      broker.bind(new InetSocketAddress("127.0.0.2", ports.get("bridge.broker")));
      sandbox.bind(new InetSocketAddress("127.0.0.2", ports.get("sandbox")));
      try (Bridge bridge = start()) {
        for (String door : DOORS) {
          assertThat(answers("127.0.0.1", door)).as(door).isTrue();
        }
      }
    }
  }

  private Bridge start() throws Exception {
    return Bridge.start(
        Settings.load(Path.of("").toAbsolutePath(), Map.of(), settings), Bridge.Doors.OPEN);
  }

  private boolean answers(String address, String door) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(address), ports.get(door)), 5_000);
      return true;
    } catch (ConnectException refused) {
      return false;
    }
  }

  private static boolean hasIpv6() {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getByName("::1"), 0));
      return true;
    } catch (IOException none) {
      return false;
    }
  }
}
