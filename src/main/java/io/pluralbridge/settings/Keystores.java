package io.pluralbridge.settings;

import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.util.Collections;

/** Finds out whether a key store that a setting names can be opened and holds a key. */
final class Keystores {

  private Keystores() {}

  /**
   * Finds out whether there is a key in it.
   *
   * @param door the setting is that of this door: {@code bridge.http} or {@code bridge.broker}
   */
  static void check(SettingsGroup group, String door) {
    String setting = door + ".tls.keystore";
    String file = group.value(setting);
    if (file.isEmpty()) {
      return;
    }
    char[] password = group.value(door + ".tls.keystore-password").toCharArray();
    try {
      if (!hasKey(KeyStore.getInstance(new File(file), password), password)) {
        group.problem(setting, "a key store with a key and its certificate", file);
      }
    } catch (KeyStoreException e) {
      group.problem(setting, "a key store (PKCS12 or JKS)", file);
    } catch (UnrecoverableKeyException e) {
      wrongPassword(group, setting);
    } catch (IOException e) {
      if (e.getCause() instanceof UnrecoverableKeyException) {
        wrongPassword(group, setting);
      } else {
        group.problem(setting, "a key store that can be read", file);
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      group.problem(setting, "a key store that can be read", file);
    }
  }

  private static void wrongPassword(SettingsGroup group, String keystore) {
    String key = keystore + "-password";
    group.add(key + " (" + SettingsGroup.environmentName(key) + ") does not open " + keystore);
  }

  private static boolean hasKey(KeyStore store, char[] password) throws GeneralSecurityException {
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias) && store.getKey(alias, password) instanceof PrivateKey) {
        return true;
      }
    }
    return false;
  }
}
