package io.pluralbridge.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.payment.Action;
import io.pluralbridge.proof.Visit.Told;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proof that cannot fail proves nothing: every check finds what it is there to find. */
class AuditTest {

  private final Night night = new Night();

  @Test
  void a_night_that_went_well_has_nothing_to_find() {
    assertThat(night.broken()).isEmpty();
  }

  @Test
  void a_capture_that_took_effect_twice_is_found() {
    night.effects.add(Night.effect(Action.CAPTURE, "cap-1", 1100L, 1_005));

    assertThat(night.broken()).containsExactly(Check.DOUBLE, Check.SUMS);
  }

  @Test
  void an_order_that_was_cancelled_twice_is_found() {
    night.effects.add(Night.effect(Action.CANCEL, null, null, 1_025));
    night.effects.add(Night.effect(Action.CANCEL, null, null, 1_026));

    assertThat(night.broken()).contains(Check.DOUBLE);
  }

  @Test
  void an_effect_with_another_amount_is_one_that_nobody_asked_for() {
    night.effects.set(0, Night.effect(Action.CAPTURE, "cap-1", 1101L, 1_000));

    assertThat(night.broken()).contains(Check.NOT_ASKED, Check.FALSE_OUTCOME, Check.SUMS);
  }

  @Test
  void an_effect_of_a_refused_line_is_one_that_nobody_asked_for() {
    night.effects.add(Night.effect(Action.CAPTURE, "bad-1", 1100L, 1_000));

    assertThat(night.broken()).contains(Check.NOT_ASKED, Check.NOT_WRITTEN);
  }

  @Test
  void an_effect_that_is_older_than_its_entry_in_the_journal_is_found() {
    night.effects.set(0, Night.effect(Action.CAPTURE, "cap-1", 1100L, 900));

    assertThat(night.broken()).containsExactly(Check.NOT_WRITTEN);
  }

  @Test
  void a_success_without_an_effect_is_a_lie() {
    night.effects.clear();

    assertThat(night.broken()).containsExactly(Check.FALSE_OUTCOME, Check.SUMS);
  }

  @Test
  void a_decline_with_an_effect_is_a_lie() {
    night.effects.add(Night.effect(Action.CANCEL, null, null, 1_025));

    assertThat(night.broken()).containsExactly(Check.FALSE_OUTCOME);
  }

  @Test
  void an_effect_of_what_waits_to_be_sent_again_is_a_lie() {
    night.entries.set(0, Night.entry(1, "CAPTURE", "cap-1", 1100L, "ACCEPTED", null));
    night.moves.remove(1);
    night.move(1, "SENT", "ACCEPTED", 1_050);

    assertThat(night.broken()).contains(Check.FALSE_OUTCOME, Check.UNRESOLVED);
  }

  @Test
  void a_line_without_a_row_is_lost() {
    night.rows().remove(2);

    assertThat(night.broken()).contains(Check.LOST);
  }

  @Test
  void a_row_in_the_wrong_place_is_lost() {
    Collections.swap(night.rows(), 1, 2);

    assertThat(night.broken()).contains(Check.LOST);
  }

  @Test
  void a_row_that_came_out_otherwise_than_it_came_in_is_lost() {
    night.rows().get(1).set(2, "1101");

    assertThat(night.broken()).contains(Check.LOST);
  }

  @Test
  void a_row_more_than_there_are_lines_is_found() {
    night.rows().add(night.rows().get(3));

    assertThat(night.broken()).containsExactly(Check.LOST);
  }

  @Test
  void a_line_that_the_journal_does_not_have_is_lost() {
    night.kept.clear();

    assertThat(night.broken()).containsExactly(Check.LOST);
  }

  @Test
  void a_file_without_an_acknowledgement_is_lost() {
    night.papers.json().remove("acks/night.ack.json");
    night.papers.places().remove("acks/night.ack.json");

    assertThat(night.broken()).contains(Check.LOST, Check.WRONG_FILE, Check.NOT_ASKED);
  }

  @Test
  void a_file_that_changed_on_its_way_to_the_archive_is_lost() {
    night.papers.digests().put("archive/night.csv", "something else");

    assertThat(night.broken()).containsExactly(Check.LOST);
  }

  @Test
  void a_file_that_was_left_lying_is_lost() {
    night.papers.places().add("processing/batch-2/night.csv");

    assertThat(night.broken()).containsExactly(Check.LOST);
  }

  @Test
  void a_row_that_tells_something_else_than_the_journal_is_found() {
    night.rows().get(1).set(6, "DECLINED");

    assertThat(night.broken())
        .containsExactly(Check.FALSE_OUTCOME, Check.WRONG_ANSWER, Check.UNBALANCED);
  }

  @Test
  void a_mistake_that_is_refused_for_something_else_is_found() {
    night.rows().get(3).set(8, "CURRENCY_UNKNOWN");

    assertThat(night.broken()).containsExactly(Check.WRONG_ANSWER, Check.UNBALANCED);
  }

  @Test
  void content_that_is_accepted_under_two_names_is_found() {
    DroppedFile again = night.files.get(0).again("again.csv", 1);
    night.files.add(again);
    night.papers.json().put("acks/again.ack.json", night.acknowledgement().deepCopy());

    assertThat(night.broken()).contains(Check.WRONG_FILE);
  }

  @Test
  void a_file_that_is_refused_without_a_reason_is_found() {
    night.acknowledgement().put("status", "REFUSED").putArray("errors");

    assertThat(night.broken()).contains(Check.WRONG_FILE);
  }

  @Test
  void what_nobody_knows_at_the_end_is_unresolved() {
    night.entries.set(1, Night.entry(2, "CANCEL", "can-1", null, "UNKNOWN", null));
    night.moves.remove(4);

    assertThat(night.broken()).containsExactly(Check.WRONG_ANSWER, Check.UNRESOLVED);
  }

  @Test
  void a_move_that_the_states_do_not_allow_is_found() {
    night.moves.remove(4);
    night.move(2, "UNKNOWN", "SENT", 1_040);
    night.move(2, "SENT", "DECLINED", 1_050);

    assertThat(night.broken()).containsExactly(Check.ILLEGAL_MOVE);
  }

  @Test
  void a_move_that_begins_elsewhere_than_the_last_one_ended_is_found() {
    night.moves.remove(3);

    assertThat(night.broken()).containsExactly(Check.ILLEGAL_MOVE);
  }

  @Test
  void an_entry_that_stands_elsewhere_than_its_last_move_led_is_found() {
    night.moves.remove(4);

    assertThat(night.broken()).containsExactly(Check.ILLEGAL_MOVE);
  }

  @Test
  void two_entries_of_one_order_on_their_way_at_once_are_two_writers() {
    night.moves.clear();
    night.move(1, "ACCEPTED", "SENT", 990);
    night.move(2, "ACCEPTED", "SENT", 995);
    night.move(1, "SENT", "SUCCEEDED", 1_010);
    night.move(2, "SENT", "DECLINED", 1_020);

    assertThat(night.broken()).containsExactly(Check.TWO_WRITERS);
  }

  @Test
  void two_calls_at_once_that_plural_noticed_are_two_writers() {
    night.twoWriters = 1;

    assertThat(night.broken()).containsExactly(Check.TWO_WRITERS);
  }

  @Test
  void a_paper_that_was_set_aside_for_another_is_one_too_many() {
    night.papers.places().add("archive/night.results.20260115T100000000Z.csv");

    assertThat(night.broken()).containsExactly(Check.TWICE);
  }

  @Test
  void a_file_with_two_batches_was_picked_up_twice() {
    night.batches.add(new JournalCopy.Batch("batch-2", "night.csv", "", "REFUSED", 3, 0));

    assertThat(night.broken()).containsExactly(Check.TWICE);
  }

  @Test
  void a_batch_that_never_ended_is_unresolved() {
    night.batches.set(0, new JournalCopy.Batch("batch-1", "night.csv", "", "OPEN", 3, 1));

    assertThat(night.broken()).containsExactly(Check.UNRESOLVED);
  }

  @Test
  void a_summary_that_does_not_add_up_is_found() {
    night.summary().withObject("/by_status/SUCCEEDED").put("count", 2);

    assertThat(night.broken()).containsExactly(Check.UNBALANCED);
  }

  @Test
  void an_acknowledgement_of_another_sum_is_found() {
    night.acknowledgement().withObject("/sums").put("INR", 1101);

    assertThat(night.broken()).containsExactly(Check.UNBALANCED);
  }

  @Test
  void money_that_a_summary_makes_more_of_is_found() {
    night.summary().withObject("/captured").put("INR", 2200);

    assertThat(night.broken()).containsExactly(Check.SUMS);
  }

  // ---- captures that are not to be sent
  // ---------------------------------------------------------------------------------

  @Test
  void a_night_with_captures_held_back_that_went_well_has_nothing_to_find() {
    assertThat(night.withHeldBack().broken()).isEmpty();
  }

  @Test
  void a_capture_of_less_that_took_effect_is_found() {
    night.withHeldBack();
    night.effects.add(Night.effect(Action.CAPTURE, "order-5", "less-1", 1L, 1_230));

    assertThat(night.broken()).contains(Check.NOT_ASKED, Check.FALSE_OUTCOME, Check.SUMS);
  }

  @Test
  void a_capture_that_was_sent_before_it_was_taken_back_is_found() {
    night.withHeldBack().moves.removeIf(move -> move.entryId() == 11);
    night.stands("less-1", "WITHDRAWN", "CAPTURE_IS_PARTIAL", 1);
    night.move(11, "ACCEPTED", "SENT", 1_230);
    night.move(11, "SENT", "ACCEPTED", 1_240);
    night.move(11, "ACCEPTED", "WITHDRAWN", 1_250);

    assertThat(night.broken()).containsExactly(Check.HELD_BACK);
  }

  @Test
  void a_capture_that_plural_had_to_decline_was_not_held_back() {
    night.withHeldBack().moves.removeIf(move -> move.entryId() == 11);
    night.stands("less-1", "DECLINED", "ABOVE_LIMIT", 1);
    night.move(11, "ACCEPTED", "SENT", 1_230);
    night.move(11, "SENT", "DECLINED", 1_240);

    assertThat(night.broken()).contains(Check.HELD_BACK);
  }

  @Test
  void a_capture_that_is_refused_for_the_wrong_reason_is_found() {
    night.withHeldBack().stands("less-1", "WITHDRAWN", "CAPTURE_TOO_LARGE", 0);

    assertThat(night.broken()).containsExactly(Check.HELD_BACK);
  }

  @Test
  void a_row_that_tells_another_reason_is_found() {
    night.withHeldBack().rows("evening").get(1).set(8, "CAPTURE_TOO_LARGE");

    assertThat(night.broken()).containsExactly(Check.WRONG_ANSWER);
  }

  @Test
  void a_capture_with_which_nothing_is_wrong_and_that_is_taken_back_is_found() {
    night.withHeldBack().effects.remove(0);
    night.moves.removeIf(move -> move.entryId() == 1);
    night.stands("cap-1", "WITHDRAWN", "CAPTURE_IS_PARTIAL", 0);
    night.move(1, "ACCEPTED", "WITHDRAWN", 990);

    assertThat(night.broken()).contains(Check.HELD_BACK, Check.WRONG_ANSWER);
  }

  @Test
  void an_order_that_several_captures_took_is_found() {
    night.withHeldBack();
    night.effects.add(Night.effect(Action.CAPTURE, "order-8", "one-2", 800L, 1_240));

    assertThat(night.broken()).contains(Check.DOUBLE, Check.FALSE_OUTCOME, Check.SUMS);
  }

  @Test
  void an_order_that_none_of_its_captures_took_is_found() {
    night.withHeldBack().effects.removeIf(effect -> effect.orderId().equals("order-8"));
    night.moves.removeIf(move -> move.entryId() == 12);
    night.stands("one-1", "WITHDRAWN", "ORDER_CAPTURED_BEFORE", 0);
    night.move(12, "ACCEPTED", "WITHDRAWN", 1_200);

    assertThat(night.broken()).contains(Check.HELD_BACK);
  }

  @Test
  void whichever_of_the_captures_of_one_order_came_first_is_right() {
    night.withHeldBack().entries.remove(night.entry("one-2"));
    night.moves.removeIf(move -> move.entryId() == 13);
    night.kept.add(new JournalCopy.Kept("batch-3", 2, null));
    night.acknowledgement("morning").put("refused", 1).put("accepted", 0);
    night
        .acknowledgement("morning")
        .withArray("/errors")
        .addObject()
        .put("line", 2)
        .put("code", "ORDER_CAPTURED_BEFORE");

    assertThat(night.broken()).as("known when the file was read").isEmpty();
  }

  @Test
  void a_later_capture_of_an_order_that_was_sent_all_the_same_is_found() {
    night.withHeldBack().moves.removeIf(move -> move.entryId() == 13);
    night.stands("one-2", "DECLINED", "ALREADY_CAPTURED", 1);
    night.move(13, "ACCEPTED", "SENT", 1_230);
    night.move(13, "SENT", "DECLINED", 1_240);

    assertThat(night.broken()).contains(Check.HELD_BACK);
  }

  @Test
  void a_refusal_that_was_known_and_not_acknowledged_is_found() {
    night.withHeldBack().acknowledgement("evening").put("refused", 2).put("accepted", 3);
    night.acknowledgement("evening").withArray("/errors").remove(0);

    assertThat(night.broken()).containsExactly(Check.UNBALANCED);
  }

  @Test
  void an_acknowledged_refusal_of_what_was_carried_out_is_found() {
    night
        .withHeldBack()
        .acknowledgement("evening")
        .withArray("/errors")
        .addObject()
        .put("line", 6)
        .put("code", "CAPTURE_IS_PARTIAL");

    assertThat(night.broken()).containsExactly(Check.UNBALANCED);
  }

  // ---- backups that were put back
  // ---------------------------------------------------------------------------------

  @Test
  void a_night_with_a_restored_backup_that_went_well_has_nothing_to_find() {
    assertThat(night.withRestore().broken()).isEmpty();
  }

  @Test
  void an_effect_of_the_lost_time_that_no_journal_ever_had_as_sent_is_found() {
    JournalCopy lost = night.withRestore().lost.remove(0);
    night.lost.add(
        new JournalCopy(
            lost.batches(), lost.entries(), lost.names(), lost.kept(), List.of(), List.of()));

    assertThat(night.broken()).contains(Check.NOT_WRITTEN);
  }

  @Test
  void an_effect_of_the_lost_time_of_which_the_journal_has_not_learnt_is_found() {
    night.withRestore().entries.remove(0);
    night.moves.removeIf(move -> move.entryId() == 1);

    assertThat(night.broken()).contains(Check.NOT_WRITTEN, Check.LOST, Check.SUMS);
  }

  @Test
  void an_attempt_that_no_move_and_no_restore_explains_is_found() {
    night.withRestore().stands("cap-1", "SUCCEEDED", null, 2);

    assertThat(night.broken()).containsExactly(Check.ILLEGAL_MOVE);
  }

  @Test
  void what_was_on_its_way_when_the_journal_was_restored_counts_as_sent_once_more() {
    night.withRestore().moves.removeIf(move -> move.entryId() == 1);
    night.stands("cap-1", "SUCCEEDED", null, 2);
    night.move(1, "ACCEPTED", "SENT", 990);
    night.move(1, "SENT", "UNKNOWN", 2_010);
    night.move(1, "UNKNOWN", "SUCCEEDED", 2_020);
    assertThat(night.broken()).isEmpty();

    night.restoredAt.clear();
    assertThat(night.broken()).containsExactly(Check.ILLEGAL_MOVE);
  }

  @Test
  void what_is_taken_for_sent_without_a_restore_is_found() {
    night.moves.removeIf(move -> move.entryId() == 2);
    night.move(2, "ACCEPTED", "UNKNOWN", 1_020);
    night.move(2, "UNKNOWN", "DECLINED", 1_040);

    assertThat(night.broken()).containsExactly(Check.ILLEGAL_MOVE);
  }

  @Test
  void an_illegal_move_in_a_journal_that_was_lost_is_found() {
    JournalCopy lost = night.withRestore().lost.remove(0);
    List<JournalCopy.Move> moves = new ArrayList<>(lost.moves());
    moves.remove(0);
    night.lost.add(
        new JournalCopy(
            lost.batches(), lost.entries(), lost.names(), lost.kept(), moves, List.of()));

    assertThat(night.broken()).contains(Check.ILLEGAL_MOVE);
  }

  @Test
  void papers_of_the_lost_time_are_set_aside_and_no_others() {
    night.withRestore().papers.places().add("archive/night.results.20260115T100000000Z-2.csv");
    assertThat(night.broken()).isEmpty();

    night.papers.places().add("results/night.amendment-1.csv");
    assertThat(night.broken()).containsExactly(Check.TWICE);
  }

  @Test
  void a_paper_of_the_lost_time_that_did_not_tell_the_truth_is_found() {
    night
        .withRestore()
        .papers
        .results()
        .get("archive/night.results.20260115T100000000Z.csv")
        .get(2)
        .set(6, "SUCCEEDED");

    assertThat(night.broken()).containsExactly(Check.FALSE_OUTCOME);
  }

  @Test
  void a_file_that_the_restored_journal_does_not_know_is_lost() {
    night.withRestore().batches.clear();

    assertThat(night.broken()).contains(Check.LOST);
  }

  @Test
  void a_file_that_was_refused_in_the_lost_time_need_not_be_known() {
    DroppedFile again = night.withRestore().files.get(0).again("again.csv", 1);
    night.files.add(again);
    night.papers.places().addAll(List.of("acks/again.ack.json", "refused/again.csv"));
    night.papers.json().put("acks/again.ack.json", Night.refusal());
    night.lost.get(0).batches().add(Night.refused("again.csv"));
    assertThat(night.broken()).isEmpty();

    night.lost.get(0).batches().clear();
    assertThat(night.broken()).containsExactly(Check.LOST);
  }

  @Test
  void a_capture_to_be_held_back_that_was_sent_in_the_lost_time_is_found() {
    night.withHeldBack().withRestore();
    JournalCopy lost = night.lost.get(0);
    lost.entries().add(night.entries.get(night.entry("less-1")));
    lost.moves().add(new JournalCopy.Move(99, 11, 1_230, "ACCEPTED", "SENT", "node-1", null, null));

    assertThat(night.broken()).contains(Check.HELD_BACK);
  }

  @Test
  void a_later_capture_may_be_declined_where_the_time_of_the_first_is_lost() {
    night.withHeldBack().moves.removeIf(move -> move.entryId() == 13);
    night.stands("one-2", "DECLINED", "ALREADY_CAPTURED", 1);
    night.move(13, "ACCEPTED", "UNKNOWN", 2_030);
    night.move(13, "UNKNOWN", "DECLINED", 2_040);
    night.rows("morning").get(1).set(6, "DECLINED");
    night.rows("morning").get(1).set(8, "ALREADY_CAPTURED");
    assertThat(night.broken()).contains(Check.HELD_BACK);

    assertThat(night.withRestore().broken()).doesNotContain(Check.HELD_BACK);
  }

  // ---- over HTTP
  // ---------------------------------------------------------------------------------

  @Test
  void a_night_with_clients_that_went_well_has_nothing_to_find() {
    assertThat(night.withClients().broken()).isEmpty();
  }

  @Test
  void a_refund_that_took_effect_twice_is_found() {
    night.withClients().effects.add(Night.effect(Action.REFUND, "ref-1", 500L, 1_053));

    assertThat(night.broken()).containsExactly(Check.DOUBLE);
  }

  @Test
  void a_payment_that_was_begun_twice_is_found() {
    night.withClients();
    night.effects.add(Night.effect(Action.CREATE_PAYMENT, "order-2", null, 1100L, 1_043));

    assertThat(night.broken()).containsExactly(Check.DOUBLE);
  }

  @Test
  void an_order_that_was_made_twice_and_told_once_is_found() {
    night.withClients().ordersMade = 2;
    night.madeTwice = 1;

    assertThat(night.broken()).containsExactly(Check.DOUBLE, Check.FALSE_OUTCOME);
  }

  @Test
  void a_yes_to_a_client_without_an_effect_is_a_lie() {
    night.withClients().effects.removeIf(effect -> effect.action() == Action.REFUND);

    assertThat(night.broken()).containsExactly(Check.FALSE_OUTCOME);
  }

  @Test
  void a_no_to_a_client_with_an_effect_is_a_lie() {
    night.withClients().effects.add(Night.effect(Action.CANCEL, null, null, 1_062));

    assertThat(night.broken()).containsExactly(Check.FALSE_OUTCOME);
  }

  @Test
  void an_effect_with_another_amount_than_the_client_asks_for_is_found() {
    night.withClients().effects.removeIf(effect -> effect.action() == Action.REFUND);
    night.effects.add(Night.effect(Action.REFUND, "ref-1", 501L, 1_052));

    assertThat(night.broken()).contains(Check.NOT_ASKED, Check.FALSE_OUTCOME);
  }

  @Test
  void a_capture_of_all_that_takes_all_is_right() {
    captureAll(Instructions.AUTHORISED);

    assertThat(night.broken()).isEmpty();
  }

  @Test
  void a_capture_of_all_that_takes_less_is_found() {
    captureAll(Instructions.AUTHORISED - 1);

    assertThat(night.broken())
        .containsExactly(Check.NOT_ASKED, Check.NOT_WRITTEN, Check.FALSE_OUTCOME, Check.SUMS);
  }

  private void captureAll(long taken) {
    Instruction all = new Instruction(Action.CAPTURE, "cap-2", "order-3", null);
    night.overHttp(3, all, "SUCCEEDED", Night.YES);
    night.effects.add(Night.effect(Action.CAPTURE, "order-3", "cap-2", taken, 1_032));
  }

  @Test
  void a_client_without_a_last_answer_is_unresolved() {
    night.withClients().visit("ref-1").told().remove(0);

    assertThat(night.broken()).containsExactly(Check.UNRESOLVED);
  }

  @Test
  void what_a_client_asks_for_and_the_journal_does_not_have_is_lost() {
    night.withClients().entries.remove(night.entry("can-2"));
    night.moves.removeIf(move -> move.entryId() == 6);

    assertThat(night.broken()).containsExactly(Check.LOST);
  }

  @Test
  void what_the_journal_has_twice_is_found() {
    Instruction asked = night.withClients().visit("can-2").instruction();
    night.entries.add(Night.http(7, asked, "DECLINED", false));
    night.move(7, "ACCEPTED", "SENT", 1_070);
    night.move(7, "SENT", "DECLINED", 1_080);

    assertThat(night.broken()).containsExactly(Check.TWICE);
  }

  @Test
  void what_the_journal_has_and_no_client_asks_for_is_found() {
    night.withClients().visits.remove(night.visit("can-2"));

    assertThat(night.broken()).containsExactly(Check.NOT_ASKED);
  }

  @Test
  void an_answer_that_tells_something_else_than_the_journal_is_found() {
    List<Told> told = night.withClients().visit("can-2").told();
    told.replaceAll(answer -> new Told(200, "{}", answer.replayed(), answer.afterwards()));

    assertThat(night.broken()).containsExactly(Check.FALSE_OUTCOME, Check.WRONG_ANSWER);
  }

  @Test
  void answers_to_one_call_that_differ_are_found() {
    night.withClients().visit("ref-1").told().set(1, new Told(200, "{}", true, false));

    assertThat(night.broken()).containsExactly(Check.ANSWERS_DIFFER);
  }

  @Test
  void a_fault_of_our_own_as_the_last_answer_is_found() {
    Told fault =
        new Told(
            404,
            """
            {"code":"NO_SUCH_PATH","additional_error_details":{"source":"BRIDGE"}}""",
            true,
            true);
    night.withClients().visit("can-2").told().replaceAll(answer -> fault);

    assertThat(night.broken()).contains(Check.WRONG_ANSWER);
  }

  @Test
  void a_repeat_that_does_not_say_that_it_is_one_is_found() {
    Told last = night.withClients().visit("ref-1").told().get(2);
    night.visit("ref-1").told().set(2, new Told(last.status(), last.body(), false, true));

    assertThat(night.broken()).containsExactly(Check.WRONG_ANSWER);
  }

  @Test
  void a_key_with_other_content_that_is_not_refused_is_found() {
    Visit visit = night.withClients().visit("can-2");
    Instruction other = Instruction.cancel("can-2", "order-3");
    night.visits.add(
        new Visit(visit.errand().forOrder("order-3"), visit.told(), visit.seen(), visit.odd()));

    assertThat(night.visits.get(4).instruction()).isEqualTo(other);
    assertThat(night.broken()).containsExactly(Check.WRONG_ANSWER);
  }

  @Test
  void a_key_with_other_content_is_to_be_refused() {
    Visit visit = night.withClients().visit("can-2");
    Told refusal = new Told(409, "{\"code\":\"KEY_REUSED\"}", false, false);
    night.visits.add(
        new Visit(
            visit.errand().forOrder("order-3"), List.of(refusal, refusal), Set.of(), List.of()));

    assertThat(night.broken()).isEmpty();
  }

  @Test
  void a_location_that_shows_something_else_than_the_end_is_found() {
    night.withClients().visit("can-2").seen().add("SUCCEEDED");

    assertThat(night.broken()).containsExactly(Check.WRONG_ANSWER);
  }

  @Test
  void a_location_at_which_there_is_nothing_is_found() {
    night.withClients().visit("can-2").odd().add("202 was told, and there is nothing");

    assertThat(night.broken()).containsExactly(Check.WRONG_ANSWER);
  }

  @Test
  void a_further_name_that_leads_elsewhere_is_found() {
    night.withClients().names.set(0, new JournalCopy.Name("REFUND", "further-name", 3));

    assertThat(night.broken()).containsExactly(Check.LOST);
  }

  @Test
  void card_data_that_is_kept_sealed_after_the_outcome_is_found() {
    Instruction paid = night.withClients().visit("pay-1").instruction();
    night.entries.set(night.entry("pay-1"), Night.http(4, paid, "SUCCEEDED", true));

    assertThat(night.broken()).containsExactly(Check.CARD_DATA);
  }

  @Test
  void a_card_number_in_an_answer_is_found() {
    List<Told> told = night.withClients().visit("pay-1").told();
    String body = "{\"card\":\"4111111111111111\"}";
    told.replaceAll(answer -> new Told(200, body, answer.replayed(), answer.afterwards()));

    assertThat(night.broken()).containsExactly(Check.CARD_DATA);
  }

  @Test
  void a_card_number_in_whatever_file_is_found(@TempDir Path folder) throws IOException {
    Files.write(folder.resolve("journal.db"), new byte[] {0, 1, '7'});
    Files.writeString(folder.resolve("masked.log"), "card_number 411111******1111 refused");
    Leaks leaks = Leaks.of(List.of(night.withClients().visit("pay-1").errand()));
    leaks.look(folder);
    assertThat(leaks.found()).isEmpty();

    Files.write(
        folder.resolve("journal.db"), "\u0000\u00019984111111111111111\u0000".getBytes(UTF_8));
    leaks.look(folder);
    night.leaks.addAll(leaks.found());

    assertThat(night.leaks).hasSize(1).allMatch(leak -> leak.contains("journal.db"));
    assertThat(night.broken()).containsExactly(Check.CARD_DATA);
  }
}
