package io.pluralbridge.app;

import io.pluralbridge.carddata.BrokenSealException;
import io.pluralbridge.instruction.RefusedException;
import io.pluralbridge.journal.store.JournalUnavailableException;
import io.pluralbridge.messaging.KeysUnavailableException;
import io.pluralbridge.messaging.MessageRefusedException;
import io.pluralbridge.plural.TokenUnavailableException;
import java.util.Map;
import org.apache.camel.impl.engine.DefaultClassResolver;
import org.jspecify.annotations.Nullable;

/**
 * A class resolver that knows exceptions by the names that they had in 0.1.0 as well, as copies of
 * our route files name them.
 */
final class FormerNames extends DefaultClassResolver {

  private static final String OURS = "io.pluralbridge.";

  private static final Map<String, Class<?>> TODAY =
      Map.of(
          OURS + "api.TokenUnavailableException", TokenUnavailableException.class,
          OURS + "intake.json.RefusedException", RefusedException.class,
          OURS + "journal.JournalUnavailableException", JournalUnavailableException.class,
          OURS + "queue.KeysUnavailableException", KeysUnavailableException.class,
          OURS + "queue.MessageRefusedException", MessageRefusedException.class,
          OURS + "seal.BrokenSealException", BrokenSealException.class);

  @Override
  protected @Nullable Class<?> loadClass(String name, ClassLoader loader) {
    Class<?> today = TODAY.get(name);
    return today == null ? super.loadClass(name, loader) : today;
  }
}
