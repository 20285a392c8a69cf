package io.pluralbridge.proof;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.payment.Action;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InstructionsTest {

  private final List<String> orders = IntStream.range(0, 500).mapToObj(i -> "v1-" + i).toList();

  @Test
  void the_same_seed_makes_the_same_files() {
    assertThat(files(7)).isEqualTo(files(7));
    assertThat(files(8)).isNotEqualTo(files(7));
  }

  @Test
  void every_order_has_the_key_of_one_capture_and_of_one_cancel() {
    List<DroppedFile> files = files(7);
    for (Action action : List.of(Action.CAPTURE, Action.CANCEL)) {
      List<Instruction> asked = lines(files).map(FileLine::instruction).toList();
      Set<String> pairs = new HashSet<>();
      asked.stream()
          .filter(Objects::nonNull)
          .filter(instruction -> instruction.action() == action)
          .forEach(instruction -> pairs.add(instruction.orderId() + " " + instruction.key()));
      assertThat(pairs).hasSize(orders.size());
    }
  }

  @Test
  void there_is_trouble_of_every_kind() {
    List<DroppedFile> files = files(7);

    Set<String> contents = new HashSet<>();
    files.forEach(file -> contents.add(file.sha256()));
    assertThat(contents).as("files that come twice").hasSizeLessThan(files.size());
    assertThat(files).as("control totals").anyMatch(DroppedFile::withTotals);
    assertThat(lines(files)).as("mistakes").anyMatch(line -> line.refusal() != null);
    List<Instruction> good =
        lines(files).map(FileLine::instruction).filter(Objects::nonNull).toList();
    Set<Instruction> different = new HashSet<>(good);
    Set<String> keys = new HashSet<>();
    good.forEach(instruction -> keys.add(instruction.id()));
    assertThat(different).as("lines that come twice").hasSizeLessThan(good.size());
    assertThat(keys).as("keys with two amounts").hasSizeLessThan(different.size());
  }

  @Test
  void captures_that_are_not_to_be_sent_have_orders_of_their_own() {
    List<String> others = IntStream.range(0, 40).mapToObj(i -> "v1-other-" + i).toList();
    List<DroppedFile> files = Instructions.make(7, orders, others, new Doors(7, 0));

    Map<String, List<FileLine>> ofOrder =
        lines(files)
            .filter(line -> line.instruction() != null)
            .filter(line -> others.contains(line.instruction().orderId()))
            .distinct()
            .collect(groupingBy(line -> line.instruction().orderId()));
    assertThat(ofOrder).hasSize(others.size());
    Map<String, Long> kinds =
        ofOrder.values().stream()
            .collect(groupingBy(of -> String.valueOf(of.get(0).refusal()), counting()));
    assertThat(kinds)
        .isEqualTo(
            Map.of(
                "CAPTURE_IS_PARTIAL", 8L,
                "CAPTURE_TOO_LARGE", 8L,
                "ORDER_CAPTURED_TWICE", 8L,
                "ORDER_IN_DOUBT", 8L,
                "null", 8L));
    assertThat(lines(files).filter(FileLine::isToBeHeldBack))
        .allSatisfy(line -> assertThat(ofOrder).containsKey(line.instruction().orderId()));
    for (DroppedFile file : files) {
      Map<String, Long> captures =
          file.lines().stream()
              .filter(line -> line.instruction() != null)
              .filter(line -> "null".equals(String.valueOf(line.refusal())))
              .filter(line -> ofOrder.containsKey(line.instruction().orderId()))
              .collect(groupingBy(line -> line.instruction().orderId(), counting()));
      assertThat(captures.values()).as("one in each file").allMatch(count -> count == 1);
    }
  }

  @Test
  void whoever_comes_over_http_alone_is_in_no_file() {
    Doors doors = new Doors(7, 30);
    List<DroppedFile> files = Instructions.make(7, orders, List.of(), doors);
    doors.addJourneys(orders.size(), 20);

    Set<String> inFiles = new HashSet<>();
    lines(files)
        .map(FileLine::instruction)
        .filter(Objects::nonNull)
        .forEach(instruction -> inFiles.add(instruction.id()));
    Set<String> overHttp = new HashSet<>();
    doors.errands().forEach(errand -> overHttp.add(errand.instruction().id()));
    Set<String> both = new HashSet<>(inFiles);
    both.retainAll(overHttp);
    assertThat(overHttp).hasSizeBetween(250, 400);
    assertThat(both).as("keys that come both ways").hasSizeBetween(60, 200);
    assertThat(doors.errands()).as("orders made").anyMatch(e -> e.path().endsWith("/orders"));
  }

  @Test
  void the_same_seed_sends_out_the_same_clients() {
    assertThat(errands(7)).isEqualTo(errands(7));
    assertThat(errands(8)).isNotEqualTo(errands(7));
  }

  private List<Errand> errands(long seed) {
    Doors doors = new Doors(seed, 30);
    Instructions.make(seed, orders, List.of(), doors);
    doors.addJourneys(orders.size(), 5);
    return doors.errands();
  }

  private List<DroppedFile> files(long seed) {
    return Instructions.make(seed, orders, List.of(), new Doors(seed, 0));
  }

  private static Stream<FileLine> lines(List<DroppedFile> files) {
    return files.stream().flatMap(file -> file.lines().stream());
  }
}
