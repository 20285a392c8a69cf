package io.pluralbridge.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * The address of this machine at which a port is opened, or all of them. No name server is asked:
 * it is written in digits, or {@code localhost}.
 *
 * @param host as servers take it: {@code 127.0.0.1}, {@code ::1}, {@code 0.0.0.0} for all
 */
public record ListenAddress(String host, InetAddress ip) {

  public static final String ALL = "0.0.0.0";
  public static final String LOOPBACK = "127.0.0.1";

  private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern V4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
  private static final Pattern V6 =
      Pattern.compile("(?=.*:)[0-9A-Fa-f:]+(:" + V4 + ")?(%[\\w.-]{1,32})?");

  /**
   * Reads one.
   *
   * @param text IPv4, IPv6 with or without brackets, or {@code localhost}
   * @throws IllegalArgumentException when it is none of these
   */
  public static ListenAddress parse(String text) {
    String host = text.replaceAll("^\\[(.*)]$", "$1");
    if (text.equalsIgnoreCase("localhost")) {
      host = LOOPBACK;
    }
    boolean isV6 = V6.matcher(host).matches();
    if (!isV6 && (!V4.matcher(host).matches() || text.startsWith("["))) {
      throw new IllegalArgumentException("not an address: " + text);
    }
    try {
      return new ListenAddress(host, InetAddress.getByName(host));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address: " + text, e);
    }
  }

  /** Where a port is opened; 0 for any free one. */
  public InetSocketAddress at(int port) {
    return new InetSocketAddress(ip, port);
  }

  /** How programs on this machine call it in a URL. */
  public String name() {
    if (ip.isAnyLocalAddress() || host.equals(LOOPBACK)) {
      return "localhost";
    }
    return inBrackets();
  }

  /** With a port behind it, for people. */
  public String shown(int port) {
    return inBrackets() + ":" + port;
  }

  private String inBrackets() {
    return host.contains(":") ? "[" + host + "]" : host;
  }
}
