package io.pluralbridge.broker;

import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/** Finds out of which kind a key store is. */
final class KeyStores {

  private KeyStores() {}

  static String typeOf(EmbeddedSettings settings) throws IOException {
    try {
      return KeyStore.getInstance(
              new File(settings.keystore()), settings.keystorePassword().toCharArray())
          .getType();
    } catch (GeneralSecurityException e) {
      throw new IOException("the key store of the queue cannot be read", e);
    }
  }
}
