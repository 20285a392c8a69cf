package io.pluralbridge.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A part of a path, as it was meant: Camel hands it on as it came, percent signs and all. */
final class PathText {

  private PathText() {}

  /**
   * The part of that name, decoded. Whoever has it from Camel takes it from the headers themselves:
   * of a text that is handed to a bean, Camel takes away the quotes around it.
   *
   * @throws HttpRefusal when it is not the encoding of anything
   */
  static String of(Map<String, Object> path, String name) throws HttpRefusal {
    return decoded(String.valueOf(path.getOrDefault(name, "")));
  }

  /**
   * What the part says. Source: RFC 3986, section 2.1.
   *
   * @throws HttpRefusal when it is not the encoding of anything
   */
  static String decoded(String part) throws HttpRefusal {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(part.length());
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c <= ' ' || c > '~') {
        throw notEncoded();
      } else if (c == '%') {
        bytes.write(octet(part, i + 1));
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw notEncoded();
    }
  }

  private static int octet(String part, int at) throws HttpRefusal {
    int high = at + 1 < part.length() ? Character.digit(part.charAt(at), 16) : -1;
    int low = high < 0 ? -1 : Character.digit(part.charAt(at + 1), 16);
    if (low < 0) {
      throw notEncoded();
    }
    return high * 16 + low;
  }

  private static HttpRefusal notEncoded() {
    return new HttpRefusal(
        Complaint.INVALID_REQUEST, "the address is not percent-encoded UTF-8, as RFC 3986 has it");
  }
}
