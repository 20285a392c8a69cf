package io.pluralbridge.http;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.pluralbridge.files.Arrivals;
import io.pluralbridge.files.FileName;
import io.pluralbridge.files.Spool;
import io.pluralbridge.files.SpooledFile;
import io.pluralbridge.instruction.Fault;
import io.pluralbridge.journal.batch.Amendments;
import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.BatchLines;
import io.pluralbridge.journal.batch.BatchMode;
import io.pluralbridge.journal.batch.BatchView;
import io.pluralbridge.journal.batch.Batches;
import io.pluralbridge.journal.batch.Hold;
import io.pluralbridge.journal.store.JournalUnavailableException;
import io.pluralbridge.payment.Command;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in files of commands that come over a wire, and tells what becomes of them.
 *
 * <p>Once a file is here whole it is like one that was dropped: the same hands read it, and a
 * restart takes it up. Before that it is nothing.
 */
public final class BatchDoor implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BatchDoor.class);
  private static final Pattern ID = Pattern.compile("[0-9]{6}-[0-9]{6}-[a-z0-9]{6}");
  private static final long LOOK_AGAIN_MS = 50;
  private static final long LOOK_AGAIN_SECONDS = 2;

  private final Spool deliveries;
  private final Arrivals arrivals;
  private final Batches batches;
  private final BatchLines lines;
  private final Amendments amendments;
  private final Papers papers;
  private final Duration patience;
  private final Semaphore places;
  private final Clock clock;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Where the papers of a batch stand once they are written. */
  public interface Papers {
    Path results(Batch batch);

    Path amendment(Batch batch, int number);
  }

  /** What of the journal the door looks at. */
  public record Books(Batches batches, BatchLines lines, Amendments amendments) {}

  /**
   * A door.
   *
   * @param patience how long the sender of a file waits for it to be read
   * @param most how many files may come at once
   */
  public BatchDoor(
      Spool deliveries,
      Arrivals arrivals,
      Books books,
      Papers papers,
      Duration patience,
      int most,
      Clock clock) {
    this.deliveries = deliveries;
    this.arrivals = arrivals;
    this.batches = books.batches();
    this.lines = books.lines();
    this.amendments = books.amendments();
    this.papers = papers;
    this.patience = patience;
    this.places = new Semaphore(most);
    this.clock = clock;
  }

  // ---- in --------------------------------------------------------------------------------------

  /**
   * Takes in a file, and returns once it is read, or nobody can wait for that any longer.
   *
   * @param name that of the file; null when it has none
   * @param totals its control totals, each on a line; null when there are none
   * @param sender the name of the API key by which it comes
   * @throws HttpRefusal when it is not taken, or is refused
   */
  public BatchView handIn(
      InputStream file, @Nullable String name, @Nullable String totals, String sender)
      throws HttpRefusal, IOException, InterruptedException {
    checkName(name);
    if (!places.tryAcquire()) {
      throw new HttpRefusal(
          Complaint.TOO_MANY_UPLOADS,
          "as many files as may come at once are coming already; hand it in again",
          List.of(),
          Map.of("Retry-After", "5"));
    }
    try {
      SpooledFile delivery = receive(file, name, totals, sender);
      log.info("{} came from {} as batch {}", delivery.name(), sender, delivery.batchId());
      arrivals.add();
      return whenRead(delivery);
    } finally {
      places.release();
    }
  }

  private static void checkName(@Nullable String name) throws HttpRefusal {
    String problem = name == null ? null : FileName.of(name).problem();
    if (problem != null) {
      throw new HttpRefusal(
          Complaint.INVALID_REQUEST,
          problem,
          List.of(new Fault("name", "FILE_NAME", problem)),
          Map.of());
    }
  }

  private SpooledFile receive(
      InputStream file, @Nullable String name, @Nullable String totals, String sender)
      throws HttpRefusal, IOException {
    try {
      return deliveries.receive(
          id -> name == null ? "http-" + id + ".csv" : name,
          totals,
          sender,
          out -> refuseIfKnown(copy(file, out)));
    } catch (BodyIncompleteException e) {
      log.info("A file did not come to its end, and is forgotten: {}", e.getMessage());
      throw new HttpRefusal(Complaint.BODY_INCOMPLETE, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      log.warn("A file that came over HTTP cannot be kept: {}", e.toString());
      throw new HttpRefusal(
          Complaint.JOURNAL_UNAVAILABLE,
          "the file cannot be kept here now; hand it in again",
          List.of(),
          Map.of("Retry-After", "5"));
    }
  }

  /** Copies a file and says what its SHA-256 is. */
  private static String copy(InputStream from, OutputStream to) throws IOException {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      from.transferTo(new DigestOutputStream(to, sha256));
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing from this JVM", e);
    }
  }

  /** A file that is handed in again, as its sender heard nothing, leaves no papers behind. */
  private void refuseIfKnown(String sha256) throws HttpRefusal {
    Optional<Batch> first;
    try {
      first = batches.firstWith(Command.DEFAULT_MERCHANT, sha256);
    } catch (JournalUnavailableException e) {
      log.warn(
          "The journal does not say whether it knows a file: {}", String.valueOf(e.getCause()));
      throw new HttpRefusal(
          Complaint.JOURNAL_UNAVAILABLE,
          "the journal does not answer",
          List.of(),
          Map.of("Retry-After", "5"));
    }
    if (first.isPresent()) {
      throw FileRefusal.duplicateOf(first.get());
    }
  }

  /** However long it takes: the file is here, and will be read. */
  private BatchView whenRead(SpooledFile delivery) throws HttpRefusal, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    Optional<Batch> batch = lookFor(delivery.batchId());
    while (!isRead(batch)
        && System.nanoTime() < end
        && !closed.await(LOOK_AGAIN_MS, MILLISECONDS)) {
      batch = lookFor(delivery.batchId());
    }
    if (batch.isPresent() && batch.get().state() == Batch.State.REFUSED) {
      throw refusalOf(batch.get());
    }
    return shown(batch.orElseGet(() -> ofUnread(delivery)));
  }

  private static boolean isRead(Optional<Batch> batch) {
    return batch.isPresent() && batch.get().state() != Batch.State.READING;
  }

  /** A journal that does not answer now has the file read later. */
  private Optional<Batch> lookFor(String batchId) {
    try {
      return batches.findNow(batchId);
    } catch (JournalUnavailableException e) {
      log.debug("Nobody knows now whether batch {} is read", batchId, e);
      return Optional.empty();
    }
  }

  private HttpRefusal refusalOf(Batch batch) {
    return FileRefusal.of(
        batch,
        lines.refused(batch.id()),
        batches.withContent(batch.merchant(), batch.sha256()).orElse(null));
  }

  // ---- out -------------------------------------------------------------------------------------

  /**
   * Where a batch stands.
   *
   * @param path its id is in there
   * @throws HttpRefusal when there is none of that id
   */
  public BatchView find(Map<String, Object> path)
      throws HttpRefusal, JournalUnavailableException, IOException {
    return shown(batch(PathText.of(path, "id")));
  }

  private BatchView shown(Batch batch) {
    return batch.sha256().isEmpty() ? unread(batch) : view(batch);
  }

  private Batch batch(String id) throws HttpRefusal, JournalUnavailableException, IOException {
    if (ID.matcher(id).matches()) {
      Optional<Batch> batch = batches.findNow(id);
      if (batch.isPresent()) {
        return batch.get();
      }
      Optional<SpooledFile> delivery = deliveries.find(id);
      if (delivery.isPresent()) {
        return ofUnread(delivery.get());
      }
    }
    throw new HttpRefusal(Complaint.NO_SUCH_BATCH, "there is no such batch");
  }

  private BatchView view(Batch batch) {
    return new BatchView(
        batch,
        lines.progress(batch.id()),
        lines.keptLines(batch.id()),
        batches.holdOf(batch.id()).orElse(null),
        amendments.written(batch.id()));
  }

  /** Nobody has looked into its file yet. */
  private static Batch ofUnread(SpooledFile delivery) {
    return new Batch(
        delivery.batchId(),
        Command.DEFAULT_MERCHANT,
        FileName.of(delivery.csv()).carried(delivery.batchId()),
        "",
        BatchMode.LENIENT,
        Batch.State.READING,
        0,
        new TreeMap<>(),
        false,
        delivery.receivedAt(),
        null,
        delivery.givenBy());
  }

  private static BatchView unread(Batch batch) {
    return new BatchView(batch, Map.of(), new BatchLines.Kept(0, 0), null, 0);
  }

  /**
   * The results of a batch.
   *
   * @param amendment 0 for the result file, 1 for the first amendment of it
   * @throws HttpRefusal when there are none, or none yet
   */
  public Paper results(String id, int amendment)
      throws HttpRefusal, JournalUnavailableException, IOException {
    Batch batch = batch(id);
    return switch (batch.state()) {
      case READING, LOOKING, OPEN, HELD -> throw notDone(shown(batch));
      case REFUSED -> throw refusalOf(batch);
      case REPORTED, DONE -> paper(batch, amendment);
    };
  }

  private Paper paper(Batch batch, int amendment) throws HttpRefusal, IOException {
    if (amendment > 0) {
      int written = amendments.written(batch.id());
      if (amendment > written) {
        throw Query.wrong("amendment", "this batch has " + written + " so far");
      }
    }
    Path file = amendment == 0 ? papers.results(batch) : papers.amendment(batch, amendment);
    String base = batch.name().replaceFirst("(?i)\\.csv$", "");
    String name = base + (amendment == 0 ? ".results.csv" : ".amendment-" + amendment + ".csv");
    if (Files.exists(file)) {
      return new Paper(name, file);
    }
    log.warn("Results of batch {} were taken away: {}", batch.id(), file);
    throw new HttpRefusal(
        Complaint.NO_SUCH_BATCH, "somebody took the results of this batch away from kept/");
  }

  /**
   * A paper.
   *
   * @param name what it is called
   */
  public record Paper(String name, Path file) {}

  private HttpRefusal notDone(BatchView view) {
    Batch batch = view.batch();
    Hold hold = view.hold();
    long seconds =
        hold == null
            ? LOOK_AGAIN_SECONDS
            : Duration.between(clock.instant(), hold.until()).toSeconds();
    return new HttpRefusal(
        Complaint.BATCH_NOT_DONE,
        "the results are not written yet: the batch is "
            + batch.state()
            + ", and "
            + view.concluded()
            + " of "
            + batch.lines()
            + " lines have their outcome",
        List.of(),
        Map.of("Retry-After", Long.toString(Math.min(Math.max(seconds, LOOK_AGAIN_SECONDS), 60))));
  }

  /** Lets everybody go who waits. */
  @Override
  public void close() {
    closed.countDown();
  }
}
