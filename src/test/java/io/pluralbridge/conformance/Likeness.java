package io.pluralbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compares an answer with a sample, field by field, and names every difference by its pointer. */
final class Likeness {

  private final JsonNode answer;
  private final JsonNode sample;
  private final Set<String> otherValue = new HashSet<>();
  private final Set<String> more = new HashSet<>();
  private final List<String> differences = new ArrayList<>();

  private Likeness(JsonNode answer, JsonNode sample) {
    this.answer = answer;
    this.sample = sample;
  }

  static Likeness of(JsonNode answer, JsonNode sample) {
    return new Likeness(answer, sample);
  }

  /** There the value may be another, of the same type. */
  Likeness but(String... pointers) {
    Collections.addAll(otherValue, pointers);
    return this;
  }

  /** The answer has these, the sample has not. */
  Likeness withMore(String... pointers) {
    Collections.addAll(more, pointers);
    return this;
  }

  void isExact() {
    compare("", answer, sample);
    assertThat(differences).as("differences between %s and %s", answer, sample).isEmpty();
  }

  private void compare(String pointer, JsonNode ours, JsonNode theirs) {
    if (more.contains(pointer)) {
      if (ours.isMissingNode() || !theirs.isMissingNode()) {
        differences.add(pointer + " is not only in the answer");
      }
    } else if (ours.getNodeType() != theirs.getNodeType()) {
      differences.add(pointer + " is " + ours.getNodeType() + " not " + theirs.getNodeType());
    } else if (theirs.isObject()) {
      Set<String> names = new TreeSet<>();
      ours.fieldNames().forEachRemaining(names::add);
      theirs.fieldNames().forEachRemaining(names::add);
      names.forEach(name -> compare(pointer + "/" + name, ours.path(name), theirs.path(name)));
    } else if (theirs.isArray()) {
      for (int i = 0; i < Math.max(ours.size(), theirs.size()); i++) {
        compare(pointer + "/" + i, ours.path(i), theirs.path(i));
      }
    } else if (!otherValue.contains(pointer) && !ours.equals(theirs)) {
      differences.add(pointer + " is " + ours + " not " + theirs);
    }
  }
}
