package io.pluralbridge.broker;

import java.nio.file.Path;
import java.util.Set;

/**
 * How the broker inside is to run.
 *
 * @param folder where everything of it is kept
 * @param address at which its port is opened: one of this machine, or {@code 0.0.0.0}
 * @param port for other programs
 * @param username by which they come in
 * @param password empty to have one made and kept in the folder
 * @param keystore empty when its port is without TLS
 * @param keystorePassword opens it
 * @param queues from which other programs receive: what is told, and what was put aside
 * @param topics from which they receive
 * @param parked the one of the queues where a message goes that fails again and again
 * @param guarded the queues to which other programs send; before these, bodies are looked at
 * @param maxMessageBytes how large a body may be in a guarded queue
 */
public record EmbeddedSettings(
    Path folder,
    String address,
    int port,
    String username,
    String password,
    String keystore,
    String keystorePassword,
    Set<String> queues,
    Set<String> topics,
    String parked,
    Set<String> guarded,
    int maxMessageBytes,
    int leastFreeMegabytes) {

  @Override
  public String toString() {
    return "EmbeddedSettings[" + folder + ", " + address + ", port " + port + "]";
  }
}
