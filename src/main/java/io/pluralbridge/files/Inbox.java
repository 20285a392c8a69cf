package io.pluralbridge.files;

import io.pluralbridge.journal.batch.Unclaimed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder into which files are dropped. Judges each thing in it by itself, whatever goes wrong
 * with another: to be taken, to be left alone for now, or nobody's.
 *
 * <p>A file that was written elsewhere and renamed in is taken at once, for renaming does not touch
 * its time. Names are never made into text and back: one that is no text in the locale of this
 * process is taken like any other, and refused for its name.
 */
public final class Inbox {

  private static final Logger log = LoggerFactory.getLogger(Inbox.class);
  private static final String CSV = ".csv";
  private static final String TOTALS = CSV + Spool.CONTROL_TOTALS;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final Path folder;
  private final Spool deliveries;
  private final Arrivals arrivals;
  private final Originals originals;
  private final Patience patience;
  private final boolean totalsRequired;
  private final Clock clock;
  private final Map<Path, Sight> sights = new ConcurrentHashMap<>();
  private volatile List<Unclaimed> unclaimed = List.of();
  @Nullable private volatile String trouble;

  /**
   * How long the inbox waits.
   *
   * @param quiet how long a file must not have changed before it is taken
   * @param unfinished how long one that does not end with a line end, or is empty, must have been
   *     seen unchanged, whatever its own time says
   * @param telling how long what is not taken lies there before it is told
   */
  public record Patience(Duration quiet, Duration unfinished, Duration telling) {}

  /**
   * What there is to do after a look.
   *
   * @param ready files to be taken, the one that was changed first at the front
   * @param strange what is to be told, each once; control totals that are nobody's for as long as
   *     they are still there
   */
  public record Look(List<Found> ready, List<Unclaimed> strange) {}

  /**
   * A file to be taken.
   *
   * @param totals its control totals, null when it has none
   */
  public record Found(Path file, @Nullable Path totals) {}

  /** How a thing looked, since when, and what went wrong with it. */
  private static final class Sight {

    private final long size;
    private final Instant modified;
    private final Instant since;
    private boolean told;

    /** Control totals that lay there without their file for so long that they are nobody's now. */
    private boolean alone;

    @Nullable private Boolean ended;
    private int failures;
    private Instant retryAt = Instant.MIN;
    @Nullable private String failure;

    Sight(long size, Instant modified, Instant since) {
      this.size = size;
      this.modified = modified;
      this.since = since;
    }

    boolean isSameAs(BasicFileAttributes now) {
      return size == now.size() && modified.equals(now.lastModifiedTime().toInstant());
    }
  }

  /** Why something is not taken. */
  private record Reason(ErrorCode code, String message) {}

  /**
   * An inbox.
   *
   * @param totalsRequired true when a file without control totals is left alone until they come, or
   *     until it is told
   */
  public Inbox(
      Path folder,
      Spool deliveries,
      Arrivals arrivals,
      Originals originals,
      Patience patience,
      boolean totalsRequired,
      Clock clock) {
    this.folder = folder;
    this.deliveries = deliveries;
    this.arrivals = arrivals;
    this.originals = originals;
    this.patience = patience;
    this.totalsRequired = totalsRequired;
    this.clock = clock;
  }

  /** Looks at everything in the folder once. */
  public Look look() {
    List<Path> entries;
    try {
      entries = list();
      trouble = null;
    } catch (IOException | RuntimeException e) {
      String why = "the inbox cannot be looked into: " + inWords(e);
      if (!why.equals(trouble)) {
        log.error("{}: {}", folder, why);
      }
      trouble = why;
      return new Look(List.of(), List.of());
    }
    sights.keySet().retainAll(new HashSet<>(entries));
    originals.lookAfter(entries.stream().filter(Originals::isOne).toList());
    Totals totals = new Totals(entries);
    List<Found> ready = new ArrayList<>();
    List<Unclaimed> lying = new ArrayList<>();
    List<Unclaimed> strange = new ArrayList<>();
    // First, so that whether they may be used is known when their file is judged.
    entries.sort(Comparator.comparing(entry -> !isTotals(entry)));
    for (Path entry : entries) {
      @Nullable Reason reason = judge(entry, totals, ready);
      if (reason != null) {
        tell(entry, reason, lying, strange);
      }
    }
    unclaimed = List.copyOf(lying);
    ready.sort(Comparator.comparing(found -> changedAt(found.file())));
    return new Look(ready, strange);
  }

  private List<Path> list() throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return entries;
  }

  private Instant changedAt(Path file) {
    Sight sight = sights.get(file);
    return sight == null ? Instant.MIN : sight.modified;
  }

  /** Why it is not taken; null when it is, or when it is too early to say. */
  private @Nullable Reason judge(Path entry, Totals totals, List<Found> ready) {
    try {
      return judged(entry, totals, ready);
    } catch (NoSuchFileException gone) {
      return null;
    } catch (IOException | RuntimeException e) {
      sights.computeIfAbsent(entry, path -> new Sight(0, Instant.EPOCH, clock.instant()));
      return new Reason(ErrorCode.NOT_TAKEN, "it cannot be looked at: " + inWords(e));
    }
  }

  private @Nullable Reason judged(Path entry, Totals totals, List<Found> ready) throws IOException {
    String name = name(entry);
    if (name.startsWith(Spool.BEING_TAKEN)) {
      if (deliveries.expect(entry)) {
        arrivals.add();
      }
      return null;
    }
    BasicFileAttributes now = attributes(entry);
    Sight sight = sight(entry, now);
    if (Originals.isOne(entry)) {
      @Nullable String trouble = originals.troubleOf(entry);
      return trouble == null ? null : new Reason(ErrorCode.NOT_TAKEN, trouble);
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (name.startsWith(".")) {
      // Another program's, for as long as it copies or edits.
      return null;
    }
    if (lower.endsWith(TOTALS)) {
      return whyAlone(entry, now, sight, totals);
    }
    if (now.isDirectory()) {
      return new Reason(
          ErrorCode.NOT_A_FILE,
          "it is a folder; only files are taken, and none out of folders: put those in it into the"
              + " inbox itself, and remove it");
    }
    if (!lower.endsWith(CSV)) {
      return new Reason(
          ErrorCode.NAME_NOT_CSV, "only names that end in .csv are taken; rename it, or remove it");
    }
    @Nullable Reason reason = whyNotReadable(entry, now, "it");
    @Nullable Path ctl = totals.of(entry);
    if (reason == null && ctl != null) {
      reason = whyNotReadable(ctl, attributes(ctl), "what has the name of its control totals");
    }
    boolean mayBeTried = reason == null;
    if (mayBeTried && sight.failure != null) {
      reason = new Reason(ErrorCode.NOT_TAKEN, "it could not be taken: " + sight.failure);
      mayBeTried = !sight.retryAt.isAfter(clock.instant());
    }
    if (mayBeTried && isReady(entry, now, sight, ctl)) {
      ready.add(new Found(entry, ctl));
    }
    return reason;
  }

  /**
   * Control totals wait for their file for as long as anything may lie there before it is told, and
   * while that file is being copied under another name; then they are used for no file any more.
   * Whose they are nobody can say: they may be those of a file that was taken before they came.
   */
  private @Nullable Reason whyAlone(
      Path entry, BasicFileAttributes now, Sight sight, Totals totals) {
    boolean awaited = totals.hasFile(entry) || isBeingCopied(totals.copiesOfFile(entry));
    if (!awaited && isSeenUnchangedFor(patience.telling(), sight)) {
      sight.alone = true;
    }
    if (!sight.alone) {
      return null;
    }
    @Nullable Reason reason = whyNotReadable(entry, now, "it");
    return reason != null
        ? reason
        : new Reason(
            ErrorCode.CONTROL_TOTALS_ALONE,
            "these are control totals, and the file that they are of did not come; they go to"
                + " refused/ and are used for no other file. Was theirs taken before they came, then"
                + " without them; is it still to come, put them in again, right before it");
  }

  private boolean isBeingCopied(List<Path> copies) {
    return copies.stream()
        .map(sights::get)
        .anyMatch(copy -> copy != null && !isSeenUnchangedFor(patience.telling(), copy));
  }

  private static @Nullable Reason whyNotReadable(Path entry, BasicFileAttributes now, String what) {
    if (!now.isRegularFile()) {
      String kind =
          now.isDirectory() ? "a folder" : now.isSymbolicLink() ? "a link" : "a pipe or a device";
      return new Reason(ErrorCode.NOT_A_FILE, what + " is " + kind + "; only files are taken");
    }
    return Files.isReadable(entry)
        ? null
        : new Reason(ErrorCode.NOT_TAKEN, what + " may not be read by the bridge; permit that");
  }

  private boolean isReady(Path entry, BasicFileAttributes now, Sight sight, @Nullable Path ctl)
      throws IOException {
    if (!isUnchangedFor(patience.quiet(), sight)) {
      return false;
    }
    if (ctl != null) {
      if (!isUnchangedFor(patience.quiet(), sight(ctl, attributes(ctl)))) {
        return false;
      }
    } else if (totalsRequired && sight.since.isAfter(clock.instant().minus(patience.telling()))) {
      return false;
    }
    return isEnded(entry, now, sight) || isSeenUnchangedFor(patience.unfinished(), sight);
  }

  /** By its own time; where that lies in the future, by how long we have seen it unchanged. */
  private boolean isUnchangedFor(Duration quiet, Sight sight) {
    return !sight.modified.isAfter(clock.instant().minus(quiet))
        || isSeenUnchangedFor(quiet, sight);
  }

  /** By our own eyes: whoever copies a file may give it the time of the original, line by line. */
  private boolean isSeenUnchangedFor(Duration quiet, Sight sight) {
    return !sight.since.isAfter(clock.instant().minus(quiet));
  }

  /** True when its last byte ends a line: nobody stopped in the middle of one. */
  private static boolean isEnded(Path entry, BasicFileAttributes now, Sight sight)
      throws IOException {
    Boolean known = sight.ended;
    if (known == null) {
      known = now.size() > 0 && endsLine(lastByte(entry, now.size()));
      sight.ended = known;
    }
    return known;
  }

  private static boolean endsLine(byte last) {
    return last == '\n' || last == '\r';
  }

  private static byte lastByte(Path entry, long size) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    try (SeekableByteChannel channel = Files.newByteChannel(entry)) {
      int read = channel.position(size - 1).read(last);
      return read == 1 ? last.get(0) : 0;
    }
  }

  private Sight sight(Path entry, BasicFileAttributes now) {
    Sight seen = sights.get(entry);
    if (seen == null || !seen.isSameAs(now)) {
      Sight fresh = new Sight(now.size(), now.lastModifiedTime().toInstant(), clock.instant());
      fresh.told = seen != null && seen.told && !seen.alone;
      sights.put(entry, fresh);
      return fresh;
    }
    return seen;
  }

  private void tell(Path entry, Reason reason, List<Unclaimed> lying, List<Unclaimed> strange) {
    Sight sight = sights.get(entry);
    if (sight == null || sight.since.isAfter(clock.instant().minus(patience.telling()))) {
      return;
    }
    Unclaimed one =
        new Unclaimed(entry, display(entry), reason.code().name(), reason.message(), sight.since);
    lying.add(one);
    // Control totals that are nobody's should have gone once they were told.
    boolean again =
        reason.code() == ErrorCode.CONTROL_TOTALS_ALONE && !sight.retryAt.isAfter(clock.instant());
    if (!sight.told) {
      sight.told = true;
      log.warn("{} lies in the inbox and is not taken: {}", one.name(), one.message());
      strange.add(one);
    } else if (again) {
      strange.add(one);
    }
    if (again) {
      sight.retryAt = clock.instant().plus(pauseAfter(sight.failures++));
    }
  }

  /** Takes a file out of the inbox, unless another node was quicker. Never fails. */
  public void take(Found found) {
    try {
      if (deliveries.move(found.file(), found.totals()).isPresent()) {
        arrivals.add();
      }
      sights.remove(found.file());
    } catch (IOException | RuntimeException e) {
      failed(found.file(), e);
    }
  }

  /** It is tried again, more rarely with time; the others do not wait for it. */
  private void failed(Path file, Exception why) {
    Sight sight = sights.get(file);
    if (sight == null) {
      log.warn("{} could not be taken: {}", display(file), inWords(why));
      return;
    }
    String words = inWords(why);
    if (!words.equals(sight.failure)) {
      log.warn("{} could not be taken, and will be tried again: {}", display(file), words);
    }
    sight.failure = words;
    sight.retryAt = clock.instant().plus(pauseAfter(sight.failures++));
  }

  private static Duration pauseAfter(int failures) {
    Duration pause = Duration.ofSeconds(1L << Math.min(failures, 6));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  /** What lies there and is not taken, as it was at the last look. */
  public List<Unclaimed> unclaimed() {
    return unclaimed;
  }

  /** Why the folder cannot be looked into; null when it can. */
  public @Nullable String trouble() {
    return trouble;
  }

  private static BasicFileAttributes attributes(Path entry) throws IOException {
    return Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static String name(Path entry) {
    return String.valueOf(entry.getFileName());
  }

  private static boolean isTotals(Path entry) {
    return name(entry).toLowerCase(Locale.ROOT).endsWith(TOTALS);
  }

  private static String display(Path entry) {
    return FileName.of(entry).shown();
  }

  /** Without the name of the file, which may hold anything. */
  private static String inWords(Exception e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String reason = e instanceof FileSystemException told ? told.getReason() : null;
    return e.getClass().getSimpleName() + (reason == null ? "" : " (" + reason + ")");
  }

  /** The control totals in the folder, and the files that they may be of. */
  private final class Totals {

    private final Map<String, List<Path>> totals = new HashMap<>();
    private final Map<String, List<Path>> files = new HashMap<>();
    private final List<Path> others = new ArrayList<>();

    Totals(List<Path> entries) {
      for (Path entry : entries) {
        String lower = name(entry).toLowerCase(Locale.ROOT);
        if (lower.startsWith(".")) {
          others.add(entry);
        } else if (lower.endsWith(TOTALS)) {
          totals.computeIfAbsent(lower, key -> new ArrayList<>()).add(entry);
        } else if (lower.endsWith(CSV)) {
          files.computeIfAbsent(lower, key -> new ArrayList<>()).add(entry);
        } else {
          others.add(entry);
        }
      }
    }

    @Nullable Path of(Path file) {
      String lower = name(file).toLowerCase(Locale.ROOT);
      List<Path> candidates =
          totals.getOrDefault(lower + Spool.CONTROL_TOTALS, List.of()).stream()
              .filter(control -> !isAlone(control))
              .toList();
      return candidates.isEmpty()
          ? null
          : TotalsBeside.of(file, candidates, files.getOrDefault(lower, List.of())).orElse(null);
    }

    private boolean isAlone(Path control) {
      Sight sight = sights.get(control);
      return sight != null && sight.alone;
    }

    boolean hasFile(Path control) {
      return files.containsKey(nameOfFile(control));
    }

    /** What may be the file that is still being copied: NAME.csv.part, .NAME.csv.Xy12Zz. */
    List<Path> copiesOfFile(Path control) {
      String wanted = nameOfFile(control);
      return others.stream()
          .filter(
              other -> {
                String lower = name(other).toLowerCase(Locale.ROOT);
                return lower.startsWith(wanted, lower.startsWith(".") ? 1 : 0);
              })
          .toList();
    }

    private static String nameOfFile(Path control) {
      String lower = name(control).toLowerCase(Locale.ROOT);
      return lower.substring(0, lower.length() - Spool.CONTROL_TOTALS.length());
    }
  }
}
