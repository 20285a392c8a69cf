package io.pluralbridge.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EntryStateTest {

  @Test
  void the_table_of_moves_reads_as_designed() {
    assertThat(movesOf(EntryState.ACCEPTED))
        .containsExactly("HELD", "WITHDRAWN", "SENT", "UNKNOWN");
    assertThat(movesOf(EntryState.HELD)).containsExactly("ACCEPTED", "WITHDRAWN");
    assertThat(movesOf(EntryState.SENT))
        .containsExactly("ACCEPTED", "UNKNOWN", "SUCCEEDED", "DECLINED");
    assertThat(movesOf(EntryState.UNKNOWN)).containsExactly("ACCEPTED", "SUCCEEDED", "DECLINED");
  }

  @ParameterizedTest
  @EnumSource(
      value = EntryState.class,
      names = {"SUCCEEDED", "DECLINED", "WITHDRAWN"})
  void nothing_leaves_a_final_state(EntryState state) {
    assertThat(state.isFinal()).isTrue();
    assertThat(movesOf(state)).isEmpty();
  }

  @Test
  void an_illegal_move_names_both_states() {
    assertThatThrownBy(() -> EntryState.UNKNOWN.checkMayBecome(EntryState.SENT))
        .isInstanceOf(IllegalMoveException.class)
        .hasMessage("an entry that is UNKNOWN may not become SENT");
  }

  private static List<String> movesOf(EntryState state) {
    return Arrays.stream(EntryState.values()).filter(state::mayBecome).map(Enum::name).toList();
  }
}
