package io.pluralbridge.instruction;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pluralbridge.carddata.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The payments in a payload of {@code CREATE_PAYMENT}: {@code {"payments": [item, ...]}}. */
final class Items {

  private static final String PAYMENTS = "payments";

  private Items() {}

  /** Every item, each with its path in the whole. */
  static List<Field> in(Payload payload, Faults faults) throws RefusedException {
    Field payments = Field.root(StrictJson.parse(payload.json()), faults).at(PAYMENTS);
    List<Field> items = new ArrayList<>();
    for (int i = 0; i < payments.size(); i++) {
      if (payments.at(i).isGiven()) {
        items.add(payments.at(i));
      }
    }
    return items;
  }

  /** Checks every item, and refuses the payload when something is wrong with one. */
  static void check(Payload payload, Consumer<Field> rules) throws RefusedException {
    Faults faults = new Faults();
    in(payload, faults).forEach(rules);
    faults.throwIfAny();
  }

  /** One payload per item, in which those before it are null: so each keeps its path. */
  static List<Payload> apart(Payload payload) throws RefusedException {
    Field payments = Field.root(StrictJson.parse(payload.json()), new Faults()).at(PAYMENTS);
    List<Payload> apart = new ArrayList<>();
    for (int i = 0; i < payments.size(); i++) {
      Field item = payments.at(i);
      if (item.isGiven()) {
        ArrayNode alone = JsonNodeFactory.instance.arrayNode();
        for (int before = 0; before < i; before++) {
          alone.addNull();
        }
        alone.add(item.node());
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        apart.add(new Payload(whole.set(PAYMENTS, alone).toString()));
      }
    }
    return apart;
  }
}
