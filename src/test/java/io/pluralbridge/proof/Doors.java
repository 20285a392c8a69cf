package io.pluralbridge.proof;

import io.pluralbridge.payment.Action;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Decides by the seed which instruction comes by a file and which over HTTP, or both ways, and
 * makes the errands of the latter.
 *
 * <p>Of those over HTTP, most come that way alone; some come in a file, too, and are the same; and
 * some keys come a second time with another amount, in a file or by another client.
 */
final class Doors {

  private static final int ALSO_IN_A_FILE = 30;
  private static final int OTHER_CONTENT = 10;
  private static final int AT_ONCE_MS = 300;
  private static final int SOON_MS = 5_000;

  private final Random random;
  private final int share;
  private final List<Errand> errands = new ArrayList<>();

  /**
   * @param share how many of a hundred instructions come over HTTP
   */
  Doors(long seed, int share) {
    this.random = new Random(seed * 31 + 17);
    this.share = share;
  }

  /** True when it is to be written into its file; false when it comes over HTTP alone. */
  boolean leaveInFile(Instruction instruction, double when) {
    if (random.nextInt(100) >= share) {
      return true;
    }
    Long amount = instruction.amount();
    int drawn = random.nextInt(100);
    if (drawn < OTHER_CONTENT && amount != null) {
      Instruction other = instruction.withAmount(amount % Instructions.AUTHORISED + 1);
      errands.add(errand(other, null, when, List.of()));
      boolean byFile = random.nextBoolean();
      if (!byFile) {
        errands.add(errand(instruction, null, when, List.of()));
      }
      return byFile;
    }
    if (drawn < OTHER_CONTENT + ALSO_IN_A_FILE) {
      errands.add(errand(instruction, nameOf(instruction), when, List.of()));
      return true;
    }
    errands.add(
        instruction.action() == Action.CANCEL
            ? cancel(instruction, when)
            : capture(instruction, when));
    return false;
  }

  /** Some take all that is held and do not say how much that is. */
  private Errand capture(Instruction capture, double when) {
    Instruction asked = random.nextInt(5) == 0 ? capture.withoutAmount() : capture;
    return errand(asked, nameOf(asked), when, refunds(asked, when));
  }

  /** Orders that are made over HTTP from the beginning, paid with a new card each. */
  void addJourneys(int first, int count) {
    for (int number = first; number < first + count; number++) {
      double when = random.nextDouble();
      long amount = Instructions.AUTHORISED;
      Instruction capture =
          Instruction.capture(key("cap", number), "", 1 + random.nextInt((int) amount));
      Errand payment =
          payment(
              new Instruction(Action.CREATE_PAYMENT, key("pay", number), "", amount),
              when,
              List.of(
                  capture(capture, when),
                  cancel(Instruction.cancel(key("can", number), ""), when)));
      Instruction order = new Instruction(Action.CREATE_ORDER, key("ord", number), "", amount);
      errands.add(errand(order, nameOf(order), when, List.of(payment)));
    }
  }

  /** All that is to be done over HTTP, in the order in which it begins. */
  List<Errand> errands() {
    return errands.stream().sorted(Comparator.comparingDouble(Errand::when)).toList();
  }

  static String key(String what, int number) {
    return String.format(Locale.ROOT, "%s-%06d", what, number);
  }

  /** A cancel has no reference: it goes by the header, or else by its order. */
  private Errand cancel(Instruction cancel, double when) {
    return random.nextBoolean()
        ? errand(cancel, cancel.key(), when, List.of())
        : errand(Instruction.cancel(cancel.orderId(), cancel.orderId()), null, when, List.of());
  }

  private Errand payment(Instruction payment, double when, List<Errand> next) {
    String named = random.nextBoolean() ? payment.key() : nameOf(payment);
    Errand errand = errand(payment, named, when, next);
    return new Errand(
        payment, named, card(), when, errand.laterMs(), errand.clients(), errand.async(), next);
  }

  /** Up to two at once, which may be more together than was taken. */
  private List<Errand> refunds(Instruction capture, double when) {
    List<Errand> refunds = new ArrayList<>();
    long captured = capture.amount() == null ? Instructions.AUTHORISED : capture.amount();
    for (int i = random.nextInt(3); i > 0; i--) {
      String key = "ref-" + i + "-" + capture.key();
      long amount = 1 + (long) (random.nextDouble() * captured);
      Instruction refund = new Instruction(Action.REFUND, key, capture.orderId(), amount);
      refunds.add(errand(refund, nameOf(refund), when, List.of()));
    }
    return refunds;
  }

  private Errand errand(
      Instruction instruction, @Nullable String header, double when, List<Errand> next) {
    int drawn = random.nextInt(10);
    return new Errand(
        instruction,
        header,
        null,
        when,
        random.nextInt(random.nextBoolean() ? AT_ONCE_MS : SOON_MS),
        drawn < 7 ? 1 : drawn < 9 ? 2 : 3,
        random.nextInt(5) == 0,
        next);
  }

  /** A further name of it, for some; what has no reference goes by its key. */
  private @Nullable String nameOf(Instruction instruction) {
    boolean further = random.nextInt(5) < 2;
    return instruction.action() == Action.CANCEL
        ? instruction.key()
        : further ? "further-name-of-" + instruction.key() : null;
  }

  /** One that exists nowhere else, with the check digit that it must have. */
  private String card() {
    StringBuilder number = new StringBuilder("4");
    while (number.length() < 15) {
      number.append(random.nextInt(10));
    }
    int sum = 0;
    for (int i = 0; i < number.length(); i++) {
      int digit = number.charAt(i) - '0';
      int doubled = digit * 2;
      sum += i % 2 == 0 ? doubled / 10 + doubled % 10 : digit;
    }
    return number.append((10 - sum % 10) % 10).toString();
  }
}
