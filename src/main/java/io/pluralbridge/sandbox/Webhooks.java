package io.pluralbridge.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pluralbridge.signature.SecretEncoding;
import io.pluralbridge.signature.WebhookSignature;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the merchant of what happens to orders, beside the API and never in its way: signed, in
 * order for each order, and again when it is not answered well, unless a fault will have it
 * otherwise.
 *
 * <p>What waits to be told is bounded, and forgotten at a stop. All but the counting happens on the
 * one thread that also answers the API.
 */
final class Webhooks implements Ledger.Watcher {

  /** How many messages may wait; of those beyond nobody is told. */
  static final int MOST_WAITING = 10_000;

  /** How many tries are remembered. */
  static final int KEPT = 1_000;

  private static final Duration AN_HOUR = Duration.ofHours(1);

  private final Vertx vertx;
  private final Context thread;
  private final WebhookSettings settings;
  private final SandboxAnswers answers;
  private final Outbound outbound;
  private final Clock clock;
  private final Ids ids;
  private final WebhookSignature signature;
  private final WebhookSignature forger;
  private final Random random;
  private final List<Lane> lanes = new ArrayList<>();
  private final Map<String, Message> overtaken = new HashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong dropped = new AtomicLong();
  private final Deque<WebhookAttempt> attempts = new ArrayDeque<>();
  private volatile boolean closed;

  Webhooks(
      Vertx vertx,
      WebhookSettings settings,
      SandboxAnswers answers,
      Outbound outbound,
      Clock clock,
      Ids ids) {
    this.vertx = vertx;
    this.thread = vertx.getOrCreateContext();
    this.settings = settings;
    this.answers = answers;
    this.outbound = outbound;
    this.clock = clock;
    this.ids = ids;
    this.signature = signedWith(settings.key());
    this.forger = signedWith(SecretEncoding.UTF8.decode("whoever does not know the secret"));
    this.random = new Random(settings.faults().seed());
    for (int i = 0; i < Outbound.MOST_AT_ONCE; i++) {
      lanes.add(new Lane());
    }
  }

  private WebhookSignature signedWith(byte[] key) {
    return new WebhookSignature(List.of(key), Duration.ZERO, clock);
  }

  /** What is sent, and sent again: always the same bytes, made when they are first needed. */
  private static final class Message {

    final String id;
    final String type;
    final @Nullable String orderId;
    final Signing signing;
    int attempts;
    boolean onceMore;
    private final Supplier<byte[]> making;
    private byte @Nullable [] body;

    Message(
        String id, String type, @Nullable String orderId, Signing signing, Supplier<byte[]> body) {
      this.id = id;
      this.type = type;
      this.orderId = orderId;
      this.signing = signing;
      this.making = body;
    }

    byte[] body() {
      byte[] made = body == null ? making.get() : body;
      body = made;
      return made;
    }
  }

  /** Sends one message at a time. An order has always the same lane. */
  private final class Lane {

    private final Deque<Message> queue = new ArrayDeque<>();
    private boolean busy;

    void add(Message message) {
      queue.addLast(message);
      if (!busy) {
        next();
      }
    }

    private void next() {
      if (closed) {
        queue.clear();
      }
      Message message = queue.pollFirst();
      busy = message != null;
      if (message != null) {
        attempt(message).onComplete(answered -> thread.runOnContext(now -> next()));
      }
    }
  }

  @Override
  public void happened(Change change, SandboxOrder after) {
    if (settings.url() == null) {
      return;
    }
    for (Event event : Event.of(change, after)) {
      if (take()) {
        thread.runOnContext(now -> meet(event));
      }
    }
  }

  /** Forgets all that waits. */
  void close() {
    closed = true;
  }

  WebhookReport report(int last) {
    synchronized (attempts) {
      List<WebhookAttempt> all = new ArrayList<>(attempts);
      int from = Math.max(0, all.size() - last);
      return new WebhookReport(
          waiting.get(), dropped.get(), List.copyOf(all.subList(from, all.size())));
    }
  }

  /**
   * Sends that now, once, whatever waits.
   *
   * @param id null for a new one
   */
  Future<WebhookAttempt> send(
      @Nullable String id, String type, @Nullable String orderId, Signing signing, byte[] body) {
    String given = id == null ? ids.message() : id;
    Message message = new Message(given, type, orderId, signing, () -> body);
    return post(message).map(reply -> note(message, reply, null));
  }

  /** The event as it is sent. */
  byte[] body(Event event, EventForm form) {
    Change.Refunded refund = event.refund();
    ObjectNode data =
        refund == null || form == EventForm.PARENT_ORDER
            ? answers.order(event.order())
            : answers.refund(new Refund(event.order(), refund));
    ObjectNode shown = JsonNodeFactory.instance.objectNode().put("event_type", event.type());
    shown.set("data", ((ObjectNode) data.path("data")).put("integration_mode", "SEAMLESS"));
    return form.shape(shown).toString().getBytes(StandardCharsets.UTF_8);
  }

  // ---- faults
  // ------------------------------------------------------------------------------------

  private void meet(Event event) {
    WebhookFault fault = drawn();
    EventForm form = fault == WebhookFault.IRREGULAR ? event.irregular() : EventForm.USUAL;
    Message message = message(event, Signing.GENUINE, () -> body(event, form));
    Message before = overtaken.remove(event.order().id());
    if (fault == null) {
      queue(message);
    } else {
      meet(fault, event, message);
    }
    if (before != null) {
      queue(before);
    }
  }

  private void meet(WebhookFault fault, Event event, Message message) {
    int durationMs = settings.faults().durationMs(fault);
    switch (fault) {
      case LOST -> {
        note(message, Outbound.Reply.none("lost on purpose"), null);
        waiting.decrementAndGet();
      }
      case DELAYED -> after(durationMs, () -> queue(message));
      case REORDERED -> {
        overtaken.put(event.order().id(), message);
        after(
            durationMs,
            () -> {
              if (overtaken.remove(event.order().id(), message)) {
                queue(message);
              }
            });
      }
      case REPEATED -> {
        message.onceMore = true;
        queue(message);
      }
      case WRONG_SIGNATURE -> {
        lie(event);
        queue(message);
      }
      case STALE -> {
        if (take()) {
          queue(message(event, Signing.STALE, message::body));
        }
        queue(message);
      }
      case IRREGULAR -> queue(message);
    }
  }

  /** Says that the order was cancelled; of one that was, that it was paid. */
  private void lie(Event event) {
    if (!take()) {
      return;
    }
    SandboxOrder order = event.order();
    boolean isCancelled = order.status() == Status.CANCELLED;
    Status lie = isCancelled ? Status.PROCESSED : Status.CANCELLED;
    String type = "ORDER_" + lie.name();
    queue(
        new Message(
            ids.message(), type, order.id(), Signing.WRONG_SIGNATURE, () -> lie(type, order, lie)));
  }

  private byte[] lie(String type, SandboxOrder order, Status lie) {
    ObjectNode said = (ObjectNode) answers.order(order).path("data");
    ObjectNode event = JsonNodeFactory.instance.objectNode().put("event_type", type);
    event.set("data", said.put("status", lie.name()));
    return event.toString().getBytes(StandardCharsets.UTF_8);
  }

  private @Nullable WebhookFault drawn() {
    double drawn = random.nextDouble();
    for (WebhookFault fault : WebhookFault.values()) {
      drawn -= settings.faults().probabilityOf(fault);
      if (drawn < 0) {
        return fault;
      }
    }
    return null;
  }

  // ---- sending
  // -----------------------------------------------------------------------------------

  private Message message(Event event, Signing signing, Supplier<byte[]> body) {
    return new Message(ids.message(), event.type(), event.order().id(), signing, body);
  }

  /** Whether there is room for one more to wait. */
  private boolean take() {
    if (waiting.incrementAndGet() <= MOST_WAITING) {
      return true;
    }
    waiting.decrementAndGet();
    dropped.incrementAndGet();
    return false;
  }

  private void queue(Message message) {
    int lane = Math.floorMod(String.valueOf(message.orderId).hashCode(), lanes.size());
    lanes.get(lane).add(message);
  }

  private Future<WebhookAttempt> attempt(Message message) {
    return post(message).map(reply -> answered(message, reply));
  }

  private WebhookAttempt answered(Message message, Outbound.Reply reply) {
    Duration wait = null;
    if (message.signing == Signing.GENUINE) {
      if (!reply.isGood() && message.attempts <= settings.retries().size()) {
        wait = settings.retries().get(message.attempts - 1);
      } else if (reply.isGood() && message.onceMore) {
        message.onceMore = false;
        wait = Duration.ZERO;
      }
    }
    if (wait == null) {
      waiting.decrementAndGet();
    } else {
      after(wait.toMillis(), () -> queue(message));
    }
    return note(message, reply, wait);
  }

  private Future<Outbound.Reply> post(Message message) {
    String url = settings.url();
    if (url == null) {
      throw ApiError.notAllowed("There is no webhook URL to send anything to");
    }
    message.attempts++;
    return outbound.post(url, headers(message), message.body());
  }

  /** Signed anew at every try, as others of this format do; Plural does not say. */
  private Map<String, String> headers(Message message) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", "application/json");
    if (message.signing != Signing.UNSIGNED) {
      Instant now = clock.instant();
      Instant signedAt =
          switch (message.signing) {
            case STALE -> now.minus(AN_HOUR);
            case FUTURE -> now.plus(AN_HOUR);
            default -> now;
          };
      boolean forged = message.signing == Signing.WRONG_SIGNATURE;
      headers.put(WebhookSignature.ID, message.id);
      headers.put(WebhookSignature.TIMESTAMP, Long.toString(signedAt.getEpochSecond()));
      headers.put(
          WebhookSignature.SIGNATURE,
          (forged ? forger : signature).sign(message.id, signedAt, message.body()));
    }
    return headers;
  }

  private WebhookAttempt note(Message message, Outbound.Reply reply, @Nullable Duration wait) {
    WebhookAttempt attempt =
        new WebhookAttempt(
            message.id,
            message.type,
            message.orderId,
            message.signing,
            message.attempts,
            clock.instant(),
            reply.status() == 0 ? null : reply.status(),
            reply.problem(),
            wait == null ? null : wait.toMillis());
    synchronized (attempts) {
      if (attempts.size() == KEPT) {
        attempts.removeFirst();
      }
      attempts.addLast(attempt);
    }
    return attempt;
  }

  private void after(long delayMs, Runnable step) {
    vertx.setTimer(Math.max(1, delayMs), timer -> step.run());
  }
}
