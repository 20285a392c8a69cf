package io.pluralbridge.settings;

import io.pluralbridge.carddata.SealKeys;
import io.pluralbridge.journal.store.DatabaseSettings;
import io.pluralbridge.journal.store.Durability;
import io.pluralbridge.seal.CommandKeyFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where the bridge keeps what it knows, and by which keys card data waits there. */
public final class DataSettings extends SettingsGroup {

  /** An address of a server that holds a password. */
  static final Pattern SECRET_IN_ADDRESS = Pattern.compile("(?i)//[^/?]*@|pass(word|code)[^=&]*=");

  private final PluralSettings plural;

  DataSettings(SettingValues values, PluralSettings plural) {
    super(values);
    this.plural = plural;
  }

  @Override
  void check() {
    sealKeys();
    minFreeMegabytes();
    checkFolder();
    checkCommandKeys();
    checkDatabase();
  }

  private void checkFolder() {
    try {
      if (value("bridge.data.dir").isEmpty()) {
        problem("bridge.data.dir", "a folder", "");
      }
      folder();
    } catch (InvalidPathException e) {
      problem("bridge.data.dir", "a folder", value("bridge.data.dir"));
    }
  }

  /** An address may hold a password, so no more of it is shown than how it begins. */
  private void checkDatabase() {
    durability();
    String url = value("bridge.database.url");
    if (url.isEmpty()) {
      return;
    }
    if (!url.startsWith("jdbc:sqlite:") && !url.startsWith("jdbc:postgresql:")) {
      problem(
          "bridge.database.url",
          "empty, or begin with jdbc:postgresql: or jdbc:sqlite:",
          url.replaceAll("^((?:[a-z]{1,20}:){0,2}).*$", "$1…"));
    } else if (SECRET_IN_ADDRESS.matcher(url).find()) {
      add(
          "bridge.database.url must not hold a password. Put it into bridge.database.password or"
              + " BRIDGE_DATABASE_PASSWORD, and the user into bridge.database.username.");
    }
  }

  public SealKeys sealKeys() {
    String keys = value("bridge.seal.keys");
    try {
      return keys.isEmpty() ? SealKeys.derivedFrom(plural.clientSecret()) : SealKeys.parse(keys);
    } catch (IllegalArgumentException e) {
      add("bridge.seal.keys (BRIDGE_SEAL_KEYS): " + e.getMessage());
      return SealKeys.derivedFrom(plural.clientSecret());
    }
  }

  /** What is to be known of card data that waits, where nobody chose a key; empty where one is. */
  public Optional<String> sealKeyHint() {
    return plural.environment().equals("sandbox") || !value("bridge.seal.keys").isEmpty()
        ? Optional.empty()
        : Optional.of(
            "bridge.seal.keys is empty: card data that waits is sealed with a key that follows from"
                + " plural.api.client-secret, and cannot be opened under another. Before that"
                + " secret changes, set a key: id=KEY, made by openssl rand -base64 32");
  }

  /** Where the keys are to which senders seal commands. */
  public CommandKeyFile commandKeys() {
    return new CommandKeyFile(
        commandKeysAt(), folder().resolve("keys").resolve("commands.public.jwks"));
  }

  private Path commandKeysAt() {
    String named = value("intake.queue.seal-keys");
    return named.isEmpty()
        ? folder().resolve("keys").resolve("commands.jwks")
        : Path.of(named).toAbsolutePath().normalize();
  }

  /** Those that are there. Where there are none yet, they are made later. */
  private void checkCommandKeys() {
    String named = value("intake.queue.seal-keys");
    try {
      Path folder = commandKeysAt().getParent();
      if (!named.isEmpty() && (folder == null || !Files.isDirectory(folder))) {
        problem("intake.queue.seal-keys", "a file in a folder that is there", named);
      } else if (!named.isEmpty() || Files.isDirectory(folder())) {
        // Else it is the data folder that is told of.
        commandKeys().check();
      }
    } catch (InvalidPathException e) {
      if (!named.isEmpty()) {
        problem("intake.queue.seal-keys", "a file in a folder that is there", named);
      }
    } catch (IllegalArgumentException e) {
      add("intake.queue.seal-keys (INTAKE_QUEUE_SEAL_KEYS): " + e.getMessage());
    }
  }

  /** With less than this on the disk of the data folder the bridge is not ready. */
  public int minFreeMegabytes() {
    return number("bridge.data.min-free-mb", 1, 10_000_000);
  }

  public Path folder() {
    return Path.of(value("bridge.data.dir")).toAbsolutePath().normalize();
  }

  public DatabaseSettings database() {
    String url = value("bridge.database.url");
    return new DatabaseSettings(
        url.isEmpty() ? "jdbc:sqlite:" + folder().resolve("journal.db") : url,
        value("bridge.database.username"),
        value("bridge.database.password"),
        durability());
  }

  private Durability durability() {
    return oneOf(
        "bridge.database.durability",
        Durability.class,
        "power-cut or process-kill",
        Durability.POWER_CUT);
  }

  /** Empty when it is not named. */
  public String nodeName() {
    return value("bridge.node.name");
  }
}
