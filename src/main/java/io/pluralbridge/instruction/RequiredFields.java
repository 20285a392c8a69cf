package io.pluralbridge.instruction;

import io.pluralbridge.carddata.Payload;
import java.util.List;

/** The rules of a type of payment that needs no class of its own: what must be there. */
public final class RequiredFields {

  /**
   * Returns normally when every payment has these fields, each a text that is not empty.
   *
   * @param paths below {@code payment_option}, as in {@code gift_card_details.code}, with commas
   *     between
   * @throws RefusedException with all that is missing
   */
  public void check(Payload payload, String paths) throws RefusedException {
    List<String> fields = List.of(paths.split("\\s*,\\s*", -1));
    Items.check(payload, item -> fields.forEach(path -> field(item, path).requiredText()));
  }

  private static Field field(Field item, String path) {
    Field at = item.at("payment_option");
    for (String name : path.split("\\.", -1)) {
      at = at.at(name);
    }
    return at;
  }
}
