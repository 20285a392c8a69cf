package io.pluralbridge.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.payment.Sighting.Witness;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of everything that can be said about an order, in every order and repetition. */
class OrderStatePropertiesTest {

  private static final Instant START = Instant.parse("2026-01-15T10:00:00Z");

  @Property(tries = 2000)
  void who_is_heard_first_and_how_often_makes_no_difference(
      @ForAll("sightings") List<Sighting> sightings, @ForAll Random random) {
    List<Sighting> again = new ArrayList<>(sightings);
    for (Sighting sighting : sightings) {
      for (int i = random.nextInt(3); i > 0; i--) {
        again.add(sighting);
      }
    }
    Collections.shuffle(again, random);

    assertThat(OrderState.of(again)).isEqualTo(OrderState.of(sightings));
  }

  @Property(tries = 2000)
  void to_hear_more_never_leads_back(
      @ForAll("sightings") List<Sighting> sightings, @ForAll("sighting") Sighting more) {
    OrderState before = OrderState.of(sightings);
    OrderState after = before.with(more);

    if (before.isSettled() && before.status() != OrderStatus.AUTHORIZED) {
      assertThat(after.isSettled()).isTrue();
    }
    if (before.status() != null && before.status().isCaptured()) {
      assertThat(after.status().isCaptured()).isTrue();
    }
    if (before.isDisputed()) {
      assertThat(after.isDisputed()).isTrue();
    }
    if (before.status() == OrderStatus.FULLY_REFUNDED) {
      assertThat(after.status()).isEqualTo(OrderStatus.FULLY_REFUNDED);
    }
  }

  @Property
  void what_comes_back_with_the_customer_concludes_nothing(
      @ForAll("sightings") List<Sighting> sightings, @ForAll OrderStatus status) {
    OrderState before = OrderState.of(sightings);

    assertThat(before.with(new Sighting("o", Witness.CALLBACK, status, null))).isSameAs(before);
  }

  @Provide
  Arbitrary<List<Sighting>> sightings() {
    return sighting().list().ofMaxSize(7);
  }

  @Provide
  Arbitrary<Sighting> sighting() {
    return Combinators.combine(
            Arbitraries.of(Witness.class),
            Arbitraries.of(OrderStatus.class),
            Arbitraries.integers().between(0, 4).injectNull(0.3),
            Arbitraries.integers().between(0, 2),
            Arbitraries.of(true, false).injectNull(0.3),
            Arbitraries.longs().between(1, 3).injectNull(0.5),
            Arbitraries.of("CHARGE", "REFUND").injectNull(0.5))
        .as(
            (by, status, seconds, payments, preAuth, amount, type) ->
                new Sighting(
                    "o",
                    by,
                    status,
                    seconds == null ? null : START.plusSeconds(seconds),
                    payments,
                    payments / 2,
                    type,
                    null,
                    null,
                    preAuth,
                    amount == null ? null : Money.of(amount, "INR"),
                    amount,
                    null,
                    null));
  }
}
