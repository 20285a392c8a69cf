package io.pluralbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.BatchEntry;
import io.pluralbridge.journal.batch.BatchMode;
import io.pluralbridge.journal.batch.LineFault;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FileRefusalTest {

  private static final Batch BATCH = batch("260115-220000-bbbbbb", "bad.csv");
  private static final Batch FIRST = batch("260115-210000-aaaaaa", "good.csv");

  private static Batch batch(String id, String name) {
    Instant received = Instant.parse("2026-01-15T21:00:00Z");
    return new Batch(
        id,
        "default",
        name,
        "5e",
        BatchMode.LENIENT,
        Batch.State.REFUSED,
        3,
        new TreeMap<>(),
        false,
        received,
        null);
  }

  private static BatchEntry.Refused line(long line, LineFault... faults) {
    return new BatchEntry.Refused(line, List.of(faults), null);
  }

  @Test
  void each_fault_says_where_it_is() {
    HttpRefusal refusal =
        FileRefusal.of(
            BATCH,
            List.of(
                    line(0, new LineFault(null, "NO_ROWS", "nothing")),
                    line(1, new LineFault("order_id", "COLUMN_MISSING", "no column")),
                    line(7, new LineFault("amount", "AMOUNT_MISSING", "empty")),
                    line(9, new LineFault(null, "NUL_BYTE", "a NUL")))
                .iterator(),
            null);

    assertThat(refusal.code()).isEqualTo(Complaint.FILE_REFUSED);
    assertThat(refusal.status()).isEqualTo(422);
    assertThat(refusal).hasMessageContaining("for 4 reasons");
    assertThat(refusal.faults())
        .extracting(fault -> fault.field() + ": " + fault.code())
        .containsExactly(
            "file: NO_ROWS",
            "header, order_id: COLUMN_MISSING",
            "line 7, amount: AMOUNT_MISSING",
            "line 9: NUL_BYTE");
    assertThat(refusal.headers()).containsEntry("Location", "/bridge/batches/" + BATCH.id());
  }

  @Test
  void a_million_faults_are_not_all_told() {
    Stream<BatchEntry.Refused> lines =
        IntStream.range(2, 1_000_002)
            .mapToObj(line -> line(line, new LineFault("amount", "AMOUNT_MISSING", "empty")));

    HttpRefusal refusal = FileRefusal.of(BATCH, lines.iterator(), null);

    assertThat(refusal.faults()).hasSize(100);
    assertThat(refusal).hasMessageContaining("more than 100 reasons");
  }

  @Test
  void the_same_content_again_leads_to_the_first() {
    HttpRefusal refusal =
        FileRefusal.of(
            BATCH,
            List.of(line(0, new LineFault(null, "DUPLICATE_FILE", "again"))).iterator(),
            FIRST);

    assertThat(refusal.code()).isEqualTo(Complaint.DUPLICATE_FILE);
    assertThat(refusal).hasMessageContaining("good.csv", "2026-01-15T21:00:00.000Z");
    assertThat(refusal.headers()).containsEntry("Location", "/bridge/batches/" + FIRST.id());
  }
}
