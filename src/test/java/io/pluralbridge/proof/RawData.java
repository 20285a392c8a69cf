package io.pluralbridge.proof;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.pluralbridge.files.csv.CsvWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Writes down, beside the report, all that the audit saw, so that it can be done again. */
final class RawData {

  private final Story story;
  private final Path folder;

  private RawData(Story story) {
    this.story = story;
    this.folder = story.plan().folder();
  }

  static void write(Story story) throws IOException {
    RawData data = new RawData(story);
    data.plural();
    data.journals();
    data.files();
    data.clients();
    data.papers();
    data.chaos();
  }

  private interface Rows {
    void to(Table table) throws IOException;
  }

  private record Table(CsvWriter out) {
    void row(Object... values) throws IOException {
      out.row(Stream.of(values).map(value -> Objects.toString(value, "")).toList());
    }
  }

  private void table(String name, Rows rows) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(folder.resolve(name))) {
      rows.to(new Table(new CsvWriter(writer)));
    }
  }

  private void plural() throws IOException {
    table(
        "effects.csv",
        table -> {
          table.row("at", "action", "order_id", "reference", "amount", "request_id");
          for (Effect e : story.evidence().effects()) {
            table.row(
                e.at(),
                e.action(),
                e.orderId(),
                Objects.toString(e.reference(), ""),
                Objects.toString(e.amount(), ""),
                Objects.toString(e.requestId(), ""));
          }
        });
    Map<String, Object> faults = new LinkedHashMap<>();
    faults.put("given", story.faults().toString());
    faults.put("met", story.plural().faults());
    faults.put("calls", story.plural().calls());
    faults.put("tokens_issued", story.plural().tokensIssued());
    faults.put("orders_with_two_writers", story.evidence().ordersWithTwoWriters());
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(folder.resolve("faults.json").toFile(), faults);
  }

  private void journals() throws IOException {
    journal("", story.evidence().journal());
    int number = 1;
    for (JournalCopy lost : story.evidence().lost()) {
      String place = "lost-" + number++ + "/";
      Files.createDirectories(folder.resolve(place));
      journal(place, lost);
    }
  }

  private void journal(String place, JournalCopy journal) throws IOException {
    table(
        place + "entries.csv",
        table -> {
          table.row(
              "id",
              "action",
              "key",
              "order_id",
              "amount",
              "currency",
              "batch_id",
              "line",
              "state",
              "attempts",
              "error_code",
              "request_id",
              "sealed");
          for (JournalCopy.Entry e : journal.entries()) {
            table.row(
                e.id(),
                e.action(),
                e.key(),
                e.orderId(),
                Objects.toString(e.amount(), ""),
                Objects.toString(e.currency(), ""),
                e.batchId(),
                e.line(),
                e.state(),
                e.attempts(),
                Objects.toString(e.errorCode(), ""),
                Objects.toString(e.requestId(), ""),
                e.sealed());
          }
        });
    table(
        place + "moves.csv",
        table -> {
          table.row("id", "entry_id", "at_ms", "from", "to", "node", "request_id", "detail");
          for (JournalCopy.Move m : journal.moves()) {
            table.row(
                m.id(),
                m.entryId(),
                m.at(),
                m.from(),
                m.to(),
                m.node(),
                Objects.toString(m.requestId(), ""),
                Objects.toString(m.detail(), ""));
          }
        });
    table(
        place + "batches.csv",
        table -> {
          table.row("id", "name", "sha256", "state", "lines", "open_entries");
          for (JournalCopy.Batch b : journal.batches()) {
            table.row(b.id(), b.name(), b.sha256(), b.state(), b.lines(), b.openEntries());
          }
        });
    table(
        place + "batch-lines.csv",
        table -> {
          table.row("batch_id", "line", "entry_id");
          for (JournalCopy.Kept k : journal.kept()) {
            table.row(k.batchId(), k.line(), Objects.toString(k.entryId(), ""));
          }
        });
  }

  private void files() throws IOException {
    table(
        "files.csv",
        table -> {
          table.row("name", "sha256", "lines", "sum", "control_totals", "part", "dropped_at");
          for (DroppedFile file : story.evidence().files()) {
            table.row(
                file.name(),
                file.sha256(),
                file.lines().size(),
                file.sum(),
                file.withTotals(),
                file.when(),
                Objects.toString(story.dropped().get(file.name()), ""));
          }
        });
    Path dropped = Files.createDirectories(folder.resolve("files"));
    for (DroppedFile file : story.evidence().files()) {
      Files.write(dropped.resolve(file.name()), file.bytes());
    }
  }

  private void clients() throws IOException {
    table(
        "answers.csv",
        table -> {
          table.row(
              "action",
              "key",
              "order_id",
              "amount",
              "idempotency_key",
              "clients",
              "part",
              "status",
              "replayed",
              "afterwards",
              "body");
          for (Visit visit : story.evidence().visits()) {
            Instruction asked = visit.instruction();
            Errand errand = visit.errand();
            for (Visit.Told answer : visit.told()) {
              table.row(
                  asked.action(),
                  asked.key(),
                  asked.orderId(),
                  Objects.toString(asked.amount(), ""),
                  Objects.toString(errand.idempotencyKey(), ""),
                  errand.clients(),
                  errand.when(),
                  answer.status(),
                  answer.replayed(),
                  answer.afterwards(),
                  answer.body());
            }
          }
        });
  }

  private void papers() throws IOException {
    for (String kind : List.of("acks", "results")) {
      Path target = Files.createDirectories(folder.resolve(kind));
      try (Stream<Path> papers = Files.list(story.plan().data().resolve(kind))) {
        for (Path paper : papers.toList()) {
          Files.copy(paper, target.resolve(paper.getFileName()));
        }
      }
    }
    Files.write(folder.resolve("data-folder.txt"), story.evidence().papers().places());
  }

  private void chaos() throws IOException {
    UnderWay underWay = new UnderWay(story.evidence());
    table(
        "kills.csv",
        table -> {
          table.row("at", "node", "alive_ms", "during_start_up", "all_at_once", "under_way");
          for (Chaos.Kill kill : story.kills()) {
            table.row(
                kill.at(),
                kill.node(),
                kill.aliveMs(),
                kill.duringStartUp(),
                kill.allAtOnce(),
                underWay.at(kill));
          }
        });
    table(
        "exits.csv",
        table -> {
          table.row("at", "node", "start", "exit_code");
          for (Chaos.Exit exit : story.exits()) {
            table.row(exit.at(), exit.node(), exit.start(), exit.code());
          }
        });
    table(
        "restores.csv",
        table -> {
          table.row("backed_up_at", "put_back_at", "dropped_again");
          for (Restores.Restore restore : story.restores()) {
            table.row(
                restore.backedUpAt(),
                restore.putBackAt(),
                String.join(" ", restore.droppedAgain()));
          }
        });
    List<String> settings =
        story.settings().entrySet().stream()
            .filter(setting -> !setting.getKey().equals("bridge.data.dir"))
            .map(setting -> setting.getKey() + " = " + setting.getValue())
            .sorted()
            .toList();
    Files.write(folder.resolve("settings.properties"), settings);
  }
}
