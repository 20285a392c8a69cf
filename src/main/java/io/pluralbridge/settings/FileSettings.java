package io.pluralbridge.settings;

import io.pluralbridge.files.Inbox;
import io.pluralbridge.journal.batch.BatchMode;
import io.pluralbridge.journal.batch.CaptureLooks;
import java.time.Duration;

/** The inbox, and how the lines of a file are carried out. */
public final class FileSettings extends SettingsGroup {

  FileSettings(SettingValues values) {
    super(values);
  }

  @Override
  void check() {
    number("intake.csv.poll-ms", 10, 3_600_000);
    batchInquiries();
    inboxPatience();
    compareFor();
    totalsRequired();
    batchPatience();
    holdAtFailures();
    if (holdFor().isZero()) {
      problem("batch.hold-for", "longer than nothing", value("batch.hold-for"));
    }
    batchMode();
    lookFirst();
    partialCapturesInFiles();
  }

  /** How long the inbox waits, and for what. */
  public Inbox.Patience inboxPatience() {
    Duration quiet = duration("intake.csv.quiet-period");
    Duration unfinished = duration("intake.csv.unfinished-after");
    return new Inbox.Patience(
        quiet,
        unfinished.compareTo(quiet) < 0 ? quiet : unfinished,
        duration("intake.csv.tell-after"));
  }

  /** True when a file without control totals is refused. */
  public boolean totalsRequired() {
    String totals = value("batch.control-totals");
    if (!totals.equals("optional") && !totals.equals("required")) {
      problem("batch.control-totals", "optional or required", totals);
    }
    return totals.equals("required");
  }

  public BatchMode batchMode() {
    return oneOf("batch.mode", BatchMode.class, "lenient or strict", BatchMode.LENIENT);
  }

  public CaptureLooks.First lookFirst() {
    return oneOf(
        "intake.csv.look-first",
        CaptureLooks.First.class,
        "sample, all or none",
        CaptureLooks.First.SAMPLE);
  }

  /** True when a line of a file need not say that a capture of a part is meant. */
  public boolean partialCapturesInFiles() {
    return isAllowed("intake.csv.partial-captures");
  }

  public int batchInquiries() {
    return number("batch.inquiries", 1, 1_000);
  }

  public Duration batchPatience() {
    return duration("batch.patience");
  }

  /** In percent, 1 to 100. */
  public int holdAtFailures() {
    String share = value("batch.hold-at-failures");
    if (share.matches("[1-9][0-9]?%|100%")) {
      return Integer.parseInt(share.substring(0, share.length() - 1));
    }
    problem("batch.hold-at-failures", "a share from 1% to 100%", share);
    return 100;
  }

  public Duration holdFor() {
    return duration("batch.hold-for");
  }

  /** For how long a file is held against what was read of it. */
  public Duration compareFor() {
    return duration("intake.csv.compare-for");
  }
}
