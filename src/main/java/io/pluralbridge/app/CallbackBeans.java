package io.pluralbridge.app;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pluralbridge.callback.AddressEvent;
import io.pluralbridge.callback.CallbackCheck;
import io.pluralbridge.callback.CallbackDesk;
import io.pluralbridge.callback.FollowUp;
import io.pluralbridge.callback.OnAuthorized;
import io.pluralbridge.callback.OrderWords;
import io.pluralbridge.callback.ReadEventAnswer;
import io.pluralbridge.callback.Refusal;
import io.pluralbridge.callback.Refusals;
import io.pluralbridge.callback.SignEvent;
import io.pluralbridge.callback.VerifyCallback;
import io.pluralbridge.callback.VerifyWebhook;
import io.pluralbridge.callback.WebhookCheck;
import io.pluralbridge.dispatch.Due;
import io.pluralbridge.dispatch.FromOutbox;
import io.pluralbridge.http.OrderDoor;
import io.pluralbridge.http.Replies;
import io.pluralbridge.instruction.FitsOrder;
import io.pluralbridge.journal.Commands;
import io.pluralbridge.journal.Journal;
import io.pluralbridge.journal.Schedule;
import io.pluralbridge.journal.order.EventChannel;
import io.pluralbridge.journal.order.InboundEvent;
import io.pluralbridge.journal.order.InboundEvents;
import io.pluralbridge.journal.order.OrderEvent;
import io.pluralbridge.journal.order.OrderEvents;
import io.pluralbridge.journal.order.Orders;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.JournalUnavailableException;
import io.pluralbridge.journal.store.Signal;
import io.pluralbridge.observe.Asked;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.OrderState;
import io.pluralbridge.plural.Gate;
import io.pluralbridge.plural.PluralCalls;
import io.pluralbridge.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.spi.Registry;

/** What the routes need that begin with a word of Plural's. */
public final class CallbackBeans implements AutoCloseable {

  /** Nobody waits for what follows from a receipt, and those who send more do for an answer. */
  private static final Duration BETWEEN_CLAIMS_OF_RECEIPTS = Duration.ofMillis(50);

  private final Settings settings;
  private final Clock clock;
  private final Refusals refusedCallbacks;
  private final Refusals refusedWebhooks;
  private final InboundEvents receipts;
  private final Gate gate;
  private final Commands commands;
  private final OrderWords words = new OrderWords();
  private final Orders orders;
  private final OrderEvents orderEvents;
  private final Asked<Long> oldAuthorisations;

  CallbackBeans(
      Settings settings,
      Database database,
      Journal journal,
      Commands commands,
      Gate gate,
      Schedule schedule) {
    this.settings = settings;
    this.clock = schedule.clock();
    this.commands = commands;
    refusedCallbacks = new Refusals("callbacks", clock);
    refusedWebhooks = new Refusals("webhooks", clock);
    receipts =
        new InboundEvents(database, journal, settings.callbacks().webhookRememberFor(), clock);
    receipts.takeUpWhatWasLeft();
    this.gate = gate;
    Duration lease = Duration.ofMillis(settings.plural().responseTimeoutMs()).multipliedBy(4);
    orders =
        new Orders(
            database,
            journal,
            words::answer,
            settings.orders().asking(),
            lease,
            settings.orders().authorisationAgeWarning(),
            settings.orders().eventChannels(),
            clock);
    orderEvents =
        new OrderEvents(
            database, journal, lease, settings.orders().asking().giveUpAfter(), schedule);
    orders.takeUpWhatWasLeft();
    oldAuthorisations =
        new Asked<>(
            "old-authorisations",
            () -> orders.countOld(Command.DEFAULT_MERCHANT),
            Duration.ofSeconds(30),
            clock);
  }

  void bind(Registry beans) {
    beans.bind(
        "verifyCallback",
        new VerifyCallback(
            new CallbackCheck(
                settings.callbacks().callbackSignature(),
                settings.callbacks().callbackOwnFields(),
                refusedCallbacks)));
    beans.bind(
        "verifyWebhook",
        new VerifyWebhook(
            new WebhookCheck(settings.callbacks().webhookSignature(clock), refusedWebhooks)));
    CallbackSteps.bindDoors(
        beans, new CallbackDesk(receipts), settings.callbacks().returnPages(), new Replies(clock));
    CallbackSteps.bindWork(beans, words, orders, receipts);
    CallbackSteps.bindQuestions(beans, new PluralCalls(), gate, words, orders);
    beans.bind("orderWords", words);
    beans.bind("orders", orders);
    beans.bind("signEvent", new SignEvent(settings.orders().eventSignature(clock), clock));
    beans.bind("readEventAnswer", new ReadEventAnswer());
    beans.bind("addressEvent", new AddressEvent());
    beans.bind(
        "followUp",
        new FollowUp(new OnAuthorized(settings.orders().onAuthorized()), words, orders, commands));
    beans.bind("orderDoor", new OrderDoor(orders));
  }

  /** What is known of orders, and of the commands that were given for them. */
  FitsOrder.Known known() {
    return new FitsOrder.Known() {
      @Override
      public Optional<OrderState> orderOf(Command command) throws JournalUnavailableException {
        return orders.stateOf(command.merchant(), command.orderId());
      }

      @Override
      public boolean isKnown(Command command) throws JournalUnavailableException {
        return commands.isKnown(command);
      }
    };
  }

  /** The callbacks that were not believed. */
  public Refusals refusedCallbacks() {
    return refusedCallbacks;
  }

  /** The webhooks that were not believed. */
  public Refusals refusedWebhooks() {
    return refusedWebhooks;
  }

  /** What waits to be worked off: all that there is, up to a limit, is one piece. */
  Due dueReceipts() {
    return new Due() {
      private final DoorFirst doorFirst =
          new DoorFirst(receipts::isAnybodyAtTheDoor, System::nanoTime);
      private long gathersUntil = Long.MIN_VALUE;

      @Override
      public List<?> claim(int max) {
        long wait = gathersUntil - clock.millis();
        if (doorFirst.isOn() || (wait > 0 && wait <= BETWEEN_CLAIMS_OF_RECEIPTS.toMillis())) {
          return List.of();
        }
        doorFirst.begins();
        List<InboundEvent> group = receipts.claim(settings.callbacks().maxReceiptsInHand());
        if (group.isEmpty()) {
          return List.of();
        }
        if (group.size() < settings.callbacks().maxReceiptsInHand()) {
          gathersUntil = clock.millis() + BETWEEN_CLAIMS_OF_RECEIPTS.toMillis();
        }
        return List.of(group);
      }

      @Override
      public void release(Object group) {
        doorFirst.ends();
      }

      @Override
      public boolean wakes(Signal signal) {
        receipts.wakes(signal);
        return true;
      }
    };
  }

  /** Steps of orders about which that is to be done. What follows is asked of Plural first. */
  Due dueEvents(EventChannel channel) {
    return new FromOutbox<>(
        orderEvents.of(channel),
        OrderEvent.class,
        orders::wakes,
        channel == EventChannel.FOLLOW ? gate::questions : (max, claim) -> claim.apply(max));
  }

  /** About which orders it is time to ask, unless this is no time to ask. */
  Due dueQuestions() {
    return new Due() {
      private final DoorFirst doorFirst =
          new DoorFirst(receipts::isAnybodyAtTheDoor, System::nanoTime);

      @Override
      public List<?> claim(int max) {
        if (doorFirst.isOn()) {
          return List.of();
        }
        doorFirst.begins();
        return gate.questions(max, orders::claimQuestions);
      }

      @Override
      public void release(Object question) {
        doorFirst.ends();
      }

      @Override
      public int mostAhead() {
        // With a limit, what is claimed counts as a call of this second.
        return settings.plural().maxPerSecond() == 0 ? settings.plural().maxInquiriesInFlight() : 0;
      }

      @Override
      public boolean wakes(Signal signal) {
        orders.wakes(signal);
        return true;
      }
    };
  }

  /** Shows what was refused among the metrics. */
  void register(MeterRegistry registry) {
    register(registry, "bridge.refused.callbacks", refusedCallbacks);
    register(registry, "bridge.refused.webhooks", refusedWebhooks);
    FunctionCounter.builder("bridge.unread.webhooks", words, OrderWords::unread)
        .description("Genuine webhooks that tell of no order that we can read")
        .register(registry);
    Gauge.builder(
            "bridge.authorisations.old",
            oldAuthorisations,
            asked -> asked.answer().map(Long::doubleValue).orElse(Double.NaN))
        .description("Orders whose money is held for longer than bridge.authorisation.age-warning")
        .register(registry);
  }

  private static void register(MeterRegistry registry, String name, Refusals refusals) {
    for (Refusal refusal : Refusal.values()) {
      FunctionCounter.builder(name, refusals, r -> r.of(refusal))
          .tag("reason", refusal.name().toLowerCase(Locale.ROOT))
          .description("What claimed to come from Plural and was not believed")
          .register(registry);
    }
  }

  @Override
  public void close() {
    oldAuthorisations.close();
  }
}
