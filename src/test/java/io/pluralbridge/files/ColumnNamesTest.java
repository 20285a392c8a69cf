package io.pluralbridge.files;

import static io.pluralbridge.files.Dropped.ORDER;
import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.files.CaptureLine.Bad;
import io.pluralbridge.files.CaptureLine.Good;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which columns may be carried, and which were meant to be read. */
class ColumnNamesTest {

  private static final String HEADER = "order_id,merchant_capture_reference,amount,currency";
  private static final List<String> REQUIRED = List.of(HEADER.split(",", -1));

  @TempDir Path folder;

  private List<FileError> refusals(String header) throws IOException {
    return CaptureFiles.check(Dropped.good().withHeader(header).in(folder), null).refusals();
  }

  @ParameterizedTest
  @CsvSource({
    "Action,action",
    "ACTION,action",
    "' action',action",
    "acton,action",
    "actoin,action",
    "aktion,action",
    "acti\u200bon,action",
    "\u0430ction,action",
    "Amount,amount",
    "'amount ',amount",
    "capture_amount,amount",
    "captureAmount,amount",
    "amount_to_capture,amount",
    "capture_amt,amount",
    "amt,amount",
    "amount2,amount",
    "amount (INR),amount",
    "amount_in_rupees,amount",
    "cancel,action",
    "do_not_capture,action",
    "Hold,action",
    "void,action",
    "cancelled,action",
    "is_cancelled,action",
    "Cancellation,action",
    "voided,action",
    "refunded,action",
    "reversed,action",
    "on_hold,action",
    "skip_capture,action",
    "capture,action",
    "exclude,action",
    "delete,action",
    "new_amount,amount",
    "corrected_amount,amount",
    "final_amount,amount",
    "net_amount,amount",
    "currency_code,currency",
    "ccy,currency",
    "Currency,currency",
    "orderid,order_id",
    "Order_ID,order_id",
    "merchantCaptureReference,merchant_capture_reference",
  })
  void a_column_that_could_be_meant_for_one_that_is_read_refuses_the_file(String name, String meant)
      throws Exception {
    List<FileError> refusals = refusals(HEADER + "," + name);

    assertThat(refusals).extracting(FileError::code).containsExactly("COLUMN_UNCLEAR");
    assertThat(refusals.get(0).message()).contains("could be meant for " + meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "actions",
        "transaction",
        "reaction",
        "action_by",
        "invoice_amount",
        "amounts",
        "tax_amount",
        "hold_reason",
        "cancelled_by",
        "captured_by",
        "refund_policy",
        "onboarding",
        "currency_name",
        "order_ids",
        "order",
        "reference",
        "merchant_order_reference",
        "note",
      })
  void an_honest_column_is_carried(String name) throws Exception {
    assertThat(refusals(HEADER + "," + name)).isEmpty();
  }

  @Test
  void a_name_of_any_length_is_judged() throws Exception {
    assertThat(refusals(HEADER + "," + "is".repeat(30_000))).isEmpty();
  }

  @Test
  void beside_an_action_what_is_only_like_it_is_carried() throws Exception {
    assertThat(refusals(HEADER + ",action,actoin")).isEmpty();
    assertThat(refusals(HEADER + ",action,Action"))
        .extracting(FileError::message)
        .singleElement()
        .asString()
        .contains("which is there, too");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CANCEL",
        "cancel",
        " Cancel ",
        "VOID",
        "refund",
        "Cancelled",
        "STORNO",
        "do not capture",
        "Cancelled.",
        "CANCELLATION",
        "CANCEL!",
        "HOLD",
        "on hold",
        "DO NOT PAY",
        "don't capture",
        "Order cancelled",
        "please cancel this order",
        "not to be captured"
      })
  void without_a_column_for_it_a_line_that_says_cancel_is_no_capture(String word) throws Exception {
    List<CaptureLine> lines =
        Dropped.good()
            .withHeader(HEADER + ",operation")
            .withRows(ORDER + ",c-1,1100,INR,\"" + word + "\"", ORDER + ",c-2,1100,INR,CAPTURE")
            .read(folder);

    assertThat(((Bad) lines.get(0)).errors())
        .extracting(LineError::code)
        .containsExactly("ACTION_MISPLACED");
    assertThat(lines.get(1)).isInstanceOf(Good.class);
  }

  @Test
  void an_action_that_is_left_empty_is_no_better() throws Exception {
    List<CaptureLine> lines =
        Dropped.good()
            .withHeader(HEADER + ",action,type")
            .withRows(ORDER + ",c-1,1100,INR,,CANCEL", ORDER + ",c-2,1100,INR,CAPTURE,CANCEL")
            .read(folder);

    assertThat(((Bad) lines.get(0)).errors())
        .extracting(LineError::code)
        .containsExactly("ACTION_MISPLACED");
    assertThat(lines.get(1)).isInstanceOf(Good.class);
  }

  @Test
  void what_a_note_says_of_cancelling_is_a_note() throws Exception {
    assertThat(
            Dropped.good()
                .withHeader(HEADER + ",note")
                .withRows(
                    ORDER + ",c-1,1100,INR,cancel the old one",
                    ORDER + ",c-2,1100,INR,-",
                    ORDER + ",c-3,1100,INR,one of two parcels cancelled",
                    ORDER + ",c-4,1100,INR,no refund after 30 days",
                    ORDER + ",c-5,1100,INR,hold music",
                    ORDER + ",c-6,1100,INR,captured")
                .read(folder))
        .hasOnlyElementsOfType(Good.class);
  }

  /**
   * One column is renamed, in all its spellings and with each slip of the hand: the file is
   * refused, or its lines do what they did. Leaving the whole column {@code action} out is not
   * among them: a file without actions is one of captures by contract.
   */
  @Property(tries = 400)
  void a_renamed_column_never_makes_more_of_a_line(
      @ForAll @IntRange(max = 4) int column, @ForAll @IntRange(max = 400) int which)
      throws Exception {
    List<String> names = new ArrayList<>(REQUIRED);
    names.add("action");
    List<String> others = new ArrayList<>(misspelt(names.get(column)));
    names.set(column, others.get(which % others.size()));
    Path temporary = Files.createTempDirectory("renamed");
    Path file =
        Dropped.good()
            .withHeader(String.join(",", names))
            .withRows(ORDER + ",c-1,1100,INR,CANCEL", ORDER + ",c-2,500,INR,CAPTURE")
            .in(temporary);

    if (CaptureFiles.check(file, null).refusals().isEmpty()) {
      for (CaptureLine line : Dropped.readAll(file)) {
        assertThat(line instanceof Good good && good.command().key().equals("c-1"))
            .as(names.toString())
            .isFalse();
      }
    }
    Files.delete(file);
    Files.delete(temporary);
  }

  private static Set<String> misspelt(String name) {
    Set<String> all = new TreeSet<>();
    all.add(name.toUpperCase(Locale.ROOT));
    all.add(name.replace("_", ""));
    all.add(name.replace('_', ' '));
    all.add(name + " ");
    all.add("_" + name);
    for (int i = 0; i < name.length(); i++) {
      all.add(name.substring(0, i) + name.substring(i + 1));
      all.add(name.substring(0, i) + name.charAt(i) + name.substring(i));
      all.add(name.substring(0, i) + "x" + name.substring(i + 1));
      if (i > 0) {
        all.add(
            name.substring(0, i - 1) + name.charAt(i) + name.charAt(i - 1) + name.substring(i + 1));
      }
    }
    all.remove(name);
    return all;
  }
}
