package io.pluralbridge.files;

import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.BatchEntry;
import io.pluralbridge.journal.batch.BatchMode;
import io.pluralbridge.journal.batch.Batches;
import io.pluralbridge.journal.batch.Captures;
import io.pluralbridge.journal.batch.LineFault;
import io.pluralbridge.payment.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a file of commands into the journal.
 *
 * <p>The file is read twice: once to its end to know whether any of it may be carried out, then
 * again to write its lines down, thousands at a time. Read again after a kill, it changes nothing.
 * A file that is not the same each time is refused: what is checked is what is carried out.
 */
public final class BatchIntake {

  private static final Logger log = LoggerFactory.getLogger(BatchIntake.class);
  private static final int LINES_A_COMMIT = 5000;

  private final Batches batches;
  private final Captures captures;
  private final BatchMode mode;
  private final boolean totalsRequired;
  private final boolean partialCaptures;

  /**
   * An intake.
   *
   * @param totalsRequired true when a file without control totals is refused
   * @param partialCaptures true when a line need not say that a capture of a part is meant
   */
  public BatchIntake(
      Batches batches,
      Captures captures,
      BatchMode mode,
      boolean totalsRequired,
      boolean partialCaptures) {
    this.batches = batches;
    this.captures = captures;
    this.mode = mode;
    this.totalsRequired = totalsRequired;
    this.partialCaptures = partialCaptures;
  }

  /**
   * Writes a file down.
   *
   * @return the batch that it is: READING when it may be opened, REFUSED when not; any other state
   *     when it was read before
   */
  public Batch read(SpooledFile delivery) throws IOException {
    Optional<Batch> known = batches.find(delivery.batchId());
    if (known.isPresent() && known.get().state() != Batch.State.READING) {
      return known.get();
    }
    CheckedFile checked = CaptureFiles.check(delivery.csv(), delivery.controlTotals());
    if (known.isPresent() && !known.get().sha256().equals(checked.sha256())) {
      return refuseChanged(delivery, known.get());
    }
    List<FileError> refusals = new ArrayList<>(checked.refusals());
    if (totalsRequired && delivery.controlTotals() == null) {
      refusals.add(
          FileError.ofFile(
              ErrorCode.CONTROL_TOTALS_MISSING,
              "there are no control totals, and batch.control-totals is required; hand it in again"
                  + " with a file NAME.csv.ctl that says rows=3 and amount.INR=330000, put there"
                  + " first, or with these in the address where it comes over HTTP"));
    }
    FileName name = FileName.of(delivery.csv());
    String problem = name.problem();
    if (problem != null) {
      refusals.add(FileError.ofFile(ErrorCode.FILE_NAME, problem + "; it came as " + name.shown()));
    }
    boolean strictly = mode == BatchMode.STRICT && checked.bad() > 0;
    Batch batch = batch(delivery, name, checked, Batch.State.READING);
    if (refusals.isEmpty() && !strictly) {
      Optional<Batch> first = batches.begin(batch);
      if (first.isEmpty() || first.get().id().equals(batch.id())) {
        return writeDown(delivery, batch);
      }
      refusals.add(FileError.ofFile(ErrorCode.DUPLICATE_FILE, duplicateOf(first.get())));
    } else if (refusals.isEmpty()) {
      refusals.add(
          FileError.ofFile(
              ErrorCode.STRICT,
              checked.bad() + " lines are refused, and batch.mode=strict takes all or none"));
    }
    return refuse(delivery, batch(delivery, name, checked, Batch.State.REFUSED), refusals);
  }

  private Batch batch(SpooledFile delivery, FileName name, CheckedFile checked, Batch.State state) {
    return new Batch(
        delivery.batchId(),
        Command.DEFAULT_MERCHANT,
        name.carried(delivery.batchId()),
        checked.sha256(),
        mode,
        state,
        checked.rows(),
        checked.sums(),
        checked.cardNumber(),
        delivery.receivedAt(),
        null,
        delivery.givenBy());
  }

  private static String duplicateOf(Batch first) {
    return "the same content came before as "
        + first.name()
        + " (batch "
        + first.id()
        + ", received "
        + first.receivedAt()
        + ", now "
        + first.state()
        + ")";
  }

  private Batch writeDown(SpooledFile delivery, Batch batch) throws IOException {
    long conflicts = 0;
    List<BatchEntry> lines = new ArrayList<>(LINES_A_COMMIT);
    try (CaptureFile file = CaptureFile.open(delivery.csv())) {
      for (CaptureLine line = file.next(); line != null; line = file.next()) {
        lines.add(entry(line));
        if (lines.size() == LINES_A_COMMIT) {
          conflicts += batches.write(batch, lines).size();
          lines.clear();
        }
      }
      conflicts += batches.write(batch, lines).size();
      if (!file.sha256().equals(batch.sha256())) {
        return refuseChanged(delivery, batch);
      }
    } catch (FileRefusedException e) {
      log.debug("The header of {} was another when it was checked", batch.name(), e);
      return refuseChanged(delivery, batch);
    }
    long refused = captures.refuse(batch);
    if (conflicts + refused > 0 && mode == BatchMode.STRICT) {
      String message =
          "lines with a reference that came before with other content: "
              + conflicts
              + ", other lines that are not to be sent: "
              + refused
              + "; batch.mode=strict takes all or none";
      batches.write(
          batch, List.of(refused(0, List.of(FileError.ofFile(ErrorCode.STRICT, message)))));
      batches.refuse(batch);
      return batches.find(batch.id()).orElseThrow();
    }
    return batch;
  }

  /** Nothing of it was sent: it is opened only after this. */
  private Batch refuseChanged(SpooledFile delivery, Batch batch) throws IOException {
    String message =
        "the file was written to while it was read: "
            + Files.size(delivery.csv())
            + " bytes now; hand it in again, written elsewhere and renamed into the inbox";
    batches.write(
        batch, List.of(refused(0, List.of(FileError.ofFile(ErrorCode.FILE_CHANGED, message)))));
    batches.refuse(batch);
    return batches.find(batch.id()).orElseThrow();
  }

  private BatchEntry entry(CaptureLine line) {
    if (line instanceof CaptureLine.Good good) {
      return new BatchEntry.Wanted(
          good.line(), good.command(), good.amount(), partialCaptures || good.isPartialMeant());
    }
    CaptureLine.Bad bad = (CaptureLine.Bad) line;
    List<LineFault> faults =
        bad.errors().stream().map(e -> new LineFault(e.column(), e.code(), e.message())).toList();
    return new BatchEntry.Refused(bad.line(), faults, bad.amount(), bad.orderIds());
  }

  /**
   * Remembers why, so that the acknowledgement can say so: first the file's faults, then lines'.
   */
  private Batch refuse(SpooledFile delivery, Batch batch, List<FileError> refusals)
      throws IOException {
    Map<Long, List<FileError>> byLine = new TreeMap<>();
    for (FileError refusal : refusals) {
      byLine.computeIfAbsent(refusal.line(), line -> new ArrayList<>()).add(refusal);
    }
    List<BatchEntry> lines = new ArrayList<>(LINES_A_COMMIT);
    byLine.forEach((line, errors) -> lines.add(refused(line, errors)));
    try (CaptureFile file = CaptureFile.open(delivery.csv())) {
      for (CaptureLine line = file.next(); line != null; line = file.next()) {
        if (line instanceof CaptureLine.Bad) {
          lines.add(entry(line));
        }
        if (lines.size() == LINES_A_COMMIT) {
          batches.write(batch, lines);
          lines.clear();
        }
      }
    } catch (FileRefusedException header) {
      log.debug("Its header is refused, so there are no lines to look at", header);
    }
    batches.write(batch, lines);
    // Last, so that whoever finds it refused finds out why.
    if (batches.find(batch.id()).isEmpty()) {
      batches.begin(batch);
    } else {
      batches.refuse(batch);
    }
    return batch;
  }

  private static BatchEntry.Refused refused(long line, List<FileError> errors) {
    return new BatchEntry.Refused(
        line,
        errors.stream().map(e -> new LineFault(e.column(), e.code(), e.message())).toList(),
        null);
  }
}
