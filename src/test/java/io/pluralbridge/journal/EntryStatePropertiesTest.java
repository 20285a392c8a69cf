package io.pluralbridge.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** What holds of every walk through the states. */
class EntryStatePropertiesTest {

  /** Where an entry has been when every legal move of the wishes is made, and no other. */
  private static List<EntryState> walk(List<EntryState> wishes) {
    List<EntryState> walk = new ArrayList<>(List.of(EntryState.ACCEPTED));
    for (EntryState wish : wishes) {
      if (walk.get(walk.size() - 1).mayBecome(wish)) {
        walk.add(wish);
      }
    }
    return walk;
  }

  @Property(tries = 500)
  void a_final_state_is_never_left(@ForAll @Size(max = 40) List<EntryState> wishes) {
    List<EntryState> walk = walk(wishes);

    assertThat(walk.subList(0, walk.size() - 1)).noneMatch(EntryState::isFinal);
  }

  @Property(tries = 500)
  void what_is_unknown_is_sent_again_only_by_way_of_accepted(
      @ForAll @Size(max = 40) List<EntryState> wishes) {
    List<EntryState> walk = walk(wishes);

    for (int i = 1; i < walk.size(); i++) {
      if (walk.get(i) == EntryState.SENT) {
        assertThat(walk.get(i - 1)).isEqualTo(EntryState.ACCEPTED);
      }
    }
  }

  @Property(tries = 500)
  void what_may_have_left_is_never_held_or_withdrawn_without_proof(
      @ForAll @Size(max = 40) List<EntryState> wishes) {
    List<EntryState> walk = walk(wishes);

    for (int i = 1; i < walk.size(); i++) {
      if (walk.get(i) == EntryState.HELD || walk.get(i) == EntryState.WITHDRAWN) {
        assertThat(walk.get(i - 1)).isIn(EntryState.ACCEPTED, EntryState.HELD);
      }
    }
  }
}
