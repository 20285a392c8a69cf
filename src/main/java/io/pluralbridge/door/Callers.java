package io.pluralbridge.door;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Which addresses count as one caller. */
public final class Callers {

  private static final int NETWORK_BYTES = 8;
  private static final Pattern DIGITS = Pattern.compile("[0-9a-fA-F:.]*[:.][0-9a-fA-F:.]*");

  private Callers() {}

  /**
   * The address itself; of IPv6 its network of 64 bits, as whoever has one address of it has all.
   *
   * @param address in digits; whatever else there is counts as one
   */
  public static String group(String address) {
    String plain = address.replaceFirst("%.*", "");
    if (!DIGITS.matcher(plain).matches()) {
      return "an unknown address";
    }
    try {
      InetAddress ip = InetAddress.getByName(plain);
      if (ip instanceof Inet6Address) {
        byte[] network = Arrays.copyOf(Arrays.copyOf(ip.getAddress(), NETWORK_BYTES), 16);
        return InetAddress.getByAddress(network).getHostAddress().replaceFirst("(:0){4}$", "::/64");
      }
      return ip.getHostAddress();
    } catch (UnknownHostException e) {
      return "an unknown address";
    }
  }
}
