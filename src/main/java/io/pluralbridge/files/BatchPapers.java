package io.pluralbridge.files;

import io.pluralbridge.disk.OwnerOnly;
import io.pluralbridge.journal.EntryState;
import io.pluralbridge.journal.batch.Amendment;
import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.BatchEntry;
import io.pluralbridge.journal.batch.BatchLines;
import io.pluralbridge.journal.batch.KeptFile;
import io.pluralbridge.journal.batch.LineFault;
import io.pluralbridge.journal.batch.LineOutcome;
import io.pluralbridge.journal.batch.LineOutcome.EntryOutcome;
import io.pluralbridge.journal.batch.Reported;
import io.pluralbridge.journal.batch.Unclaimed;
import io.pluralbridge.payment.Money;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The papers of a batch: acknowledgement, result file, summary; and where the file itself goes. */
public final class BatchPapers {

  private static final Logger log = LoggerFactory.getLogger(BatchPapers.class);

  private static final String UNREAD =
      "this row was not there when the file was read; nothing of it was or will be carried out";
  private static final String REFUSED = "REFUSED";
  private static final String WRITTEN_TO =
      "the file was written to after it was read: what is in it now is not what was carried out";
  private static final String REFUSED_WRITTEN_TO =
      "the refused file was written to after it was read; nothing of it was carried out, hand it in"
          + " again, written elsewhere and renamed into the inbox";

  private final Path data;
  private final BatchLines lines;
  private final Spool deliveries;
  private final Papers papers;

  /**
   * Papers under the data folder.
   *
   * @param data where {@code acks/}, {@code results/}, {@code kept/}, {@code archive/} and {@code
   *     refused/} are
   */
  public BatchPapers(Path data, BatchLines lines, Spool deliveries, Clock clock) {
    this.data = data;
    this.lines = lines;
    this.deliveries = deliveries;
    this.papers = new Papers(data.resolve("archive"), deliveries.locks(), clock);
  }

  /** Where the acknowledgement of a batch stands. */
  public Path acknowledgementOf(Batch batch) {
    return data.resolve("acks").resolve(base(batch) + ".ack.json");
  }

  /** Where the result file of a batch stands once it is written. */
  public Path resultsOf(Batch batch) {
    return data.resolve("results").resolve(base(batch) + ".results.csv");
  }

  /** Where that amendment of a result file stands once it is written; 1 is the first. */
  public Path amendmentOf(Batch batch, int number) {
    return data.resolve("results").resolve(base(batch) + ".amendment-" + number + ".csv");
  }

  /** Where the result file of a batch stays, whoever takes its name or takes it away. */
  public Path keptResultsOf(Batch batch) {
    return data.resolve("kept").resolve(batch.id() + ".results.csv");
  }

  /** Where that amendment stays in the same way. */
  public Path keptAmendmentOf(Batch batch, int number) {
    return data.resolve("kept").resolve(batch.id() + ".amendment-" + number + ".csv");
  }

  /** Where the summary of a batch stands once it is written. */
  public Path summaryOf(Batch batch) {
    return data.resolve("results").resolve(base(batch) + ".summary.json");
  }

  private static String base(Batch batch) {
    return base(batch.name());
  }

  private static String base(String name) {
    return name.replaceFirst("(?i)\\.csv$", "");
  }

  /** Tells the sender what was accepted, and everything that is wrong. Returns the batch. */
  public Batch acknowledge(SpooledFile delivery, Batch batch) throws IOException {
    boolean refused = batch.state() == Batch.State.REFUSED;
    BatchLines.Kept kept = lines.keptLines(batch.id());
    Acknowledgement acknowledgement =
        new Acknowledgement(
            batch.id(),
            batch.name(),
            batch.sha256(),
            refused ? Acknowledgement.Status.REFUSED : Acknowledgement.Status.ACCEPTED,
            batch.lines(),
            refused ? 0 : batch.lines() - kept.refused(),
            refused ? batch.lines() : kept.refused(),
            kept.seenBefore(),
            batch.sums(),
            delivery.receivedAt());
    papers.put(
        acknowledgementOf(batch),
        place -> {
          try (OutputStream out = OwnerOnly.write(place)) {
            acknowledgement.write(out, new Refusals(lines.refused(batch.id())));
          }
          return place;
        });
    if (refused) {
      log.warn(
          "{} is refused, see {}", FileName.of(delivery.csv()).shown(), acknowledgementOf(batch));
    } else {
      log.info(
          "{} is accepted as batch {}: {} lines, {} refused, {} seen before",
          batch.name(),
          batch.id(),
          batch.lines(),
          kept.refused(),
          kept.seenBefore());
    }
    return batch;
  }

  /** What is wrong, one by one. */
  private static final class Refusals implements Iterator<Acknowledgement.Refusal> {

    private final Iterator<BatchEntry.Refused> lines;
    private final Deque<Acknowledgement.Refusal> ofLine = new ArrayDeque<>();

    Refusals(Iterator<BatchEntry.Refused> lines) {
      this.lines = lines;
    }

    @Override
    public boolean hasNext() {
      while (ofLine.isEmpty() && lines.hasNext()) {
        BatchEntry.Refused line = lines.next();
        for (LineFault fault : line.faults()) {
          ofLine.add(
              new Acknowledgement.Refusal(
                  line.line(), fault.column(), fault.code(), fault.message()));
        }
      }
      return !ofLine.isEmpty();
    }

    @Override
    public Acknowledgement.Refusal next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ofLine.remove();
    }
  }

  /**
   * Tells that something in the inbox is not taken. It stays there; but control totals that came
   * without their file move on, or they would be taken for those of the next one of that name.
   */
  public void refuse(Unclaimed stranger) throws IOException {
    Acknowledgement refusal = Acknowledgement.ofUnclaimed(stranger.name(), stranger.since());
    Acknowledgement.Refusal why =
        new Acknowledgement.Refusal(0, null, stranger.code(), stranger.message());
    papers.put(
        placeOf(stranger),
        place -> {
          try (OutputStream out = OwnerOnly.write(place)) {
            refusal.write(out, List.of(why).iterator());
          }
          return place;
        });
    if (stranger.code().equals(ErrorCode.CONTROL_TOTALS_ALONE.name())) {
      putAsideAlone(stranger);
    }
  }

  /** What cannot be moved is told by the inbox again, later, and used for no file meanwhile. */
  private void putAsideAlone(Unclaimed totals) {
    try {
      String name = FileName.of(totals.file()).carried();
      Path kept = papers.moveMasked(totals.file(), data.resolve("refused"), name);
      log.info("{} is in {} now", totals.name(), kept);
    } catch (NoSuchFileException gone) {
      // Another node was quicker, or their sender took them back.
      log.debug("{} is not in the inbox any more", totals.name(), gone);
    } catch (IOException e) {
      log.warn(
          "{} cannot be put into refused/, and is used for no file where it lies; remove it: {}",
          totals.name(),
          e.getClass().getSimpleName());
    }
  }

  /** Not that of a file which was taken, nor of another thing that lies there. */
  private Path placeOf(Unclaimed stranger) throws IOException {
    Path acks = data.resolve("acks");
    String name = FileName.of(stranger.file()).carried();
    Path usual = acks.resolve(base(name) + ".ack.json");
    boolean isTheirs =
        Files.exists(usual) && !Acknowledgement.isOfUnclaimed(usual, stranger.name());
    return isTheirs ? acks.resolve(name + ".not-taken.ack.json") : usual;
  }

  /**
   * Puts a refused file aside.
   *
   * @return where it is to be looked at for what is still written to it; null when it is not kept
   *     as it came
   */
  public @Nullable Path putAside(SpooledFile delivery, Batch batch) throws IOException {
    return putAway(delivery, batch, data.resolve("refused"));
  }

  /**
   * Writes one line out for each line in, and the summary, of a batch of which nothing is under way
   * any more.
   */
  public Reported report(Batch batch) throws IOException {
    List<Long> openLines = new ArrayList<>();
    @Nullable String difference =
        write(
            batch,
            line -> {
              EntryOutcome entry = line.entry();
              if (entry != null && !entry.state().isFinal()) {
                openLines.add(line.line());
              }
            });
    return new Reported(batch, openLines, difference);
  }

  /** Writes the same papers of a batch that is under way. They will be written again. */
  public void reportAsItStands(Batch batch) throws IOException {
    write(batch, line -> {});
  }

  /** What of the file is not as it was read, in words; null when nothing. */
  private @Nullable String write(Batch batch, Consumer<LineOutcome> seen) throws IOException {
    Path csv = csvOf(batch);
    setAsideAmendmentsOf(batch);
    Tally tally =
        papers.put(
            resultsOf(batch),
            place -> {
              Tally written =
                  ResultFile.write(csv, new Results(lines.outcomes(batch.id()), seen), place);
              Papers.keep(place, keptResultsOf(batch));
              return written;
            });
    @Nullable String difference = differenceOf(csv, batch);
    if (difference == null && deliveries.isCopy(batch.id())) {
      difference = differenceOfOriginal(Spool.originalIn(inbox(), batch.id(), csv), batch);
    }
    writeSummary(batch, tally, difference, summaryOf(batch));
    return difference;
  }

  /** What of a file is not as it was read, in words; null when nothing. */
  private static @Nullable String differenceOf(Path csv, Batch batch) throws IOException {
    if (Sha256.of(csv).equals(batch.sha256())) {
      return null;
    }
    return batch.state() == Batch.State.REFUSED ? REFUSED_WRITTEN_TO : WRITTEN_TO;
  }

  /** The same of one on another disk, which nothing that we do here may wait for. */
  private static @Nullable String differenceOfOriginal(Path original, Batch batch) {
    try {
      return differenceOf(original, batch);
    } catch (IOException away) {
      log.warn("The original of batch {} cannot be read", batch.id(), away);
      return "the file came from another disk, and as it was dropped ("
          + batch.name()
          + " in inbox/"
          + Spool.TAKEN
          + batch.id()
          + ") it cannot be read any more: nobody knows whether it was written to after it was read";
    }
  }

  private Path inbox() {
    return data.resolve("inbox");
  }

  private void writeSummary(Batch batch, Tally tally, @Nullable String difference, Path paper)
      throws IOException {
    Summary summary =
        new Summary(
            batch.id(),
            batch.name(),
            batch.sha256(),
            batch.lines(),
            batch.sums(),
            tally,
            lines.keptLines(batch.id()).seenBefore(),
            lines.captured(batch.id()),
            lines.released(batch.id()),
            lines.releasedUnmeant(batch.id()),
            batch.receivedAt(),
            finishedAt(batch));
    List<String> differences = new ArrayList<>(summary.differences());
    if (difference != null) {
      differences.add(difference);
    }
    papers.put(
        paper,
        place -> {
          try (OutputStream out = OwnerOnly.write(place)) {
            summary.write(out, differences);
          }
          return place;
        });
    if (!summary.warnings().isEmpty()) {
      log.warn("{} (batch {}): {}", batch.name(), batch.id(), summary.warnings());
    }
    if (differences.isEmpty()) {
      log.info("Batch {} is reported, see {}", batch.id(), resultsOf(batch));
    } else {
      log.error("Batch {} is UNBALANCED: {}", batch.id(), differences);
    }
  }

  private Path csvOf(Batch batch) throws IOException {
    Optional<SpooledFile> delivery = deliveries.find(batch.id());
    if (delivery.isEmpty()) {
      throw new IOException(
          "the file of batch " + batch.id() + " is not in processing/ any more, put it back");
    }
    return delivery.get().csv();
  }

  /** Those of an earlier batch of that name would seem to amend this one. */
  private void setAsideAmendmentsOf(Batch batch) throws IOException {
    Path folder = OwnerOnly.folders(data.resolve("results"));
    Pattern name = Pattern.compile(Pattern.quote(base(batch)) + "\\.amendment-[0-9]+\\.csv");
    List<Path> earlier;
    try (Stream<Path> papersThere = Files.list(folder)) {
      earlier =
          papersThere
              .filter(paper -> name.matcher(String.valueOf(paper.getFileName())).matches())
              .toList();
    }
    for (Path paper : earlier) {
      papers.setAside(paper);
    }
  }

  /**
   * Writes what became of those lines that stand in the result file without a final outcome and
   * have one by now.
   *
   * @return the amendment, with its lines
   */
  public Amendment amend(Amendment amendment) throws IOException {
    Batch batch = amendment.batch();
    Path csv = csvOf(batch);
    Path paper = amendmentOf(batch, amendment.number());
    List<Long> told = new ArrayList<>();
    papers.put(
        paper,
        place -> {
          Results settled =
              new Results(lines.settledSince(batch.id()), line -> told.add(line.line()));
          Tally written = ResultFile.writeOnly(csv, settled, place);
          Papers.keep(place, keptAmendmentOf(batch, amendment.number()));
          return written;
        });
    log.info("Batch {}: {} lines have been settled, see {}", batch.id(), told.size(), paper);
    return amendment.of(told);
  }

  /** By what is written down, not by the clock: written again, the summary is the same. */
  private Instant finishedAt(Batch batch) {
    return lines
        .lastConcludedAt(batch.id())
        .filter(last -> last.isAfter(batch.receivedAt()))
        .orElse(batch.receivedAt());
  }

  /**
   * Outcomes as results.
   *
   * @param seen is told each as it is taken
   */
  private record Results(Iterator<LineOutcome> outcomes, Consumer<LineOutcome> seen)
      implements Iterator<LineResult> {

    @Override
    public boolean hasNext() {
      return outcomes.hasNext();
    }

    @Override
    public LineResult next() {
      LineOutcome outcome = outcomes.next();
      seen.accept(outcome);
      return result(outcome);
    }
  }

  private static LineResult result(LineOutcome line) {
    EntryOutcome entry = line.entry();
    if (entry == null) {
      List<LineFault> faults = line.faults();
      return new LineResult(
          line.line(),
          REFUSED,
          null,
          faults.isEmpty() ? null : faults.get(0).code(),
          faults.stream().map(LineFault::message).collect(Collectors.joining("; ")),
          0,
          null,
          null,
          null,
          line.amount());
    }
    return new LineResult(
        line.line(),
        isTakenBack(entry) ? REFUSED : entry.state().name(),
        entry.orderStatus(),
        errorCode(line, entry),
        errorMessage(line, entry),
        entry.attempts(),
        entry.requestId(),
        entry.rrn(),
        entry.concludedAt(),
        line.amount(),
        entry.orderAmount(),
        entry.released(),
        entry.paymentId());
  }

  /** What was taken back before it was sent is told as what was refused at once. */
  private static boolean isTakenBack(EntryOutcome entry) {
    return entry.state() == EntryState.WITHDRAWN;
  }

  private static @Nullable String errorCode(LineOutcome line, EntryOutcome entry) {
    if (entry.errorCode() == null && line.seenBefore() != null) {
      return "SEEN_BEFORE";
    }
    return entry.errorCode();
  }

  private static @Nullable String errorMessage(LineOutcome line, EntryOutcome entry) {
    boolean isNo = entry.state() == EntryState.DECLINED || isTakenBack(entry);
    String message = isNo ? entry.errorMessage() : entry.reason();
    Long released = entry.released();
    Money amount = line.amount();
    if (released != null && released > 0 && amount != null && !entry.isPartialMeant()) {
      String unmeant =
          Money.of(released, amount.currency().getCurrencyCode()).inWords()
              + " released for good, without partial=yes";
      message = message == null ? unmeant : message + "; " + unmeant;
    }
    if (line.seenBefore() == null) {
      return message;
    }
    String seen = "seen before " + line.seenBefore() + ", not carried out again";
    return message == null ? seen : seen + "; " + message;
  }

  /**
   * Brings a file back from where it is kept, when the journal was restored to a time in which it
   * was not done. Nothing is taken away there.
   *
   * @return false when it is not there as it came: with card numbers masked, for one
   */
  public boolean bringBack(Batch batch) throws IOException {
    if (deliveries.find(batch.id()).isPresent()) {
      return true;
    }
    Pattern name =
        Pattern.compile(
            Pattern.quote(base(batch)) + "(\\.[0-9]{8}T[0-9]{9}Z(-[0-9]+)?)?\\.csv",
            Pattern.CASE_INSENSITIVE);
    List<Path> candidates;
    try (Stream<Path> archived = Files.list(data.resolve("archive"))) {
      candidates =
          archived
              .filter(file -> name.matcher(String.valueOf(file.getFileName())).matches())
              .toList();
    }
    for (Path file : candidates) {
      if (sha256(file).equals(batch.sha256())) {
        deliveries.restore(batch.id(), file, batch.name());
        log.info("{} of batch {} is back from {}", batch.name(), batch.id(), file);
        return true;
      }
    }
    return false;
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing from this JVM", e);
    }
  }

  /**
   * Puts a file that is done where it is kept.
   *
   * @return where it is to be looked at for what is still written to it: there, or where its
   *     original is; null when it is not kept as it came, or was put away before
   */
  public @Nullable Path archive(Batch batch) throws IOException {
    Optional<SpooledFile> delivery = deliveries.find(batch.id());
    if (delivery.isEmpty()) {
      return null;
    }
    return putAway(delivery.get(), batch, data.resolve("archive"));
  }

  private @Nullable Path putAway(SpooledFile delivery, Batch batch, Path folder)
      throws IOException {
    boolean isCopy = deliveries.isCopy(batch.id());
    Path kept = moveTo(delivery, batch, folder);
    if (batch.cardNumbers()) {
      return null;
    }
    return isCopy ? Spool.originalIn(inbox(), batch.id(), delivery.csv()) : kept;
  }

  private Path moveTo(SpooledFile delivery, Batch batch, Path folder) throws IOException {
    Path totals = delivery.controlTotals();
    if (totals != null) {
      move(totals, batch.name() + Spool.CONTROL_TOTALS, batch, folder);
    }
    Path kept = move(delivery.csv(), batch.name(), batch, folder);
    deliveries.close(batch.id());
    return kept;
  }

  /** A name that we cannot carry does not go any further than {@code processing/}. */
  private Path move(Path original, String name, Batch batch, Path folder) throws IOException {
    Path file = original.resolveSibling(name);
    if (!file.equals(original)) {
      Files.move(original, file);
    }
    return batch.cardNumbers() ? papers.moveMasked(file, folder) : papers.move(file, folder);
  }

  // ---- what is kept ----------------------------------------------------------------------------

  /** How a file looks; null when it is not there. */
  private static KeptFile.@Nullable Look lookAt(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new KeptFile.Look(now.size(), now.lastModifiedTime().toMillis());
    } catch (IOException gone) {
      return null;
    }
  }

  /**
   * Compares a file that is kept with what was read of it. When somebody went on writing to it, the
   * summary is written again and says so, and an amendment names the rows; a refused file has
   * neither.
   */
  public KeptFile.Compared compare(KeptFile kept) throws IOException {
    KeptFile.Look look = lookAt(kept.file());
    @Nullable String difference = look == null ? null : differenceOf(kept.file(), kept.batch());
    Batch batch = kept.batch();
    if (difference == null) {
      if (look == null && isOriginal(kept)) {
        log.warn(
            "{} (batch {}) is not in inbox/ any more: nobody knows whether it was written to",
            batch.name(),
            batch.id());
      }
      return new KeptFile.Compared(kept, look, null, false);
    }
    log.error("{} (batch {}): {}", batch.name(), batch.id(), difference);
    if (batch.state() == Batch.State.REFUSED) {
      return new KeptFile.Compared(kept, look, difference, false);
    }
    // A later file of that name has its papers there.
    boolean isOurs =
        Files.exists(summaryOf(batch)) && Files.readString(summaryOf(batch)).contains(batch.id());
    String base = isOurs ? base(batch) : base(batch) + "." + batch.id();
    Path results = data.resolve("results");
    boolean amended = false;
    Tally tally;
    try {
      tally = tallyOf(kept.file(), batch, results.resolve(base + ".amendment"));
      amended = amendChanged(kept, tally, results, base);
    } catch (IOException unreadable) {
      log.warn("The file of batch {} has no rows any more", batch.id(), unreadable);
      tally = new Tally(0, new TreeMap<>(), 0, 0);
    }
    writeSummary(batch, tally, difference, results.resolve(base + ".summary.json"));
    return new KeptFile.Compared(kept, look, difference, amended);
  }

  /** True when it is still where it was dropped, on another disk. */
  private boolean isOriginal(KeptFile kept) {
    return kept.file().startsWith(inbox());
  }

  /**
   * True when it is now to be compared: it does not look as it did, or its time is over. A disk
   * that is away may come back until then.
   */
  public boolean isToBeCompared(KeptFile kept, Instant now) {
    if (!kept.until().isAfter(now)) {
      return true;
    }
    KeptFile.@Nullable Look look = lookAt(kept.file());
    return look == null ? !isOriginal(kept) : !look.equals(kept.seen());
  }

  /** What a result file would add up to now. It is not written anew: it was sent out. */
  private Tally tallyOf(Path csv, Batch batch, Path scratch) throws IOException {
    Path part = scratch.resolveSibling(".part-" + scratch.getFileName() + "-tally");
    try {
      return ResultFile.write(csv, new Results(lines.outcomes(batch.id()), line -> {}), part);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private boolean amendChanged(KeptFile kept, Tally tally, Path results, String base)
      throws IOException {
    Batch batch = kept.batch();
    long lastRead = -1;
    Iterator<LineOutcome> outcomes = lines.outcomes(batch.id());
    while (outcomes.hasNext()) {
      lastRead = outcomes.next().line();
    }
    // Behind the rows that were read, there are others; or what was read was changed itself.
    long from = tally.rows() > batch.lines() ? lastRead : 0;
    int number = kept.amendments() + 1;
    papers.put(
        results.resolve(base + ".amendment-" + number + ".csv"),
        place -> {
          Iterator<LineResult> rows =
              new ChangedRows(
                  new Results(lines.outcomes(batch.id()), line -> {}),
                  from,
                  ResultFile.lastLineOf(kept.file()));
          Tally written = ResultFile.writeOnly(kept.file(), rows, place);
          Papers.keep(place, keptAmendmentOf(batch, number));
          return written;
        });
    return true;
  }

  /** The rows of a file that was written to after it was read, from a line on. */
  private static final class ChangedRows implements Iterator<LineResult> {

    private final Iterator<LineResult> read;
    private final long last;
    private long line;
    @Nullable private LineResult next;

    ChangedRows(Iterator<LineResult> read, long from, long last) {
      this.read = read;
      this.last = last;
      this.line = Math.max(from, 2);
      advance();
    }

    private void advance() {
      next = read.hasNext() ? read.next() : null;
    }

    @Override
    public boolean hasNext() {
      return line <= last;
    }

    @Override
    public LineResult next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      while (next != null && next.line() < line) {
        advance();
      }
      LineResult found = next;
      LineResult told =
          found != null && found.line() == line
              ? found.withError("FILE_CHANGED", whatWasCarriedOut(found))
              : LineResult.ofUnread(line, "FILE_CHANGED", UNREAD);
      line++;
      return told;
    }

    private static String whatWasCarriedOut(LineResult read) {
      Money amount = read.amount();
      return "the file was written to after it was read; what stood here then"
          + (amount == null ? "" : ", over " + amount.inWords() + ",")
          + " is what became "
          + read.status();
    }
  }
}
