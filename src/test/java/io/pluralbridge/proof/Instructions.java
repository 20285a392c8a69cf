package io.pluralbridge.proof;

import java.util.ArrayList;
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
 */
final class Instructions {

  /** What each order is authorised for. */
  static final long AUTHORISED = 110_000;

  private static final double SAME_FILE = 0.2;
  private static final double BAD = 0.02;
  private static final double REPEATED = 0.02;
  private static final double REUSED = 0.01;
  private static final double DROPPED_TWICE = 0.1;

  private final Random random;
  private final List<String> orders;
  private final Doors doors;
  private final List<Draft> drafts = new ArrayList<>();

  private Instructions(long seed, List<String> orders, Doors doors) {
    this.random = new Random(seed);
    this.orders = orders;
    this.doors = doors;
  }

  /** The files, in the order in which they are dropped. */
  static List<DroppedFile> make(long seed, List<String> orders, Doors doors) {
    return new Instructions(seed, orders, doors).make();
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
        Instruction.capture(Doors.key("cap", number), order, 1 + random.nextInt((int) AUTHORISED));
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

  private record Made(Instruction instruction, Draft in) {}

  private final List<Made> made = new ArrayList<>();

  private void addTrouble() {
    for (Made each : made) {
      Instruction instruction = each.instruction();
      Long amount = instruction.amount();
      double drawn = random.nextDouble();
      if (drawn < BAD && amount != null) {
        Draft.Mistake[] mistakes = Draft.Mistake.values();
        Instruction like =
            Instruction.capture("bad-" + instruction.key(), instruction.orderId(), amount);
        each.in().addBad(like, mistakes[random.nextInt(mistakes.length)]);
      } else if (drawn < BAD + REPEATED) {
        sameOrOther(each.in()).add(instruction);
      } else if (drawn < BAD + REPEATED + REUSED && amount != null) {
        sameOrOther(each.in()).add(instruction.withAmount(amount % AUTHORISED + 1));
      }
    }
  }

  private Draft sameOrOther(Draft draft) {
    return random.nextInt(5) < 2 ? draft : drafts.get(random.nextInt(drafts.size()));
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
