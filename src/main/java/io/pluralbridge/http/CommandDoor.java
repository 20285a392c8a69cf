package io.pluralbridge.http;

import io.pluralbridge.instruction.Draft;
import io.pluralbridge.journal.Acceptance;
import io.pluralbridge.journal.Awaited;
import io.pluralbridge.journal.CommandView;
import io.pluralbridge.journal.Commands;
import io.pluralbridge.journal.Origin;
import io.pluralbridge.journal.store.JournalUnavailableException;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Hands commands to the journal, and finds out what became of them. */
public final class CommandDoor {

  private final Commands commands;
  private final Awaited awaited;

  public CommandDoor(Commands commands, Awaited awaited) {
    this.commands = commands;
    this.awaited = awaited;
  }

  /**
   * A command that is written down.
   *
   * @param name what its sender asks for it by
   * @param first false when it was known
   */
  public record Handed(long entryId, String name, boolean first) {}

  /**
   * Writes a command down.
   *
   * @param sealed all of what Plural is to be sent, where there is card data in it
   * @param apiKey the name of that by which it came in; null is refused
   * @throws HttpRefusal when its key came first with other content, or it came in by no API key
   * @throws JournalUnavailableException when it is not written down
   */
  public Handed accept(Draft draft, @Nullable String sealed, @Nullable String apiKey)
      throws HttpRefusal, JournalUnavailableException {
    if (apiKey == null || apiKey.isEmpty()) {
      throw AdmittedByKey.refusal();
    }
    Command command = draft.command();
    String alias = draft.alias();
    String name = alias == null ? command.key() : alias;
    Acceptance acceptance = commands.accept(command.withSealed(sealed), alias, Origin.http(apiKey));
    if (acceptance instanceof Acceptance.KeyReused reused) {
      throw new HttpRefusal(
          Complaint.KEY_REUSED,
          "the key "
              + reused.name()
              + " came first with other content: "
              + reused.first()
              + ". Give this instruction a key of its own",
          List.of(),
          Map.of("Location", Replies.location(command.action(), reused.name())));
    }
    Acceptance.Accepted accepted = (Acceptance.Accepted) acceptance;
    return new Handed(accepted.entryId(), name, accepted.first());
  }

  /**
   * What became of it, once there is something to tell; empty when it is gone. Nobody's thread
   * waits for that.
   */
  CompletableFuture<Optional<CommandView>> await(Handed handed) {
    return awaited.await(handed.entryId(), handed.name());
  }

  /**
   * Where it stands now.
   *
   * @throws HttpRefusal when it is gone, together with a file that was refused whole
   */
  public CommandView look(Handed handed) throws HttpRefusal {
    return orGone(commands.find(handed.entryId(), handed.name()));
  }

  static CommandView orGone(Optional<CommandView> view) throws HttpRefusal {
    return view.orElseThrow(
        () ->
            new HttpRefusal(
                Complaint.JOURNAL_UNAVAILABLE,
                "the file that this came in before has just been refused; ask again"));
  }

  /**
   * The command of that key, with its history.
   *
   * @param path its {@code action} and its {@code key}
   * @throws HttpRefusal when there is none
   */
  public CommandView find(Map<String, Object> path) throws HttpRefusal {
    String action = PathText.of(path, "action").toUpperCase(Locale.ROOT);
    String key = PathText.of(path, "key");
    for (Action known : Action.values()) {
      if (known.name().equals(action)) {
        Optional<CommandView> found = commands.find(Command.DEFAULT_MERCHANT, known, key);
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    throw new HttpRefusal(Complaint.NO_SUCH_COMMAND, "there is no such command");
  }
}
