package io.pluralbridge.settings;

import io.pluralbridge.config.SettingNames;
import io.pluralbridge.config.SettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where settings come from: the defaults that the bridge ships with, over them {@code
 * config/application.properties}, over that the environment, over that system properties, over that
 * the command line.
 */
final class SettingSources {

  private final Path home;
  private final Map<String, String> environment;
  private final Map<String, String> properties;
  private final Map<String, String> overrides;

  SettingSources(
      Path home,
      Map<String, String> environment,
      Map<String, String> properties,
      Map<String, String> overrides) {
    this.home = home;
    this.environment = environment;
    this.properties = properties;
    this.overrides = overrides;
  }

  /**
   * Reads all of them.
   *
   * @throws SettingsException when the file cannot be read
   */
  SettingValues read() {
    Map<String, String> values = new TreeMap<>();
    read(values, SettingSources.class.getResourceAsStream("/application.properties"));
    SettingNames names = new SettingNames(Set.copyOf(values.keySet()));
    readFile(values);
    Set<String> inFile = Set.copyOf(values.keySet());
    values.replaceAll(
        (key, value) -> {
          String name = SettingNames.environmentName(key);
          String told = environment.getOrDefault(name, value);
          return (SettingNames.isOfOthers(name, told) ? value : told).trim();
        });
    values.replaceAll((key, value) -> properties.getOrDefault(key, value).trim());
    values.putAll(overrides);
    SettingValues all = new SettingValues(values);
    all.addAll(names.problemsOfFile(inFile));
    all.addAll(names.problemsOfEnvironment(environment));
    all.addAll(names.problemsOfProperties(properties.keySet()));
    return all;
  }

  private void readFile(Map<String, String> values) {
    Path file = home.resolve("config/application.properties");
    if (!Files.exists(file)) {
      return;
    }
    try (Reader reader = Files.newBufferedReader(file)) {
      Properties told = new Properties();
      told.load(reader);
      told.forEach((key, value) -> values.put(key.toString(), value.toString().trim()));
    } catch (CharacterCodingException e) {
      throw new SettingsException(List.of(file + " is not UTF-8"));
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingsException(List.of(file + " cannot be read: " + e.getMessage()));
    }
  }

  private static void read(Map<String, String> values, @Nullable InputStream resource) {
    if (resource == null) {
      throw new IllegalStateException("application.properties is not on the class path");
    }
    try (resource) {
      Properties properties = new Properties();
      properties.load(resource);
      properties.forEach((key, value) -> values.put(key.toString(), value.toString().trim()));
    } catch (IOException e) {
      throw new IllegalStateException("our own application.properties cannot be read", e);
    }
  }
}
