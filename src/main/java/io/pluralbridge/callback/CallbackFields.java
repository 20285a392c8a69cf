package io.pluralbridge.callback;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.pluralbridge.callback.Callback.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Takes a callback apart into its fields, whatever shape it has: each once, each with a value, and
 * none longer than Plural could mean it.
 */
final class CallbackFields {

  private static final int MOST_BYTES = 64 * 1024;
  private static final int MOST_FIELDS = 32;
  private static final int LONGEST_VALUE = 2048;

  /** A name with another sign in it could be two fields that sign alike. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.\\[\\]-]{1,64}");

  private static final JsonFactory JSON = new JsonFactory();

  private final Set<String> own;
  private final Map<String, String> fields = new LinkedHashMap<>();

  /**
   * No fields yet.
   *
   * @param own those in the address that the merchant put there: they are not Plural's
   */
  CallbackFields(Set<String> own) {
    this.own = own;
  }

  Map<String, String> fields() {
    return fields;
  }

  /**
   * Takes all fields of an address.
   *
   * @param query what stands behind the question mark, still encoded
   */
  void addQuery(String query) throws UntrustedException {
    addForm(query, own);
  }

  /**
   * Takes all fields of a body, and says which shape it has. No form begins with a brace: that
   * would be encoded there.
   */
  Shape addBody(byte[] body) throws UntrustedException {
    if (body.length > MOST_BYTES) {
      throw new UntrustedException(Refusal.OVERSIZED);
    }
    String text = decoded(body);
    if (text.stripLeading().startsWith("{")) {
      addJson(text);
      return Shape.JSON;
    }
    addForm(text, Set.of());
    return Shape.FORM;
  }

  private void addForm(String form, Set<String> without) throws UntrustedException {
    for (String part : form.isEmpty() ? new String[0] : form.split("&", -1)) {
      int end = part.indexOf('=');
      String name = unescaped(end < 0 ? part : part.substring(0, end));
      if (!without.contains(name)) {
        add(name, end < 0 ? "" : unescaped(part.substring(end + 1)));
      }
    }
  }

  private void addJson(String text) throws UntrustedException {
    try (JsonParser json = JSON.createParser(text)) {
      require(json.nextToken() == JsonToken.START_OBJECT);
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        // What is null is not there.
        if (value != JsonToken.VALUE_NULL) {
          require(value == JsonToken.VALUE_STRING);
          add(name, json.getText());
        }
      }
      require(json.nextToken() == null);
    } catch (IOException e) {
      throw new UntrustedException(Refusal.MALFORMED);
    }
  }

  private void add(String name, String value) throws UntrustedException {
    if (value.isBlank()) {
      throw new UntrustedException(Refusal.MISSING);
    }
    if (value.length() > LONGEST_VALUE || fields.size() == MOST_FIELDS) {
      throw new UntrustedException(Refusal.OVERSIZED);
    }
    require(NAME.matcher(name).matches());
    if (fields.putIfAbsent(name, value) != null) {
      throw new UntrustedException(Refusal.DOUBLED);
    }
  }

  private static void require(boolean right) throws UntrustedException {
    if (!right) {
      throw new UntrustedException(Refusal.MALFORMED);
    }
  }

  /** Source: URL standard, application/x-www-form-urlencoded. */
  private static String unescaped(String text) throws UntrustedException {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[in.length];
    int length = 0;
    for (int i = 0; i < in.length; i++) {
      if (in[i] == '%') {
        int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
        int low = high < 0 ? -1 : Character.digit(in[i + 2], 16);
        require(low >= 0);
        out[length++] = (byte) (high * 16 + low);
        i += 2;
      } else {
        out[length++] = in[i] == '+' ? (byte) ' ' : in[i];
      }
    }
    byte[] bytes = new byte[length];
    System.arraycopy(out, 0, bytes, 0, length);
    return decoded(bytes);
  }

  private static String decoded(byte[] bytes) throws UntrustedException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UntrustedException(Refusal.MALFORMED);
    }
  }
}
