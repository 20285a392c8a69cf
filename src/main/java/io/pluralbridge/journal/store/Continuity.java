package io.pluralbridge.journal.store;

import io.pluralbridge.disk.OwnerOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Sees to it that the journal is the one that this node has written: at the start, in each commit,
 * and once in a while.
 *
 * <p>Each run of a node counts its commits in a row of its own, in the same transactions; a {@link
 * Mark} in the data folder says the same, a little later. A journal in which that row is missing or
 * behind has lost commits: it was restored from a backup, replaced, or a standby took over that had
 * not heard of all. What was sent because of them would be sent again.
 */
public final class Continuity implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Continuity.class);

  private static final String MARKS = "marks";
  private static final long WATCH_EVERY_MS = 250;

  /** So that no number comes again that a journal had before it was given up for its backup. */
  private static final int AFTER_RESTORE = 1 << 20;

  /** Where the papers of work that was done lie. */
  private static final List<String> PAPERS =
      List.of("processing", "acks", "results", "kept", "archive", "refused");

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final String COUNT_EMBEDDED =
      "UPDATE journal_run SET commits = commits + 1 WHERE run = ? AND lane = ?"
          + " AND total_changes() > ? RETURNING commits";

  /** One question: what this lane has reached, what the other has, and whether anything is new. */
  private static final String COUNT =
      "WITH counted AS (UPDATE journal_run SET commits = commits + 1 WHERE run = ? AND lane = ?"
          + " AND txid_current_if_assigned() IS NOT NULL RETURNING commits)"
          + " SELECT (SELECT commits FROM counted) AS reached,"
          + " (SELECT o.commits FROM journal_run o WHERE o.run = ? AND o.lane = ?) AS other,"
          + " txid_current_if_assigned() IS NOT NULL AS wrote";

  private static final String ADD_RUN =
      "INSERT INTO journal_run (run, lane, node, commits, started_at, server)"
          + " VALUES (?, ?, ?, 1, ?, ?)";

  /** The class of {@link Locks}: a node that is up holds one. */
  private static final String SOMEBODY_IS_UP =
      "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 1347571019"
          + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

  private static final String SERVER =
      "SELECT (SELECT system_identifier FROM pg_control_system())::TEXT || '/' ||"
          + " (SELECT oid FROM pg_database WHERE datname = current_database())::TEXT || '/' ||"
          + " 'entry'::regclass::oid::TEXT || '/' ||"
          + " substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)";

  private final Database database;
  private final Path data;
  private final Clock clock;
  private final String node;
  private final String run = UUID.randomUUID().toString();
  private final Map<Lane, Long> known = new EnumMap<>(Lane.class);
  private final CountDownLatch end = new CountDownLatch(1);
  private String journal = run;
  private @Nullable Mark mark;
  private @Nullable Connection keeper;
  private Map<Path, Object> files = Map.of();
  private @Nullable Thread watcher;
  private volatile boolean closed;
  private volatile @Nullable String lost;
  private volatile boolean filesAreGone;
  private volatile boolean writtenOver;
  private volatile @Nullable String unmarked;

  private Continuity(Database database, Path data, String node, Clock clock) {
    this.database = database;
    this.data = data;
    this.node = node;
    this.clock = clock;
  }

  /** Work in the transaction that writes down that the journal was restored. */
  public interface AtRestoration {

    /**
     * Begins it.
     *
     * @param run the run that was told so
     * @param now in milliseconds UTC
     * @param doubtUntil until when what comes in may have come before, in milliseconds UTC
     */
    void begin(JdbcTemplate db, String run, long now, long doubtUntil);
  }

  // ---- the start -------------------------------------------------------------------------------

  /**
   * To be called before the embedded database is opened, which would make one where none is.
   *
   * @param restored true when the operator says that the journal is another one
   * @throws IllegalStateException when there is no journal in a folder in which work was done, or
   *     one that was written over, or one with the log of another beside it
   */
  public static void checkIsThere(DatabaseSettings settings, Path data, boolean restored) {
    Optional<Path> file = settings.file();
    if (file.isEmpty()) {
      return;
    }
    try {
      checkIsNotWrittenOver(file.get(), Mark.in(data.resolve(MARKS)), restored);
      if (restored || (Files.exists(file.get()) && Files.size(file.get()) > 0)) {
        return;
      }
      String what =
          "the journal "
              + file.get()
              + (Files.exists(file.get()) ? " is empty" : " is missing")
              + ", and ";
      Optional<Mark.Left> latest = latest(Mark.in(data.resolve(MARKS)));
      if (latest.isPresent()) {
        throw new IllegalStateException(
            what
                + "the mark in "
                + latest.get().file()
                + " says that one was written here until "
                + time(latest.get().content().at())
                + Advice.AFTER
                + Advice.CHOICES);
      }
      Optional<Path> paper = paperOfWork(data);
      if (paper.isPresent()) {
        throw new IllegalStateException(
            what
                + "work was done here, as "
                + paper.get()
                + " shows"
                + Advice.AFTER
                + Advice.CHOICES);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * SQLite would put what is in the log over whatever file it finds before it. Where no log is
   * left, the file speaks for itself, and is asked once it is open.
   */
  private static void checkIsNotWrittenOver(Path file, List<Mark.Left> left, boolean restored)
      throws IOException {
    Path log = file.resolveSibling(file.getFileName() + "-wal");
    boolean hasLog = Files.exists(file) && Files.exists(log) && Files.size(log) > 0;
    for (Mark.Left one : left) {
      Mark.Content said = one.content();
      boolean noticed = said.standing() == Mark.Standing.WRITTEN_OVER;
      Optional<String> wrong =
          hasLog && said.numbers() != null
              ? MainFile.wrongBesideItsLog(file, said.numbers())
              : Optional.empty();
      if (wrong.isPresent() || (noticed && (hasLog || !restored))) {
        throw new IllegalStateException(
            "the journal "
                + file
                + " was written over: "
                + (noticed
                    ? "that was noticed while it was in use, as"
                    : "it is not the file that the log beside it belongs to ("
                        + wrong.orElse("")
                        + "), as")
                + " the mark in "
                + one.file()
                + " says. Node "
                + said.node()
                + " wrote it until "
                + time(said.at())
                + Advice.AFTER
                + Advice.WRITTEN_OVER);
      }
    }
    if (restored && !hasLog) {
      // A log that is there after this start was killed is one of this start.
      for (Mark.Left one : left) {
        one.giveUp();
      }
    }
  }

  /** What is to be done about a database that SQLite calls malformed. */
  static String malformed(Optional<Path> file, Throwable cause) {
    return "the journal "
        + file.map(Path::toString).orElse("")
        + " is damaged ("
        + cause.getMessage()
        + ")"
        + Advice.AFTER
        + Advice.WRITTEN_OVER;
  }

  /** What is to be done, in words. */
  private static final class Advice {

    static final String AFTER =
        ". Started like this, the bridge would not know what it has sent, and money could move"
            + " twice: nothing is sent.";

    static final String CHOICES =
        "\nChoose one:"
            + "\n  - put the right journal back: the database as it was when the bridge last ran"
            + " (SQLite: journal.db together with its journal.db-wal);"
            + "\n  - it is a backup, or the rest is lost: start once with --restored. Whatever may"
            + " have been sent since is then asked about at Plural before it is sent;"
            + "\n  - a new journal is meant: give it an empty data folder (bridge.data.dir).";

    static final String WRITTEN_OVER =
        "\nChoose one:"
            + "\n  - put a backup in its place: delete journal.db, journal.db-wal and"
            + " journal.db-shm, whose pages belong to different journals, copy the backup to"
            + " journal.db, and start once with --restored. Whatever may have been sent since is"
            + " then asked about at Plural before it is sent;"
            + "\n  - there is no backup: delete these files and start once with --restored, or give"
            + " it an empty data folder (bridge.data.dir).";

    private Advice() {}
  }

  private static Optional<Mark.Left> latest(List<Mark.Left> marks) {
    return marks.stream()
        .filter(left -> left.content().commits() > 0)
        .max((one, other) -> Long.compare(one.content().at(), other.content().at()));
  }

  private static Optional<Path> paperOfWork(Path data) throws IOException {
    for (String name : PAPERS) {
      Path folder = data.resolve(name);
      if (Files.isDirectory(folder)) {
        try (Stream<Path> all = Files.walk(folder)) {
          Optional<Path> paper = all.filter(Files::isRegularFile).findFirst();
          if (paper.isPresent()) {
            return paper;
          }
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Finds out whether the journal has all that nodes of this data folder have written, and begins
   * the run of this one.
   *
   * @param data the data folder, which keeps the marks
   * @param restored true when it may not have, and is to be taken in doubt
   * @param doubtFor for how long what comes in may have come before; only when it is restored
   * @param restoration puts in doubt what is in the journal, when it is restored
   * @throws IllegalStateException when it has not
   */
  public static Continuity begin(
      Database database,
      Path data,
      String node,
      Clock clock,
      boolean restored,
      Duration doubtFor,
      AtRestoration restoration) {
    Continuity continuity = new Continuity(database, data, node, clock);
    try {
      continuity.begin(restored, doubtFor, restoration);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      continuity.close();
      throw e;
    }
    database.follow(continuity);
    return continuity;
  }

  private void begin(boolean restored, Duration doubtFor, AtRestoration restoration)
      throws IOException {
    Path folder = data.resolve(MARKS);
    List<Mark.Left> left = Mark.in(folder);
    JdbcTemplate db = database.reading();
    db.queryForList("SELECT run FROM journal_run ORDER BY id LIMIT 1", String.class).stream()
        .findFirst()
        .ifPresent(first -> journal = first);
    String server = server(db);
    if (restored) {
      checkIsWhole(db);
    } else {
      check(db, left, server);
    }
    long now = clock.millis();
    mark = Mark.create(folder, content(0, 0, now), numbers());
    Optional<MainFile> file = database.mainFile();
    if (file.isPresent()) {
      file.get().startAfter(highest(db, left) + (restored ? AFTER_RESTORE : 0));
    }
    database.commit(
        its -> {
          file.ifPresent(one -> raise(its, one));
          for (Lane lane : Lane.values()) {
            its.update(ADD_RUN, run, lane.name(), node, now, server);
          }
          if (restored) {
            restoration.begin(its, run, now, now + doubtFor.toMillis());
          }
          return true;
        });
    for (Lane lane : Lane.values()) {
      known.put(lane, 1L);
    }
    if (file.isPresent()) {
      db.queryForList("PRAGMA wal_checkpoint(PASSIVE)");
      file.get().follow();
    }
    mark.write(content(1, 1, now));
    if (restored) {
      log.warn(
          "The journal is taken as restored: whatever is to be sent is asked about at Plural first,"
              + " and so is what comes in until {}",
          time(now + doubtFor.toMillis()));
    }
    // What they say is in the journal, or was given up by whoever said that it is restored.
    for (Mark.Left one : left) {
      one.forget();
    }
    watch();
  }

  private Mark.Content content(long commits, long claims, long at) {
    return new Mark.Content(
        journal,
        run,
        node,
        commits,
        claims,
        at,
        database.mainFile().flatMap(MainFile::numbers).orElse(null),
        isWrittenOver() ? Mark.Standing.WRITTEN_OVER : Mark.Standing.GOOD);
  }

  /** A file that lost its name is whole, and so is what can be rescued of it. */
  private boolean isWrittenOver() {
    return lost != null && database.isEmbedded() && (writtenOver || !filesAreGone);
  }

  /** The highest number that was given out, as far as anybody knows. */
  private static int highest(JdbcTemplate db, List<Mark.Left> left) {
    Integer inJournal = db.queryForObject("PRAGMA user_version", Integer.class);
    boolean isNew = inJournal == null || inJournal == 0;
    // Not those of another journal, by all odds.
    int highest = isNew ? ThreadLocalRandom.current().nextInt() : inJournal;
    boolean any = !isNew;
    for (Mark.Left one : left) {
      MainFile.Numbers numbers = one.content().numbers();
      if (numbers != null && (!any || numbers.set() - highest > 0)) {
        highest = numbers.set();
        any = true;
      }
    }
    return highest;
  }

  private static void raise(JdbcTemplate db, MainFile file) {
    db.execute("PRAGMA user_version = " + file.next());
  }

  /** What is taken as a backup may be what was written over, with pages of several journals. */
  private void checkIsWhole(JdbcTemplate db) {
    if (database.isEmbedded()) {
      String found = db.queryForObject("PRAGMA integrity_check(1)", String.class);
      if (!"ok".equals(found)) {
        throw new IllegalStateException(
            malformed(database.file(), new IllegalStateException(found)));
      }
    }
  }

  private void check(JdbcTemplate db, List<Mark.Left> left, String server) throws IOException {
    boolean ran = !journal.equals(run);
    boolean empty =
        !ran
            && db.queryForList("SELECT 1 FROM entry LIMIT 1", Integer.class).isEmpty()
            && db.queryForList("SELECT 1 FROM batch LIMIT 1", Integer.class).isEmpty();
    for (Mark.Left one : left) {
      Mark.Content said = one.content();
      if (said.standing() == Mark.Standing.GIVEN_UP && !isGivenUp(db, said)) {
        throw new IllegalStateException(
            "the journal was written over while it was in use, as the mark in "
                + one.file()
                + " says, and the start with --restored that followed did not take hold"
                + Advice.AFTER
                + "\nStart once more with --restored.");
      }
      if (!has(db, said) && !isGivenUp(db, said)) {
        throw new IllegalStateException(
            (empty
                    ? "the journal is empty"
                    : !said.journal().equals(journal)
                        ? "the journal is another one"
                        : "the journal is older than the one that was left")
                + ": the last thing in it is of "
                + lastMove(db)
                + ", and the mark in "
                + one.file()
                + " says that node "
                + said.node()
                + " wrote it until "
                + time(said.at())
                + ". It was "
                + how()
                + Advice.AFTER
                + Advice.CHOICES);
      }
    }
    if (left.isEmpty() && empty) {
      Optional<Path> paper = paperOfWork(data);
      if (paper.isPresent()) {
        throw new IllegalStateException(
            "the journal is empty, and work was done in this data folder, as "
                + paper.get()
                + " shows"
                + Advice.AFTER
                + Advice.CHOICES);
      }
    }
    if (left.isEmpty() && ran) {
      checkWithoutMark(db, server);
    }
    if (database.isEmbedded()) {
      for (Mark.Left one : left) {
        checkIsNoCopy(one);
      }
    }
  }

  private static boolean has(JdbcTemplate db, Mark.Content said) {
    return has(db, said.run(), Lane.COMMITS, said.commits())
        && has(db, said.run(), Lane.CLAIMS, said.claims());
  }

  private static boolean has(JdbcTemplate db, String run, Lane lane, long commits) {
    return commits == 0
        || db
            .queryForList(
                "SELECT commits FROM journal_run WHERE run = ? AND lane = ?",
                Long.class,
                run,
                lane.name())
            .stream()
            .anyMatch(reached -> reached >= commits);
  }

  /** Another node has put in doubt what this one could have sent until then. */
  private static boolean isGivenUp(JdbcTemplate db, Mark.Content said) {
    return !db.queryForList(
            "SELECT 1 FROM journal_restoration WHERE restored_at >= ? LIMIT 1",
            Integer.class,
            said.at())
        .isEmpty();
  }

  /**
   * Here was no node before. On the embedded database that has run, the journal came from
   * elsewhere. On PostgreSQL nodes come and go; but a server that is another one, or has another
   * past, is only believed while a node is up that knows.
   */
  private void checkWithoutMark(JdbcTemplate db, String server) {
    if (database.isEmbedded()) {
      throw new IllegalStateException(
          "the journal was written by a bridge until "
              + lastMove(db)
              + " at least, and there is no mark of that in "
              + data.resolve(MARKS)
              + ", which would tell whether it is all. It was put into this data folder, from a"
              + " backup perhaps"
              + Advice.AFTER
              + Advice.CHOICES);
    }
    String before =
        db.queryForList("SELECT server FROM journal_run ORDER BY id DESC LIMIT 1", String.class)
            .get(0);
    boolean another = !before.isEmpty() && !server.isEmpty() && !before.equals(server);
    Long up = db.queryForObject(SOMEBODY_IS_UP, Long.class);
    if (another && (up == null || up == 0)) {
      throw new IllegalStateException(
          "the database is not the one that it was when a bridge last used it (system/database/"
              + "table/timeline was "
              + before
              + " and is "
              + server
              + "): it was restored, or a standby took over. This data folder has no mark that"
              + " would tell whether anything is missing. The last thing in it is of "
              + lastMove(db)
              + Advice.AFTER
              + Advice.CHOICES);
    }
  }

  private void checkIsNoCopy(Mark.Left one) throws IOException {
    Map<String, String> now = numbers();
    long same =
        one.files().entrySet().stream()
            .filter(was -> was.getValue().equals(now.get(was.getKey())))
            .count();
    if (!one.files().isEmpty() && same * 2 <= one.files().size()) {
      throw new IllegalStateException(
          "this data folder is a copy: of "
              + one.files().size()
              + " files and folders in it, "
              + (one.files().size() - same)
              + " are not those that the mark in "
              + one.file()
              + " names. The journal in it was last written at "
              + time(one.content().at())
              + "; what the bridge did after the copy was made is not in it"
              + Advice.AFTER
              + Advice.CHOICES
              + "\n  (It was moved to another disk, with the bridge stopped? Then --restored as"
              + " well: it costs a question or two for each command that is open.)");
    }
  }

  /** The numbers of files and folders that stay the same for as long as nobody copies them. */
  private Map<String, String> numbers() throws IOException {
    Map<String, String> numbers = new LinkedHashMap<>();
    if (database.isEmbedded()) {
      for (String name :
          List.of("", MARKS, "inbox", "processing", "acks", "results", "archive", "refused")) {
        Path path = data.resolve(name);
        if (Files.exists(path)) {
          number(path).ifPresent(number -> numbers.put(name.isEmpty() ? "data" : name, number));
        }
      }
    }
    return numbers;
  }

  private static Optional<String> number(Path path) throws IOException {
    try {
      return Optional.of(String.valueOf(Files.getAttribute(path, "unix:ino")));
    } catch (UnsupportedOperationException | IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  private String how() {
    return database.isEmbedded()
        ? "restored from a backup, or replaced"
        : "restored from a backup or replaced, or a standby took over that had not heard of all";
  }

  private static String lastMove(JdbcTemplate db) {
    Long last =
        db.queryForObject(
            "SELECT MAX(at) FROM (SELECT MAX(moved_at) AS at FROM entry_move WHERE id ="
                + " (SELECT MAX(id) FROM entry_move) UNION ALL SELECT MAX(accepted_at) FROM entry"
                + " WHERE id = (SELECT MAX(id) FROM entry)) AS last",
            Long.class);
    return last == null || last == 0 ? "never" : time(last);
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private String server(JdbcTemplate db) {
    if (database.isEmbedded()) {
      return "";
    }
    try {
      return Objects.requireNonNullElse(db.queryForObject(SERVER, String.class), "");
    } catch (DataAccessException notTold) {
      log.debug("The server does not tell who it is", notTold);
      return "";
    }
  }

  // ---- each commit -----------------------------------------------------------------------------

  /** One transaction of a lane. */
  final class Step {

    private final Lane lane;
    private final Lane other;
    private long changes;
    private long knownOfOther;
    private long reached;

    private Step(Lane lane) {
      this.lane = lane;
      this.other = lane == Lane.COMMITS ? Lane.CLAIMS : Lane.COMMITS;
    }

    /** First in the transaction. */
    void begin(JdbcTemplate db) {
      if (database.isEmbedded()) {
        changes = changes(db);
      }
    }

    /**
     * Last in the transaction, which must not be committed when this throws.
     *
     * @throws JournalLostException when the journal has not what it had
     */
    void end(JdbcTemplate db) {
      if (database.isEmbedded()) {
        lookAtContent();
        List<Long> counted = db.queryForList(COUNT_EMBEDDED, Long.class, run, lane.name(), changes);
        if (!counted.isEmpty()) {
          reached = counted.get(0);
          database.mainFile().ifPresent(file -> raise(db, file));
        } else if (changes(db) > changes) {
          throw lose("its row of this run is gone");
        }
      } else {
        knownOfOther = reached(other);
        db.query(
            COUNT,
            row -> {
              long its = row.getLong("other");
              if (row.getBoolean("wrote")) {
                reached = row.getLong("reached");
                if (reached == 0 || its < knownOfOther) {
                  throw lose(lane + " " + reached + ", " + other + " " + its);
                }
              }
            },
            run,
            lane.name(),
            run,
            other.name());
      }
      if (reached > 0 && reached <= reached(lane)) {
        throw lose(lane + " of this run was " + reached(lane) + " and is " + (reached - 1));
      }
    }

    /**
     * Once the transaction is committed.
     *
     * @throws JournalLostException when what was committed may not be in the journal
     */
    void committed() {
      if (reached > 0) {
        try {
          lookAtContent();
        } catch (DataAccessResourceFailureException unreadable) {
          // It is committed all the same; the next one will not be.
          log.warn("{}", unreadable.getMessage());
        }
        Continuity.this.reached(lane, reached);
      }
    }

    /** True when the transaction has changed anything. */
    boolean wrote() {
      return reached > 0;
    }

    private JournalLostException lose(String found) {
      String why =
          "the database has lost what this node had committed until "
              + time(clock.millis())
              + " ("
              + found
              + "): it was "
              + how();
      Continuity.this.lose(why);
      return new JournalLostException(why);
    }
  }

  private static long changes(JdbcTemplate db) {
    Long changes = db.queryForObject("SELECT total_changes()", Long.class);
    return changes == null ? 0 : changes;
  }

  /** A transaction of that lane is about to begin. */
  Step step(Lane lane) {
    return new Step(lane);
  }

  private synchronized long reached(Lane lane) {
    return known.getOrDefault(lane, 0L);
  }

  private synchronized void reached(Lane lane, long commits) {
    if (commits > reached(lane)) {
      known.put(lane, commits);
    }
    writeMark();
  }

  private synchronized void writeMark() {
    Mark open = mark;
    if (open == null) {
      return;
    }
    try {
      open.write(content(reached(Lane.COMMITS), reached(Lane.CLAIMS), clock.millis()));
      unmarked = null;
    } catch (IOException e) {
      if (unmarked == null) {
        log.error("The mark in {} cannot be written, so nothing is sent: {}", data, e.toString());
      }
      unmarked = "the mark in " + data.resolve(MARKS) + " cannot be written: " + e;
    }
  }

  /** Finds out whether the journal has what this node has committed; for whoever asks about it. */
  void look(JdbcTemplate db) {
    Map<Lane, Long> before;
    synchronized (this) {
      before = new EnumMap<>(known);
    }
    for (Map.Entry<Lane, Long> each : before.entrySet()) {
      if (!has(db, run, each.getKey(), each.getValue())) {
        lose("the database has lost what this node had committed: it was " + how());
      }
    }
  }

  // ---- the files -------------------------------------------------------------------------------

  private void watch() throws IOException {
    Optional<Path> file = database.file();
    if (file.isPresent()) {
      keeper = database.keepOpen();
      Map<Path, Object> seen = new LinkedHashMap<>();
      for (String suffix : List.of("", "-wal", "-shm")) {
        Path path = file.get().resolveSibling(file.get().getFileName() + suffix);
        key(path).ifPresent(key -> seen.put(path, key));
      }
      files = Map.copyOf(seen);
    }
    Thread thread = new Thread(this::lookAgainAndAgain, "journal-watch");
    thread.setDaemon(true);
    thread.start();
    watcher = thread;
  }

  private static Optional<Object> key(Path path) throws IOException {
    try {
      return Optional.ofNullable(Files.readAttributes(path, BasicFileAttributes.class).fileKey());
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    }
  }

  private void lookAgainAndAgain() {
    try {
      while (!closed && lost == null) {
        TimeUnit.MILLISECONDS.sleep(WATCH_EVERY_MS);
        try {
          lookAtContent();
          lookAtFiles();
        } catch (JournalLostException said) {
          return;
        } catch (DataAccessException unreadable) {
          log.warn("{}", unreadable.getMessage());
        }
        lookAtMark();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The log would hide that the file before it is another one.
   *
   * @throws JournalLostException when it is
   * @throws DataAccessResourceFailureException when it cannot be read
   */
  private void lookAtContent() {
    Optional<MainFile> file = database.mainFile();
    if (file.isEmpty() || closed) {
      return;
    }
    try {
      Optional<String> wrong = file.get().look();
      if (wrong.isPresent()) {
        String why =
            database.file().map(Path::toString).orElse("the journal")
                + " was written over while the bridge was running ("
                + wrong.get()
                + ")";
        writtenOver = true;
        lose(why);
        throw new JournalLostException(why);
      }
    } catch (IOException e) {
      throw new DataAccessResourceFailureException("the journal cannot be read: " + e, e);
    }
  }

  /**
   * SQLite says so of the journal.
   *
   * @return why the journal is lost
   */
  String isMalformed(String what) {
    try {
      lookAtContent();
    } catch (JournalLostException writtenOver) {
      return String.valueOf(lost);
    } catch (DataAccessResourceFailureException unreadable) {
      log.warn("{}", unreadable.getMessage());
    }
    writtenOver = true;
    lose(
        database.file().map(Path::toString).orElse("the journal")
            + " was damaged while the bridge was running ("
            + what
            + ")");
    return String.valueOf(lost);
  }

  /** What is written into a file that has lost its name, nobody will ever see. */
  private void lookAtFiles() {
    for (Map.Entry<Path, Object> file : files.entrySet()) {
      try {
        Optional<Object> now = key(file.getKey());
        if (!closed && !now.equals(Optional.of(file.getValue()))) {
          filesAreGone = true;
          lose(
              file.getKey()
                  + (now.isPresent() ? " was replaced by another file" : " was taken away")
                  + " while the bridge was running");
          return;
        }
      } catch (IOException e) {
        log.warn("{} cannot be looked at: {}", file.getKey(), e.toString());
      }
    }
  }

  private synchronized void lookAtMark() {
    Mark open = mark;
    if (open == null || closed) {
      return;
    }
    if (unmarked != null) {
      writeMark();
    }
    if (!open.isThere() && Files.isDirectory(data)) {
      try {
        Mark another =
            Mark.create(
                data.resolve(MARKS),
                content(reached(Lane.COMMITS), reached(Lane.CLAIMS), clock.millis()),
                numbers());
        open.close();
        mark = another;
        log.warn("The mark in {} was taken away, it is there again", data.resolve(MARKS));
      } catch (IOException e) {
        unmarked = "the mark in " + data.resolve(MARKS) + " was taken away: " + e;
      }
    }
  }

  // ---- what follows ----------------------------------------------------------------------------

  private synchronized void lose(String why) {
    if (lost == null) {
      lost = why;
      log.error("Nothing is taken in or sent any more: {}", why);
      writeLoss();
      end.countDown();
    }
  }

  /** For the next start: what SQLite writes once more when it closes makes the file look right. */
  private void writeLoss() {
    Mark open = mark;
    if (open == null || !isWrittenOver()) {
      return;
    }
    try {
      open.writeToDisk(content(reached(Lane.COMMITS), reached(Lane.CLAIMS), clock.millis()));
    } catch (IOException e) {
      log.error(
          "The mark in {} cannot be written, do not start again on it: {}", data, e.toString());
    }
  }

  /** Why nothing is sent; empty when the journal is what it should be. */
  public Optional<String> trouble() {
    String gone = lost;
    return Optional.ofNullable(gone == null ? unmarked : gone);
  }

  /** True when this node has to stop. */
  boolean isLost() {
    return lost != null;
  }

  /** True when outcomes can still be written where they can be rescued from. */
  boolean takesOutcomes() {
    return lost == null || (filesAreGone && !writtenOver);
  }

  /** Returns when the journal is lost, with how and what is to be done. */
  public String awaitLoss() throws InterruptedException {
    end.await();
    return inWords();
  }

  /** The same at once; empty when it is not lost. */
  public Optional<String> loss() {
    return lost == null ? Optional.empty() : Optional.of(inWords());
  }

  private String inWords() {
    return lost + Advice.AFTER + (isWrittenOver() ? Advice.WRITTEN_OVER : Advice.CHOICES);
  }

  /**
   * Writes the journal into another file, when its own has lost its name and what is in it would be
   * lost with this process. To be called once nothing is written any more.
   *
   * @return where it is; empty when there is nothing to rescue, or that cannot be done
   */
  public Optional<Path> rescue() {
    Connection open = keeper;
    Optional<Path> file = database.file();
    if (!filesAreGone || writtenOver || open == null || file.isEmpty()) {
      return Optional.empty();
    }
    try {
      Path folder = Objects.requireNonNull(file.get().toAbsolutePath().getParent());
      if (!Files.isDirectory(folder)) {
        folder =
            OwnerOnly.folders(
                folder.resolveSibling(
                    folder.getFileName() + "-rescued-" + STAMP.format(clock.instant())));
      }
      Path rescued =
          OwnerOnly.file(
              folder.resolve("journal-rescued-" + STAMP.format(clock.instant()) + ".db"));
      try (Statement statement = open.createStatement()) {
        statement.execute("VACUUM INTO '" + rescued.toString().replace("'", "''") + "'");
      }
      return Optional.of(rescued);
    } catch (IOException | SQLException e) {
      log.error("The journal could not be rescued: {}", e.toString());
      return Optional.empty();
    }
  }

  /** Leaves the mark where it is, for the next start. */
  @Override
  public void close() {
    closed = true;
    Thread watching = watcher;
    if (watching != null) {
      watching.interrupt();
    }
    synchronized (this) {
      if (mark != null) {
        mark.close();
        mark = null;
      }
    }
    Connection open = keeper;
    keeper = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        log.debug("The connection did not close", e);
      }
    }
  }
}
