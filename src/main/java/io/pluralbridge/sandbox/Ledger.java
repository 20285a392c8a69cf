package io.pluralbridge.sandbox;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What really happened, whatever the answers said. May be asked from any thread.
 *
 * <p>Every change goes through one lock: checked, written to the state file if there is one, then
 * applied. References are unique across all orders; orders and refunds share theirs.
 */
public final class Ledger {

  /** What each of the example orders, and an order nobody named an amount for, is worth. */
  public static final long EXAMPLE_AMOUNT = 110_000;

  private static final int EXAMPLES = 10;
  private static final int MADE_AT_ONCE = 1_000;

  private final Books books;
  private final SandboxOrders orders;
  private final Customers customers;
  private final Clock clock;
  private final Ids ids;
  private final Rules rules;
  private final Watcher watcher;

  /** Told of everything that happens to orders, as it happens. */
  interface Watcher {

    /** Whoever changes an order waits for this: it must be quick, and must not fail. */
    void happened(Change change, SandboxOrder after);
  }

  /**
   * @param watcher not told of orders that the sandbox makes itself
   */
  Ledger(Clock clock, Ids ids, Rules rules, @Nullable Path stateFile, Watcher watcher) {
    this.clock = clock;
    this.ids = ids;
    this.rules = rules;
    this.watcher = watcher;
    this.books = new Books(stateFile);
    this.orders = books.orders();
    this.customers = books.customers();
    for (String id : exampleOrders()) {
      if (orders.find(id).isEmpty()) {
        make(id, new Amount(EXAMPLE_AMOUNT, "INR"));
      }
    }
    books.flush();
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
  public SandboxOrderReport authorise(String orderId) {
    return SandboxOrderReport.of(decide(orderId, Decision.AUTHORISE));
  }

  /**
   * The customer fails the challenge of the pending payment.
   *
   * @throws ApiError when there is no such order, or no payment of it is pending
   */
  public SandboxOrderReport fail(String orderId) {
    return SandboxOrderReport.of(decide(orderId, Decision.FAIL));
  }

  /**
   * The customer wants no payment any more.
   *
   * @throws ApiError when there is no such order, or no payment of it is pending
   */
  public SandboxOrderReport abandon(String orderId) {
    return SandboxOrderReport.of(decide(orderId, Decision.ABANDON));
  }

  public synchronized SandboxSummary summary() {
    return books.tally().summary();
  }

  public Optional<SandboxOrderReport> order(String orderId) {
    return find(orderId).map(SandboxOrderReport::of);
  }

  /** Every capture that took effect, in order. */
  public synchronized List<Capture> captures() {
    return books.captures().stream().map(Capture::of).collect(Collectors.toList());
  }

  /** At most that many captures, from that position on. */
  synchronized List<Capture> captures(int from, int most) {
    List<Change.Captured> captures = books.captures();
    int to = Math.min(captures.size(), from + most);
    return captures.subList(Math.min(from, to), to).stream().map(Capture::of).toList();
  }

  /** Every capture, cancel and refund that took effect, in order. */
  public synchronized List<Effect> effects() {
    return effects(0, books.effects().size());
  }

  /** At most that many effects, from that position on. */
  synchronized List<Effect> effects(int from, int most) {
    List<Change.Moved> effects = books.effects();
    int to = Math.min(effects.size(), from + most);
    return effects.subList(Math.min(from, to), to).stream().map(Effect::of).toList();
  }

  synchronized Optional<SandboxOrder> find(String orderId) {
    return orders.find(orderId);
  }

  synchronized Optional<SandboxOrder> findByReference(String reference) {
    return orders.findByReference(reference);
  }

  synchronized Optional<Refund> findRefund(String refundId) {
    return orders.findRefund(refundId);
  }

  synchronized Optional<Refund> findRefundByReference(String reference) {
    return orders.findRefundByReference(reference);
  }

  synchronized Optional<Customer> findCustomer(String customerId) {
    return customers.find(customerId);
  }

  synchronized Optional<Customer> findCustomer(CustomerRequest.Known known) {
    return customers.find(known);
  }

  synchronized List<SandboxOrder> make(int count, Amount amount) {
    List<SandboxOrder> made = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      made.add(make(newOrderId(), amount));
    }
    books.flush();
    return made;
  }

  synchronized SandboxOrder create(OrderRequest asked, @Nullable String requestId) {
    String field = "merchant_order_reference";
    Optional<SandboxOrder> first = orders.findByReference(asked.reference());
    if (first.isPresent() && rules.returnsTheFirst(true, field)) {
      return first.get();
    }
    if (orders.findRefundByReference(asked.reference()).isPresent()) {
      throw ApiError.duplicate(field);
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

  synchronized SandboxOrder pay(
      String orderId, List<Payment> payments, @Nullable String requestId) {
    SandboxOrder order = existing(orderId);
    String field = "merchant_payment_reference";
    if (payments.stream().map(Payment::reference).distinct().count() < payments.size()) {
      throw ApiError.duplicate(field);
    }
    boolean again =
        payments.stream().anyMatch(payment -> orders.isPaymentReference(payment.reference()));
    if (again && rules.returnsTheFirst(orders.areOfOrder(payments, order.id()), field)) {
      return order;
    }
    rules.checkPayment(order, payments);
    List<Payment> made = rules.paymentsFor(order, payments);
    return record(new Change.Paid(order.id(), clock.millis(), requestId, made));
  }

  synchronized SandboxOrder capture(
      String orderId, CaptureRequest asked, @Nullable String requestId) {
    SandboxOrder order = existing(orderId);
    if (orders.isCaptureReference(asked.reference())) {
      rules.doesAgain("merchant_capture_reference");
    }
    Amount amount = asked.amount() == null ? order.amount() : asked.amount();
    rules.checkCapture(order, amount);
    return record(
        new Change.Captured(order.id(), clock.millis(), requestId, asked.reference(), amount));
  }

  synchronized SandboxOrder cancel(String orderId, @Nullable String requestId) {
    SandboxOrder order = existing(orderId);
    rules.checkCancel(order);
    return record(new Change.Cancelled(order.id(), clock.millis(), requestId));
  }

  synchronized Refund refund(String orderId, RefundRequest asked, @Nullable String requestId) {
    SandboxOrder order = existing(orderId);
    String field = "merchant_order_reference";
    Optional<Refund> first = orders.findRefundByReference(asked.reference());
    boolean again = first.isPresent() && first.get().parent().id().equals(order.id());
    if (first.isPresent() && rules.returnsTheFirst(again, field)) {
      return first.get();
    }
    if (orders.findByReference(asked.reference()).isPresent()) {
      throw ApiError.duplicate(field);
    }
    rules.checkRefund(order, asked.amount(), again);
    Amount left = again ? first.get().made().amount() : order.left();
    Change.Refunded made =
        new Change.Refunded(
            order.id(),
            clock.millis(),
            requestId,
            newOrderId(),
            asked.reference(),
            asked.amount() == null ? left : asked.amount(),
            asked.metadata());
    return new Refund(record(made), made);
  }

  synchronized Customer createCustomer(CustomerRequest asked, @Nullable String requestId) {
    if (customers.isUsed(asked.known().reference())) {
      rules.doesAgain("merchant_customer_reference");
    }
    Customer customer = new Customer(newCustomerId(), clock.millis(), requestId, asked);
    books.append(customer);
    books.flush();
    return customer;
  }

  synchronized void count(Operation operation) {
    books.tally().count(operation);
  }

  synchronized void count(SandboxFault fault) {
    books.tally().count(fault);
  }

  synchronized void countTwoWriters(String orderId) {
    books.tally().countTwoWriters(orderId);
  }

  synchronized void tokenIssued() {
    books.tally().tokenIssued();
  }

  /** Lets go of the state file. What it knows can still be asked. */
  synchronized void close() {
    books.close();
  }

  /**
   * The customer decides about the pending payment.
   *
   * @throws ApiError when there is no such order, or no payment of it is pending
   */
  synchronized SandboxOrder decide(String orderId, Decision decision) {
    SandboxOrder order = existing(orderId);
    rules.checkChallenge(order);
    long now = clock.millis();
    return record(
        switch (decision) {
          case AUTHORISE -> new Change.Authorised(orderId, now);
          case FAIL -> new Change.Failed(orderId, now, rules.retriesLeft(order));
          case ABANDON -> new Change.Abandoned(orderId, now);
        });
  }

  /** As {@link #decide(String, Decision)}, of that try to pay. Once decided, it stays so. */
  synchronized SandboxOrder decide(String orderId, int attempt, Decision decision) {
    SandboxOrder order = existing(orderId);
    return order.decision(attempt) == null ? decide(orderId, decision) : order;
  }

  private SandboxOrder existing(String orderId) {
    return find(orderId).orElseThrow(ApiError::orderNotFound);
  }

  private String newOrderId() {
    String id = ids.order();
    while (orders.isId(id)) {
      id = ids.order();
    }
    return id;
  }

  private String newCustomerId() {
    String id = ids.customer();
    while (customers.find(id).isPresent()) {
      id = ids.customer();
    }
    return id;
  }

  private SandboxOrder make(String orderId, Amount amount) {
    return append(new Change.Made(orderId, clock.millis(), "order-" + orderId, amount));
  }

  private SandboxOrder record(Change change) {
    SandboxOrder order = append(change);
    books.flush();
    watcher.happened(change, order);
    return order;
  }

  private SandboxOrder append(Change change) {
    books.append(change);
    return existing(change.orderId());
  }
}
