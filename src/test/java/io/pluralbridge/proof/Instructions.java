package io.pluralbridge.proof;

import io.pluralbridge.payment.CaptureFault;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Makes the files of a run, always the same ones for the same seed and orders.
 *
 * <p>Every order has one capture and one cancel, which race each other: one in five pairs in one
 * file, the others in two files that are dropped at the same moment. Between them stand lines with
 * mistakes, lines that come twice, and keys that come again with another amount; and some files
 * come twice under two names. What comes over HTTP alone is left out.
 *
 * <p>Other orders are for captures that cannot be undone and are not to be sent: of less than the
 * order is worth, and nobody says that this is meant; of more; of one order by several lines of a
 * file; by several files, of which one takes effect; and with a line of the same order beside it
 * that has a mistake.
 */
final class Instructions {

  private static final List<CaptureFault.Code> HELD_BACK =
      List.of(
          CaptureFault.Code.CAPTURE_IS_PARTIAL,
          CaptureFault.Code.CAPTURE_TOO_LARGE,
          CaptureFault.Code.ORDER_CAPTURED_TWICE,
          CaptureFault.Code.ORDER_CAPTURED_BEFORE,
          CaptureFault.Code.ORDER_IN_DOUBT);

  /** What each order is authorised for. */
  static final long AUTHORISED = 110_000;

  private static final double SAME_FILE = 0.2;
  private static final double BAD = 0.02;
  private static final double REPEATED = 0.02;
  private static final double REUSED = 0.01;
  private static final double DROPPED_TWICE = 0.1;

  private final Random random;
  private final List<String> orders;
  private final List<String> others;
  private final Doors doors;
  private final boolean acrossFiles;
  private final List<Draft> drafts = new ArrayList<>();

  private Instructions(
      long seed, List<String> orders, List<String> others, Doors doors, boolean acrossFiles) {
    this.random = new Random(seed);
    this.orders = orders;
    this.others = others;
    this.doors = doors;
    this.acrossFiles = acrossFiles;
  }

  /**
   * The files, in the order in which they are dropped.
   *
   * @param others orders that are for captures that are not to be sent
   */
  static List<DroppedFile> make(long seed, List<String> orders, List<String> others, Doors doors) {
    return make(seed, orders, others, doors, true);
  }

  /**
   * The same.
   *
   * @param acrossFiles whether a key may come with another amount in another file. Which of two
   *     files came first, a journal that is restored may not know any more
   */
  static List<DroppedFile> make(
      long seed, List<String> orders, List<String> others, Doors doors, boolean acrossFiles) {
    return new Instructions(seed, orders, others, doors, acrossFiles).make();
  }

  private List<DroppedFile> make() {
    List<Integer> sizes = sizes();
    int order = 0;
    for (int i = 0; i < sizes.size(); i++) {
      double when = (i + random.nextDouble()) / sizes.size();
      Draft left = draft(i, "a", when);
      Draft right = draft(i, "b", when);
      for (int n = 0; n < sizes.get(i); n++) {
        addPair(left, right, order++);
      }
    }
    for (int number = 0; number < others.size(); number++) {
      addHeldBack(others.get(number), number);
    }
    drafts.removeIf(draft -> draft.size() == 0);
    addTrouble();
    return droppedTwiceIncluded(drafts.stream().map(Draft::finish).toList());
  }

  /** From one pair to some thousand, small ones as often as large ones. */
  private List<Integer> sizes() {
    double largest = Math.max(2, Math.min(3_000, orders.size() / 12.0));
    List<Integer> sizes = new ArrayList<>();
    int left = orders.size();
    while (left > 0) {
      int size = Math.min(left, (int) Math.exp(random.nextDouble() * Math.log(largest)));
      sizes.add(size);
      left -= size;
    }
    return sizes;
  }

  private Draft draft(int group, String twin, double when) {
    String name = String.format(Locale.ROOT, "night-%04d-%s.csv", group, twin);
    Draft draft = new Draft(name, when, random);
    drafts.add(draft);
    return draft;
  }

  private void addPair(Draft left, Draft right, int number) {
    String order = orders.get(number);
    Instruction capture =
        Instruction.capture(
            Doors.key("cap", number), order, random.nextInt(4) == 0 ? AUTHORISED : aPart());
    Instruction cancel = Instruction.cancel(Doors.key("can", number), order);
    boolean captureLeft = random.nextBoolean();
    boolean together = random.nextDouble() < SAME_FILE;
    give(capture, captureLeft ? left : right);
    give(cancel, captureLeft == together ? left : right);
  }

  private void give(Instruction instruction, Draft draft) {
    if (doors.leaveInFile(instruction, draft.when())) {
      draft.add(instruction);
      made.add(new Made(instruction, draft));
    }
  }

  private long aPart() {
    return 1 + random.nextInt((int) AUTHORISED - 1);
  }

  private void addHeldBack(String order, int number) {
    switch (HELD_BACK.get(number % HELD_BACK.size())) {
      case CAPTURE_IS_PARTIAL ->
          anyDraft()
              .addHeldBack(
                  Instruction.capture(Doors.key("less", number), order, aPart()),
                  CaptureFault.Code.CAPTURE_IS_PARTIAL);
      case CAPTURE_TOO_LARGE ->
          anyDraft()
              .addHeldBack(
                  Instruction.capture(Doors.key("more", number), order, AUTHORISED + aPart()),
                  CaptureFault.Code.CAPTURE_TOO_LARGE);
      // All of a night is in one currency.
      case CAPTURE_IN_OTHER_CURRENCY, CANCEL_IS_PARTIAL ->
          throw new IllegalStateException("none is made");
      case ORDER_IN_DOUBT -> {
        Draft draft = anyDraft();
        Instruction slip = Instruction.capture(Doors.key("slip", number), order, AUTHORISED);
        Draft.Mistake mistake = anyMistake();
        while (!draft.showsOrder(mistake)) {
          mistake = anyMistake();
        }
        draft.addBad(slip, mistake);
        draft.addHeldBack(
            random.nextBoolean()
                ? Instruction.capture(Doors.key("beside", number), order, AUTHORISED)
                : Instruction.cancel(Doors.key("beside", number), order),
            CaptureFault.Code.ORDER_IN_DOUBT);
      }
      case ORDER_CAPTURED_TWICE -> {
        Draft draft = anyDraft();
        for (Instruction capture : several(order, number)) {
          draft.addHeldBack(capture, CaptureFault.Code.ORDER_CAPTURED_TWICE);
        }
      }
      case ORDER_CAPTURED_BEFORE -> {
        List<Draft> different = new ArrayList<>(drafts);
        Collections.shuffle(different, random);
        for (Instruction capture : several(order, number)) {
          if (!different.isEmpty()) {
            different.remove(0).add(capture);
          }
        }
      }
    }
  }

  /** Two captures of one order, or three, each of all or of a part that is meant. */
  private List<Instruction> several(String order, int number) {
    List<Instruction> captures = new ArrayList<>();
    for (int i = 2 + random.nextInt(2); i > 0; i--) {
      long amount = random.nextBoolean() ? AUTHORISED : aPart();
      captures.add(Instruction.capture(Doors.key("one-of-" + i, number), order, amount));
    }
    return captures;
  }

  private Draft anyDraft() {
    return drafts.get(random.nextInt(drafts.size()));
  }

  private record Made(Instruction instruction, Draft in) {}

  private final List<Made> made = new ArrayList<>();

  private void addTrouble() {
    for (Made each : made) {
      Instruction instruction = each.instruction();
      Long amount = instruction.amount();
      double drawn = random.nextDouble();
      if (drawn < BAD && amount != null) {
        Instruction like =
            Instruction.capture("bad-" + instruction.key(), instruction.orderId(), amount);
        Draft other = anyDraft();
        if (!other.has(like.orderId())) {
          other.addBad(like, anyMistake());
        }
      } else if (drawn < BAD + REPEATED) {
        addBesideNoMistake(sameOrOther(each.in()), instruction);
      } else if (drawn < BAD + REPEATED + REUSED && amount != null) {
        Draft other = anyDraft();
        if (acrossFiles && !other.has(instruction.orderId())) {
          other.add(instruction.withAmount(amount % AUTHORISED + 1));
        }
      }
    }
  }

  private static void addBesideNoMistake(Draft draft, Instruction instruction) {
    if (!draft.hasMistakeOf(instruction.orderId()) && !draft.contradicts(instruction)) {
      draft.add(instruction);
    }
  }

  private Draft.Mistake anyMistake() {
    Draft.Mistake[] mistakes = Draft.Mistake.values();
    return mistakes[random.nextInt(mistakes.length)];
  }

  private Draft sameOrOther(Draft draft) {
    return random.nextInt(5) < 2 ? draft : anyDraft();
  }

  private List<DroppedFile> droppedTwiceIncluded(List<DroppedFile> files) {
    List<DroppedFile> all = new ArrayList<>(files);
    for (DroppedFile file : files) {
      if (random.nextDouble() < DROPPED_TWICE) {
        boolean atOnce = random.nextBoolean();
        double later = file.when() + (1 - file.when()) * random.nextDouble();
        all.add(file.again(file.base() + "-again.csv", atOnce ? file.when() : later));
      }
    }
    all.sort(Comparator.comparingDouble(DroppedFile::when));
    return all;
  }
}
