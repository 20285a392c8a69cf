package io.pluralbridge.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network namespace of Linux, with a cable to this machine that can be cut and mended. What goes
 * over a cut cable is lost without a word, as where a switch dies: frames go to a neighbour that is
 * not there.
 */
public final class CutNetwork implements AutoCloseable {

  private static final String NOBODY = "02:00:00:00:de:ad";
  private static final int COMMAND_TAKES_S = 30;
  private static final AtomicInteger MADE = new AtomicInteger();

  private final String name;
  private final String here;
  private final String there;
  private final String net;

  private CutNetwork(int number) {
    String unique = Long.toString(ProcessHandle.current().pid()) + "-" + MADE.incrementAndGet();
    name = "plural-bridge-" + unique;
    here = "pbh" + unique;
    there = "pbn" + unique;
    net = "10.203." + number + ".";
  }

  /**
   * Makes one.
   *
   * @param number other than those of all that are there at the same time, below 250
   * @return empty where none can be made: it takes Linux, iproute2 and root
   * @throws IOException when it can, and has no cable
   */
  public static Optional<CutNetwork> make(int number) throws IOException, InterruptedException {
    CutNetwork network = new CutNetwork(number);
    try {
      network.run("ip", "netns", "add", network.name);
    } catch (IOException notHere) {
      return Optional.empty();
    }
    network.wire();
    return Optional.of(network);
  }

  private void wire() throws IOException, InterruptedException {
    run("ip", "link", "add", here, "type", "veth", "peer", "name", there, "netns", name);
    run("ip", "addr", "add", address() + "/24", "dev", here);
    run("ip", "link", "set", here, "up");
    inside("ip", "addr", "add", net + "2/24", "dev", there);
    inside("ip", "link", "set", "lo", "up");
    inside("ip", "link", "set", there, "up");
    mend();
  }

  /** Where this machine is reached from inside. */
  public String address() {
    return net + "1";
  }

  /** The command that runs that one inside, as the same process. */
  public List<String> inside(List<String> command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
    all.addAll(command);
    return all;
  }

  public void cut() throws IOException, InterruptedException {
    inside("ip", "neigh", "replace", address(), "lladdr", NOBODY, "dev", there);
    run("ip", "neigh", "replace", net + "2", "lladdr", NOBODY, "dev", here);
  }

  public void mend() throws IOException, InterruptedException {
    String mine = run("cat", "/sys/class/net/" + here + "/address").strip();
    String its = run("ip", "netns", "exec", name, "cat", "/sys/class/net/" + there + "/address");
    inside("ip", "neigh", "replace", address(), "lladdr", mine, "dev", there);
    run("ip", "neigh", "replace", net + "2", "lladdr", its.strip(), "dev", here);
  }

  private void inside(String... command) throws IOException, InterruptedException {
    run(inside(List.of(command)).toArray(String[]::new));
  }

  private String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(COMMAND_TAKES_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
    return output;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    // The namespace itself goes once the last socket of a killed process has.
    run("ip", "link", "del", here);
    run("ip", "netns", "del", name);
  }
}
