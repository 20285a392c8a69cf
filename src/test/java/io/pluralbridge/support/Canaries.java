package io.pluralbridge.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Secrets to be looked for afterwards, in whatever disguise they may have got somewhere. */
public final class Canaries {

  private final Map<String, String> needles = new LinkedHashMap<>();
  private final Map<String, Pattern> patterns = new LinkedHashMap<>();

  /** Looks for a text of its own kind: in plain, Base64, hexadecimal, URL encoding and UTF-16. */
  public Canaries with(String name, String secret) {
    byte[] bytes = secret.getBytes(UTF_8);
    add(name, "plain", secret);
    add(name, "hexadecimal", HexFormat.of().formatHex(bytes));
    add(name, "URL encoding", URLEncoder.encode(secret, UTF_8));
    add(name, "UTF-16", new String(secret.getBytes(UTF_16BE), ISO_8859_1).substring(1));
    for (int offset = 0; offset < 3; offset++) {
      add(name, "Base64", inBase64(bytes, offset));
    }
    if (secret.matches("[0-9]{12,19}")) {
      add(name, "groups", secret.replaceAll("(.{4})(?=.)", "$1 "));
      add(name, "groups", secret.replaceAll("(.{4})(?=.)", "$1-"));
    }
    return this;
  }

  /** Looks for a text just as it is. */
  public Canaries withPlain(String name, String text) {
    add(name, "plain", text);
    return this;
  }

  /** Looks for what is too short to be looked for alone. */
  public Canaries withPattern(String name, String pattern) {
    patterns.put(name, Pattern.compile(pattern, Pattern.CASE_INSENSITIVE));
    return this;
  }

  private void add(String name, String form, String needle) {
    needles.putIfAbsent(needle.toLowerCase(Locale.ROOT), name + " in " + form);
  }

  /** What is the same in the middle, wherever the secret stands in something longer. */
  private static String inBase64(byte[] bytes, int offset) {
    byte[] moved = new byte[bytes.length + offset];
    System.arraycopy(bytes, 0, moved, offset, bytes.length);
    String whole = Base64.getEncoder().withoutPadding().encodeToString(moved);
    return whole.substring((offset * 8 + 5) / 6, moved.length * 8 / 6);
  }

  /** The names of those that are in the text. */
  public List<String> in(String text) {
    String small = text.toLowerCase(Locale.ROOT);
    List<String> found = new ArrayList<>();
    needles.forEach(
        (needle, name) -> {
          if (small.contains(needle)) {
            found.add(name);
          }
        });
    patterns.forEach(
        (name, pattern) -> {
          if (pattern.matcher(text).find()) {
            found.add(name);
          }
        });
    return found;
  }

  /** Every file under the folder that has one in it, with what it has. */
  public List<String> under(Path folder) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        in(folder.relativize(file).toString())
            .forEach(name -> found.add(file + " is called: " + name));
        if (Files.isRegularFile(file)) {
          in(content(file)).forEach(name -> found.add(file + ": " + name));
        }
      }
    }
    return found;
  }

  private static String content(Path file) {
    try {
      return Files.readString(file, ISO_8859_1);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
