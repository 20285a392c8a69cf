package io.pluralbridge.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.pluralbridge.proof.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What all benchmarks of one run have in common, and where they leave what they found.
 *
 * @param home where the launcher, {@code routes/} and {@code config/} are
 * @param folder where the papers go; what is measured works in {@code work/} there
 * @param javaHome the JDK of the bridge and of its ceiling
 * @param jdk its version
 * @param virtualThreads whether these two use virtual threads
 * @param brief true when it is all small and fast, and not to be taken for a record
 * @param inFlight how many calls may be under way at once
 * @param command the command that does all this again
 */
record Rig(
    Path home,
    Path folder,
    Path javaHome,
    String jdk,
    boolean virtualThreads,
    Store.Kind database,
    boolean brief,
    int inFlight,
    int rounds,
    String command,
    Machine machine,
    PrintWriter console) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** A new and empty folder to work in. */
  Path work(String name) throws IOException {
    Path work = folder.resolve("work");
    Files.createDirectories(work);
    return Files.createTempDirectory(work, name + "-");
  }

  /** The same on another database. */
  Rig on(Store.Kind other) {
    return new Rig(
        home,
        folder,
        javaHome,
        jdk,
        virtualThreads,
        other,
        brief,
        inFlight,
        rounds,
        command,
        machine,
        console);
  }

  void say(String format, Object... values) {
    console.println(String.format(Locale.ROOT, format, values));
    console.flush();
  }

  /** Goes into the names of files, so that runs of several kinds lie beside each other. */
  String kind() {
    return database.word()
        + "-jdk"
        + jdk.split("\\.")[0]
        + (virtualThreads ? "-virtual" : "")
        + (brief ? "-short" : "");
  }

  /** Writes each down as JSON, and prints all as one table. */
  void report(String title, List<Measurement> measurements) throws IOException {
    for (Measurement each : measurements) {
      Map<String, Object> paper = new LinkedHashMap<>();
      paper.put("benchmark", each.name());
      paper.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
      paper.put("command", command);
      paper.put("commit", machine.commit());
      paper.put("cores", machine.cores());
      paper.put("gigabytes", machine.gigabytes());
      paper.put("system", machine.system());
      paper.put("jdk", jdk);
      paper.put("virtual_threads", virtualThreads);
      paper.put("parameters", each.parameters());
      paper.put("figures", each.figures());
      paper.put("rounds", each.rounds());
      Files.writeString(
          folder.resolve(each.name() + ".json"), JSON.writeValueAsString(paper) + "\n");
    }
    List<String> table = Tables.of(title + ", " + kind(), measurements);
    say("");
    table.forEach(line -> say("%s", line));
    Files.write(
        folder.resolve("tables.md"),
        table,
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
