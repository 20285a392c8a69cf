package io.pluralbridge.files;

import io.pluralbridge.carddata.CardNumbers;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the order ids that a refused line may be of, however it writes them: with blanks around
 * them, with another dash, in a field of another column where the line has too many.
 */
final class OrderIds {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,50}");
  private static final Pattern DASHES = Pattern.compile("[\\p{Pd}\u2212]");
  private static final Pattern UNSEEN = Pattern.compile("\\p{Cf}");
  private static final Pattern NUMBER = Pattern.compile("[0-9-]+");
  private static final int MOST = 200;

  private OrderIds() {}

  /**
   * What may be an order id in a text.
   *
   * @param cardNumber true when the text is of a line with a card number: then no number is one
   */
  static List<String> in(String text, boolean cardNumber) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKC);
    plain = UNSEEN.matcher(DASHES.matcher(plain).replaceAll("-")).replaceAll("");
    Set<String> found = new LinkedHashSet<>();
    Matcher names = NAME.matcher(plain);
    while (found.size() < MOST && names.find()) {
      String name = names.group();
      if (!cardNumber || !(NUMBER.matcher(name).matches() || CardNumbers.isIn(name))) {
        found.add(name);
      }
    }
    return new ArrayList<>(found);
  }
}
