package io.pluralbridge.journal.batch;

import io.pluralbridge.journal.Journal;
import io.pluralbridge.journal.store.Database;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers where the files of finished batches are kept, for as long as somebody may still be
 * writing to one; and which of them are not what was read.
 */
public final class KeptFiles {

  private static final Duration TOLD_FOR = Duration.ofDays(1);

  private static final String TO_COMPARE =
      "SELECT id, kept_as, compare_until, kept_size, kept_modified, amendments FROM batch"
          + " WHERE compare_until IS NOT NULL";

  private final Database database;
  private final Journal journal;
  private final Batches batches;
  private final Path data;
  private final Duration comparedFor;
  private final Clock clock;

  /**
   * Those of a data folder.
   *
   * @param comparedFor for how long a file is looked at
   */
  public KeptFiles(
      Database database,
      Journal journal,
      Batches batches,
      Path data,
      Duration comparedFor,
      Clock clock) {
    this.database = database;
    this.journal = journal;
    this.batches = batches;
    this.data = data;
    this.comparedFor = comparedFor;
    this.clock = clock;
  }

  /**
   * The file of a batch is kept there now.
   *
   * @param file null when it is not kept as it came
   */
  public void keep(Batch batch, @Nullable Path file) {
    if (file == null) {
      return;
    }
    String place = data.relativize(file).toString();
    long until = clock.instant().plus(comparedFor).toEpochMilli();
    journal
        .writer()
        .commitWork(
            db ->
                db.update(
                    "UPDATE batch SET kept_as = ?, compare_until = ? WHERE id = ?"
                        + " AND kept_as IS NULL",
                    place,
                    until,
                    batch.id()));
  }

  /** How far the comparison of a file has come. */
  public enum Comparison {
    NOT_BEGUN,
    GOING_ON,
    /** It was the same to the end. */
    OVER,
    /** It was not, and that is told. */
    DIFFERENT
  }

  /** How far that of a batch has come. */
  public Comparison comparisonOf(Batch batch) {
    return database
        .reading()
        .query(
            "SELECT kept_as, compare_until, differs FROM batch WHERE id = ?",
            (rs, i) -> comparison(rs),
            batch.id())
        .stream()
        .findFirst()
        .orElse(Comparison.NOT_BEGUN);
  }

  private static Comparison comparison(ResultSet rs) throws SQLException {
    if (rs.getString("kept_as") == null) {
      return Comparison.NOT_BEGUN;
    }
    if (rs.getObject("compare_until") != null) {
      return Comparison.GOING_ON;
    }
    return rs.getString("differs") == null ? Comparison.OVER : Comparison.DIFFERENT;
  }

  /** Compares that file once more, and that soon, whatever was compared before. */
  public void compareOnce(Batch batch, Path file) {
    String place = data.relativize(file).toString();
    long now = clock.millis();
    journal
        .writer()
        .commitWork(
            db ->
                db.update(
                    "UPDATE batch SET kept_as = ?, compare_until = ?, kept_size = NULL,"
                        + " kept_modified = NULL WHERE id = ?",
                    place,
                    now,
                    batch.id()));
  }

  /** For how long a file is looked at. */
  public Duration comparedFor() {
    return comparedFor;
  }

  /** Those that are still looked at. */
  public List<KeptFile> toCompare() {
    return database.reading().query(TO_COMPARE, (rs, i) -> kept(rs)).stream()
        .flatMap(Optional::stream)
        .toList();
  }

  /** That of a batch; empty when it is not looked at any more. */
  public Optional<KeptFile> find(String batchId) {
    return database
        .reading()
        .query(TO_COMPARE + " AND id = ?", (rs, i) -> kept(rs), batchId)
        .stream()
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<KeptFile> kept(ResultSet rs) throws SQLException {
    Path file = data.resolve(rs.getString("kept_as"));
    Instant until = Instant.ofEpochMilli(rs.getLong("compare_until"));
    int amendments = rs.getInt("amendments");
    long modified = rs.getLong("kept_modified");
    long size = rs.getLong("kept_size");
    KeptFile.@Nullable Look seen = rs.wasNull() ? null : new KeptFile.Look(size, modified);
    return batches
        .find(rs.getString("id"))
        .map(batch -> new KeptFile(batch, file, seen, until, amendments));
  }

  /** Writes down what came of a comparison. What is different is looked at no more. */
  public void compared(KeptFile.Compared compared) {
    KeptFile kept = compared.kept();
    KeptFile.Look look = compared.look();
    String difference = compared.difference();
    long now = clock.millis();
    boolean over = look == null || difference != null || kept.until().toEpochMilli() <= now;
    journal
        .writer()
        .commitWork(
            db ->
                db.update(
                    "UPDATE batch SET kept_size = ?, kept_modified = ?, compare_until = ?,"
                        + " differs = ?, differs_at = ?, amendments = ? WHERE id = ?",
                    look == null ? null : look.size(),
                    look == null ? null : look.modified(),
                    over ? null : kept.until().toEpochMilli(),
                    difference,
                    difference == null ? null : now,
                    kept.amendments() + (compared.amended() ? 1 : 0),
                    kept.batch().id()));
  }

  /** What was found to be different within the last day, each in words. */
  public List<String> different() {
    return database
        .reading()
        .query(
            "SELECT id, name, differs FROM batch WHERE differs_at > ? ORDER BY differs_at",
            (rs, i) ->
                rs.getString("name")
                    + " (batch "
                    + rs.getString("id")
                    + "): "
                    + rs.getString("differs"),
            clock.instant().minus(TOLD_FOR).toEpochMilli());
  }
}
