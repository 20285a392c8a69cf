package io.pluralbridge.cli;

import io.pluralbridge.app.Bridge;
import io.pluralbridge.journal.EntryState;
import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.BatchLines;
import io.pluralbridge.journal.batch.Batches;
import io.pluralbridge.journal.batch.Hold;
import io.pluralbridge.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Follows one batch to its end, or to where waiting longer is of no use. */
public final class BatchRun {

  private static final long LOOK_EVERY_MS = 200;

  private final Bridge bridge;
  private final int inquiries;
  private final Duration patience;

  public BatchRun(Bridge bridge, Settings settings) {
    this.bridge = bridge;
    this.inquiries = settings.files().batchInquiries();
    this.patience = settings.files().batchPatience();
  }

  /** Told how far it is. */
  interface Watcher {
    /** So many of so many lines have their final outcome. */
    void reached(long concluded, long lines);

    /** It goes on later. */
    void held(Hold hold);
  }

  /**
   * How it ended.
   *
   * @param declinedSeen how many lines were seen before, and have not succeeded
   * @param open how many lines still have no final outcome
   * @param captured minor units by currency
   * @param released minor units by currency that captures have left behind of what was held
   * @param amendments how many amendments to the result file are written
   */
  public record End(
      Batch batch,
      Map<EntryState, Long> states,
      BatchLines.Kept kept,
      SortedMap<String, Long> captured,
      SortedMap<String, Long> released,
      long declinedSeen,
      long open,
      int amendments) {

    public long count(EntryState state) {
      return states.getOrDefault(state, 0L);
    }
  }

  /**
   * Waits until every line has its final outcome and the result file is written; or until all that
   * are left were asked about in vain, or nothing has moved for too long, not counting the time
   * that the batch is held. In the latter cases the result file is written as it stands, and the
   * next run goes on; unless it was written before, and amendments follow.
   */
  public End await(Batch batch, Watcher watcher) throws InterruptedException, IOException {
    Batches batches = bridge.batches();
    BatchLines lines = bridge.lines();
    BatchLines.Kept kept = lines.keptLines(batch.id());
    long settled = batch.lines() - lines.waiting(batch.id(), inquiries).open();
    long base = settled - bridge.journal().concluded();
    Patience waits = new Patience(patience, Clock.systemUTC());
    while (true) {
      Optional<String> loss = bridge.continuity().loss();
      if (loss.isPresent()) {
        throw new IllegalStateException(loss.get());
      }
      Batch now = batches.find(batch.id()).orElseThrow();
      long concluded = Math.min(batch.lines(), base + bridge.journal().concluded());
      watcher.reached(concluded, batch.lines());
      if (now.state() == Batch.State.DONE) {
        watcher.reached(batch.lines(), batch.lines());
        return end(now, kept, 0);
      }
      if (now.state() == Batch.State.REPORTED && batch.state() != Batch.State.REPORTED) {
        return end(now, kept, lines.waiting(batch.id(), inquiries).open());
      }
      Optional<Hold> hold =
          now.state() == Batch.State.HELD ? batches.holdOf(now.id()) : Optional.empty();
      waits.look(concluded, hold);
      if (waits.isNewlyHeld()) {
        hold.ifPresent(watcher::held);
      }
      if (waits.isTested()) {
        BatchLines.Waiting waiting = lines.waiting(batch.id(), inquiries);
        boolean useless =
            waiting.open() > 0
                && waiting.open() == waiting.fruitless()
                && bridge.amendments().untold(batch.id()) == 0;
        if (useless || waits.isOver()) {
          if (now.state() != Batch.State.REPORTED) {
            bridge.papers().reportAsItStands(now);
          }
          return end(now, kept, waiting.open());
        }
      }
      Thread.sleep(LOOK_EVERY_MS);
    }
  }

  private End end(Batch batch, BatchLines.Kept kept, long open) {
    return new End(
        batch,
        bridge.lines().progress(batch.id()),
        kept,
        bridge.lines().captured(batch.id()),
        bridge.lines().released(batch.id()),
        bridge.lines().seenWithoutSuccess(batch.id()),
        open,
        bridge.amendments().written(batch.id()));
  }
}
