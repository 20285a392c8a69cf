package io.pluralbridge.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * A file that is dropped into the inbox.
 *
 * @param when at which part of the run it is dropped, from 0 to 1
 * @param withTotals control totals are put beside it
 */
record DroppedFile(
    String name,
    double when,
    List<String> columns,
    List<FileLine> lines,
    String lineEnd,
    boolean withTotals) {

  /** The same content under another name. */
  DroppedFile again(String otherName, double later) {
    return new DroppedFile(otherName, later, columns, lines, lineEnd, false);
  }

  String base() {
    return name.substring(0, name.length() - ".csv".length());
  }

  byte[] bytes() {
    StringBuilder text = new StringBuilder(String.join(",", columns)).append(lineEnd);
    lines.forEach(line -> text.append(line.raw()).append(lineEnd));
    return text.toString().getBytes(UTF_8);
  }

  String totals() {
    return "rows=" + lines.size() + "\namount." + Instruction.CURRENCY + "=" + sum() + "\n";
  }

  /** Minor units of all lines whose amount can be read. */
  long sum() {
    return lines.stream().map(FileLine::counted).filter(Objects::nonNull).mapToLong(n -> n).sum();
  }

  String sha256() {
    return sha256(bytes());
  }

  static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing from this JVM", e);
    }
  }
}
