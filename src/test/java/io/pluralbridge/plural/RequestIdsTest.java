package io.pluralbridge.plural;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RequestIdsTest {

  @Test
  void no_two_ids_are_the_same_and_each_is_a_random_uuid_by_its_looks() {
    RequestIds ids = new RequestIds(new Random(7));
    Set<String> seen = new HashSet<>();

    for (int i = 0; i < 200_000; i++) {
      String id = ids.next();
      assertThat(seen.add(id)).as(id).isTrue();
    }

    assertThat(seen)
        .first()
        .satisfies(
            id -> {
              assertThat(UUID.fromString(id).version()).isEqualTo(4);
              assertThat(UUID.fromString(id).variant()).isEqualTo(2);
            });
  }

  @Test
  void two_processes_have_ids_of_their_own() {
    assertThat(new RequestIds(new Random(1)).next())
        .isNotEqualTo(new RequestIds(new Random(2)).next());
  }
}
