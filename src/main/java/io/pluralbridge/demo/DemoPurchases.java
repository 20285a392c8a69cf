package io.pluralbridge.demo;

import io.pluralbridge.cli.BatchReport;
import io.pluralbridge.demo.Shopper.Card;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The first act: customers order, pay by each type of card through the bridge's HTTP door,
 * authorise at the checkout and come back, some of them twice; and somebody tries to come back
 * without having paid.
 */
final class DemoPurchases {

  /** What each of them pays. */
  static final long PAISE = 110_000;

  private static final int OF_EACH_CARD = 5;
  private static final int AT_ONCE = 8;
  private static final int COME_BACK = 2;
  private static final int MOST_TRIES = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Shopper shopper;
  private final DemoClerk clerk;
  private final String callbackUrl;

  DemoPurchases(DemoStage stage, DemoClerk clerk) {
    this.clerk = clerk;
    shopper = new Shopper(stage.door(), stage.apiKey(), stage.sandbox().baseUrl());
    callbackUrl = stage.door() + "/callbacks/plural";
  }

  /**
   * A purchase.
   *
   * @param welcomes how often the customer came back from the checkout and was believed
   * @param cheats how often somebody came back who had not paid, and was not believed
   * @param isHeld whether the bridge has heard that the money is held
   */
  record Purchase(Card card, String orderId, int welcomes, int cheats, boolean isHeld) {}

  /** All of them, and how the story of one of them reads. */
  record Bought(List<Purchase> purchases, int repeatedCalls, String story) {

    List<String> orderIds() {
      return purchases.stream().map(Purchase::orderId).toList();
    }

    int welcomes() {
      return purchases.stream().mapToInt(Purchase::welcomes).sum();
    }

    int cheats() {
      return purchases.stream().mapToInt(Purchase::cheats).sum();
    }

    boolean areAllHeld() {
      return purchases.stream().allMatch(Purchase::isHeld);
    }
  }

  Bought play(PrintWriter out) throws Exception {
    out.println("Customers pay through the bridge, authorise at the checkout, and come back");
    out.flush();
    Bought bought = buyAll();
    BatchReport report = new BatchReport(out);
    for (Card card : Card.values()) {
      long held = bought.purchases().stream().filter(p -> p.card() == card && p.isHeld()).count();
      report.row(card.inWords(), held + " of " + OF_EACH_CARD + " AUTHORIZED");
    }
    report.row("one of these orders", bought.story());
    report.row("calls made again", bought.repeatedCalls() + " (504: nobody knew yet)");
    out.println();
    return bought;
  }

  private Bought buyAll() throws Exception {
    List<Callable<Purchase>> customers = new ArrayList<>();
    for (int i = 0; i < OF_EACH_CARD; i++) {
      for (Card card : Card.values()) {
        String number = Integer.toString(customers.size() + 1);
        boolean isCheatedFirst = i == 0;
        customers.add(() -> buy(card, number, isCheatedFirst));
      }
    }
    List<Purchase> purchases = new ArrayList<>();
    ExecutorService crowd = Executors.newFixedThreadPool(AT_ONCE);
    try {
      for (Future<Purchase> customer : crowd.invokeAll(customers)) {
        purchases.add(customer.get());
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : e;
    } finally {
      crowd.shutdownNow();
    }
    String story = clerk.order(purchases.get(0).orderId()).story();
    return new Bought(purchases, shopper.repeats(), story);
  }

  private Purchase buy(Card card, String number, boolean isCheatedFirst)
      throws IOException, InterruptedException {
    String order = shopper.order("order-" + number, PAISE, callbackUrl);
    shopper.pay(order, "pay-" + number, PAISE, card);
    int cheats = isCheatedFirst && shopper.cheat(order, callbackUrl) == 401 ? 1 : 0;
    int welcomes = shopper.authorise(order) == 200 ? 1 : 0;
    for (int i = 0; i < MOST_TRIES && welcomes < COME_BACK; i++) {
      welcomes += shopper.comeBackAgain(order) == 200 ? 1 : 0;
    }
    boolean isHeld = clerk.sees(order, "AUTHORIZED", PATIENCE);
    return new Purchase(card, order, welcomes, cheats, isHeld);
  }
}
