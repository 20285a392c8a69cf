package io.pluralbridge.http;

import io.pluralbridge.files.ErrorCode;
import io.pluralbridge.instruction.Fault;
import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.BatchEntry;
import io.pluralbridge.journal.batch.LineFault;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says over HTTP why a file is refused. */
final class FileRefusal {

  /** There may be a million; its acknowledgement has them all. */
  private static final int SHOWN = 100;

  private FileRefusal() {}

  /** Where a batch is shown. */
  static String location(Batch batch) {
    return "/bridge/batches/" + batch.id();
  }

  static HttpRefusal duplicateOf(Batch first) {
    return new HttpRefusal(
        Complaint.DUPLICATE_FILE,
        "the same content came before as "
            + first.name()
            + ", received "
            + Replies.time(first.receivedAt())
            + ": see "
            + location(first),
        List.of(),
        Map.of("Location", location(first)));
  }

  /**
   * Why it is refused.
   *
   * @param lines what is wrong with it, in order of lines
   * @param first the batch with the same content that was not refused; null when there is none
   */
  static HttpRefusal of(Batch batch, Iterator<BatchEntry.Refused> lines, @Nullable Batch first) {
    List<Fault> faults = new ArrayList<>();
    while (faults.size() <= SHOWN && lines.hasNext()) {
      BatchEntry.Refused line = lines.next();
      for (LineFault fault : line.faults()) {
        if (first != null && fault.code().equals(ErrorCode.DUPLICATE_FILE.name())) {
          return duplicateOf(first);
        }
        faults.add(new Fault(place(line.line(), fault), fault.code(), fault.message()));
      }
    }
    boolean more = faults.size() > SHOWN;
    String reasons = more ? "more than " + SHOWN + " reasons" : reasons(faults.size());
    return new HttpRefusal(
        Complaint.FILE_REFUSED,
        "the file is refused, for " + reasons + "; nothing of it was or will be sent",
        more ? faults.subList(0, SHOWN) : faults,
        Map.of("Location", location(batch)));
  }

  private static String reasons(int count) {
    return count == 1 ? "1 reason" : count + " reasons";
  }

  private static String place(long line, LineFault fault) {
    String place = line == 0 ? "file" : isOfHeader(fault) ? "header" : "line " + line;
    return fault.column() == null ? place : place + ", " + fault.column();
  }

  private static boolean isOfHeader(LineFault fault) {
    return fault.code().startsWith("COLUMN_") || fault.code().startsWith("HEADER_");
  }
}
