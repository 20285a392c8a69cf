package io.pluralbridge.sandbox;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What really happened, whatever the answers said. May be asked from any thread.
 *
 * <p>Every change of an order goes through one lock: checked, written to the state file if there is
 * one, then applied. References are unique across all orders.
 */
public final class Ledger {

  /** What each of the example orders, and an order nobody named an amount for, is worth. */
  public static final long EXAMPLE_AMOUNT = 110_000;

  private static final int EXAMPLES = 10;
  private static final int MADE_AT_ONCE = 1_000;

  private final Map<String, Order> orders = new HashMap<>();
  private final Map<String, String> orderIds = new HashMap<>();
  private final Set<String> paymentReferences = new HashSet<>();
  private final Set<String> captureReferences = new HashSet<>();
  private final List<Change.Captured> captures = new ArrayList<>();
  private final List<Change> effects = new ArrayList<>();
  private final Tally tally = new Tally();
  private final Clock clock;
  private final Ids ids;
  private final Rules rules;
  private final @Nullable StateFile state;

  Ledger(Clock clock, Ids ids, Rules rules, @Nullable Path stateFile) {
    this.clock = clock;
    this.ids = ids;
    this.rules = rules;
    this.state = stateFile == null ? null : StateFile.open(stateFile, this::apply);
    for (String id : exampleOrders()) {
      if (!orders.containsKey(id)) {
        make(id, new Amount(EXAMPLE_AMOUNT, "INR"));
      }
    }
    written();
  }

  /** The ids of the orders that every sandbox starts with, authorised: the same ones always. */
  public static List<String> exampleOrders() {
    List<String> ids = new ArrayList<>();
    for (int i = 1; i <= EXAMPLES; i++) {
      ids.add(String.format(Locale.ROOT, "v1-sandbox-aa-%06d", i));
    }
    return ids;
  }

  /** Makes that many authorised orders of that many paise each, and returns their ids. */
  public List<String> authoriseOrders(int count, long amount) {
    List<String> made = new ArrayList<>(count);
    while (made.size() < count) {
      int next = Math.min(MADE_AT_ONCE, count - made.size());
      make(next, new Amount(amount, "INR")).forEach(order -> made.add(order.id()));
    }
    return made;
  }

  /** Makes an order of that many paise that nobody has paid yet, and returns its id. */
  public String unpaidOrder(long amount) {
    String reference = "unpaid-" + UUID.randomUUID();
    return create(new OrderRequest(reference, new Amount(amount, "INR"), true, "{}"), null).id();
  }

  /**
   * The customer passes the challenge of the pending payment.
   *
   * @throws ApiError when there is no such order, or no payment of it is pending
   */
  public OrderReport authorise(String orderId) {
    return OrderReport.of(challenge(new Change.Authorised(orderId, clock.millis())));
  }

  /**
   * The customer fails the challenge of the pending payment.
   *
   * @throws ApiError when there is no such order, or no payment of it is pending
   */
  public OrderReport fail(String orderId) {
    return OrderReport.of(challenge(new Change.Failed(orderId, clock.millis())));
  }

  public synchronized Summary summary() {
    return tally.summary();
  }

  public Optional<OrderReport> order(String orderId) {
    return find(orderId).map(OrderReport::of);
  }

  /** Every capture that took effect, in order. */
  public synchronized List<Capture> captures() {
    return captures.stream().map(Capture::of).collect(Collectors.toList());
  }

  /** At most that many captures, from that position on. */
  synchronized List<Capture> captures(int from, int most) {
    int to = Math.min(captures.size(), from + most);
    return captures.subList(Math.min(from, to), to).stream().map(Capture::of).toList();
  }

  /** Every capture and cancel that took effect, in order. */
  public synchronized List<Effect> effects() {
    return effects(0, effects.size());
  }

  /** At most that many effects, from that position on. */
  synchronized List<Effect> effects(int from, int most) {
    int to = Math.min(effects.size(), from + most);
    return effects.subList(Math.min(from, to), to).stream().map(Effect::of).toList();
  }

  synchronized Optional<Order> find(String orderId) {
    return Optional.ofNullable(orders.get(orderId));
  }

  synchronized Optional<Order> findByReference(String reference) {
    return Optional.ofNullable(orderIds.get(reference)).map(orders::get);
  }

  synchronized List<Order> make(int count, Amount amount) {
    List<Order> made = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      made.add(make(newOrderId(), amount));
    }
    written();
    return made;
  }

  synchronized Order create(OrderRequest asked, @Nullable String requestId) {
    if (orderIds.containsKey(asked.reference())) {
      throw ApiError.duplicate("merchant_order_reference");
    }
    return record(
        new Change.Created(
            newOrderId(),
            clock.millis(),
            requestId,
            asked.reference(),
            asked.amount(),
            asked.preAuth(),
            asked.details()));
  }

  synchronized Order pay(String orderId, List<Payment> payments, @Nullable String requestId) {
    Order order = existing(orderId);
    Set<String> references = new HashSet<>();
    for (Payment payment : payments) {
      if (paymentReferences.contains(payment.reference()) || !references.add(payment.reference())) {
        throw ApiError.duplicate("merchant_payment_reference");
      }
    }
    rules.checkPayment(order);
    List<Payment> made = rules.paymentsFor(order, payments);
    return record(new Change.Paid(order.id(), clock.millis(), requestId, made));
  }

  synchronized Order capture(String orderId, CaptureRequest asked, @Nullable String requestId) {
    Order order = existing(orderId);
    if (captureReferences.contains(asked.reference()) && !rules.gullible()) {
      throw ApiError.duplicate("merchant_capture_reference");
    }
    Amount amount = asked.amount() == null ? order.amount() : asked.amount();
    rules.checkCapture(order, amount);
    return record(
        new Change.Captured(order.id(), clock.millis(), requestId, asked.reference(), amount));
  }

  synchronized Order cancel(String orderId, @Nullable String requestId) {
    Order order = existing(orderId);
    rules.checkCancel(order);
    return record(new Change.Cancelled(order.id(), clock.millis(), requestId));
  }

  synchronized void count(Operation operation) {
    tally.count(operation);
  }

  synchronized void count(Fault fault) {
    tally.count(fault);
  }

  synchronized void countTwoWriters(String orderId) {
    tally.countTwoWriters(orderId);
  }

  synchronized void tokenIssued() {
    tally.tokenIssued();
  }

  synchronized String customerCreated() {
    tally.customerCreated();
    return ids.customer();
  }

  /** Lets go of the state file. What it knows can still be asked. */
  synchronized void close() {
    if (state != null) {
      state.close();
    }
  }

  private synchronized Order challenge(Change passedOrFailed) {
    rules.checkChallenge(existing(passedOrFailed.orderId()));
    return record(passedOrFailed);
  }

  private Order existing(String orderId) {
    return find(orderId).orElseThrow(ApiError::orderNotFound);
  }

  private String newOrderId() {
    String id = ids.order();
    while (orders.containsKey(id)) {
      id = ids.order();
    }
    return id;
  }

  private Order make(String orderId, Amount amount) {
    return append(new Change.Made(orderId, clock.millis(), "order-" + orderId, amount));
  }

  private Order record(Change change) {
    Order order = append(change);
    written();
    return order;
  }

  private Order append(Change change) {
    if (state != null) {
      state.append(change);
    }
    return apply(change);
  }

  private void written() {
    if (state != null) {
      state.flush();
    }
  }

  private Order apply(Change change) {
    Order before = orders.get(change.orderId());
    Order after;
    if (change instanceof Change.First first) {
      after = Order.begunBy(first);
      orderIds.put(first.reference(), first.orderId());
    } else if (before != null) {
      after = before.after(change);
    } else {
      throw new IllegalStateException("a change of an order that nobody made: " + change);
    }
    orders.put(after.id(), after);
    if (change instanceof Change.Paid paid) {
      paid.payments().forEach(payment -> paymentReferences.add(payment.reference()));
    } else if (change instanceof Change.Captured capture) {
      captureReferences.add(capture.reference());
      captures.add(capture);
      effects.add(capture);
    } else if (change instanceof Change.Cancelled) {
      effects.add(change);
    }
    tally.count(before, change, after);
    return after;
  }
}
