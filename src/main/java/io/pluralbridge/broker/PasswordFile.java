package io.pluralbridge.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pluralbridge.disk.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The password that nobody chose: made once, and kept where only the owner of the folder reads. */
final class PasswordFile {

  private static final Logger log = LoggerFactory.getLogger(PasswordFile.class);
  private static final int BYTES = 24;

  private PasswordFile() {}

  /** The password in that file, which is made when it is missing. */
  static String in(Path file, RandomGenerator random) throws IOException {
    if (!Files.exists(file)) {
      make(file, random);
      log.info("The password of the queue was made up, and is in {}", file);
    }
    String password = Files.readString(file, UTF_8).strip();
    if (password.isEmpty()) {
      throw new IOException(file + " is empty: write a password into it, or delete it");
    }
    return password;
  }

  static String random(RandomGenerator random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static void make(Path file, RandomGenerator random) throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(aside);
    try (FileChannel out = OwnerOnly.open(aside, StandardOpenOption.CREATE_NEW)) {
      ByteBuffer left = ByteBuffer.wrap((random(random) + "\n").getBytes(UTF_8));
      while (left.hasRemaining()) {
        out.write(left);
      }
      out.force(true);
    }
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
