package io.pluralbridge.settings;

import io.pluralbridge.callback.OnAuthorized;
import io.pluralbridge.journal.order.Asking;
import io.pluralbridge.journal.order.EventChannel;
import io.pluralbridge.signature.SecretEncoding;
import io.pluralbridge.signature.WebhookSignature;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is asked, told and done once something is known of an order. */
public final class OrderSettings extends SettingsGroup {

  private final PluralSettings plural;
  private final QueueSettings queue;
  private final CallbackSettings callbacks;

  OrderSettings(
      SettingValues values,
      PluralSettings plural,
      QueueSettings queue,
      CallbackSettings callbacks) {
    super(values);
    this.plural = plural;
    this.queue = queue;
    this.callbacks = callbacks;
  }

  @Override
  void check() {
    checkEvents();
    moreThanNothing(
        "bridge.payment.first-delay",
        "bridge.payment.max-delay",
        "bridge.payment.give-up-after",
        "bridge.authorisation.age-warning",
        "bridge.events.keep");
    partialCaptures();
  }

  private void checkEvents() {
    eventsInFlight();
    onAuthorized();
    String secret = value("bridge.events.secret");
    if (!tellsEndpoint() && secret.isEmpty()) {
      return;
    }
    callbacks.checkAddress("bridge.events.url");
    try {
      SecretEncoding.BASE64.decode(secret);
      if (SecretEncoding.bare(secret).length() < plural.leastOfKeys()) {
        add(
            "bridge.events.secret (BRIDGE_EVENTS_SECRET) has fewer than "
                + plural.leastOfKeys()
                + " characters and can be guessed; make one with: openssl rand -base64 32");
      }
    } catch (IllegalArgumentException e) {
      add(
          "bridge.events.secret (BRIDGE_EVENTS_SECRET) "
              + e.getMessage()
              + ", and bridge.events.url needs one to sign with");
    }
  }

  /** When to ask about an order of which nobody says how it ends. */
  public Asking asking() {
    return new Asking(
        duration("bridge.payment.first-delay"),
        duration("bridge.payment.max-delay"),
        duration("bridge.payment.give-up-after"));
  }

  /** What is to be done about each step of an order. */
  public Set<EventChannel> eventChannels() {
    Set<EventChannel> channels = EnumSet.noneOf(EventChannel.class);
    if (tellsEndpoint()) {
      channels.add(EventChannel.ENDPOINT);
    }
    if (queue.tellsQueue()) {
      channels.add(EventChannel.QUEUE);
    }
    if (!onAuthorized().isEmpty()) {
      channels.add(EventChannel.FOLLOW);
    }
    return channels;
  }

  /** What follows by itself once money is held; nothing by default. */
  public Set<OnAuthorized.Rule> onAuthorized() {
    Set<OnAuthorized.Rule> rules = EnumSet.noneOf(OnAuthorized.Rule.class);
    for (String name : value("bridge.on-authorized").split(",", -1)) {
      switch (name.strip()) {
        case "nothing" -> {}
        case "capture" -> rules.add(OnAuthorized.Rule.CAPTURE);
        case "cancel-if-amount-differs" -> rules.add(OnAuthorized.Rule.CANCEL_IF_AMOUNT_DIFFERS);
        default ->
            problem(
                "bridge.on-authorized",
                "nothing, or capture, cancel-if-amount-differs, or both with a comma",
                name.strip());
      }
    }
    return rules;
  }

  /** True when somebody is told over HTTP where orders stand. */
  public boolean tellsEndpoint() {
    return !value("bridge.events.url").isEmpty();
  }

  public int eventsInFlight() {
    return number("bridge.events.max-in-flight", 1, 64);
  }

  /** What that is signed with; null when nobody is told. */
  public @Nullable WebhookSignature eventSignature(Clock clock) {
    return tellsEndpoint()
        ? new WebhookSignature(
            List.of(SecretEncoding.BASE64.decode(value("bridge.events.secret"))),
            callbacks.webhookTolerance(),
            clock)
        : null;
  }

  /** True when an amount that is spelt out says itself that a part is meant. */
  public boolean partialCaptures() {
    return isAllowed("bridge.captures.partial");
  }

  /** After which time a warning is given of money that is held and not taken. */
  public Duration authorisationAgeWarning() {
    return duration("bridge.authorisation.age-warning");
  }

  /** For how long events that were told are kept. */
  public Duration keepEvents() {
    return duration("bridge.events.keep");
  }
}
