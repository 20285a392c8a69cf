package io.pluralbridge.carddata;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Looks through a folded text for card numbers, and marks their digits.
 *
 * <p>Digits that only characters other than letters part make a cluster of groups. In a cluster
 * three things are a card number:
 *
 * <ul>
 *   <li>groups of the sizes that are printed on cards, wherever in the cluster they begin, parted
 *       all alike or by any of the characters that join (a space, a dash and their like), or four
 *       by four with one sign that is another than the rest; and halves of one in two columns;
 *   <li>single digits parted alike, and groups of another regular size, only if they are all of the
 *       groups that are parted alike by one joining character, none of them reads as a date, and no
 *       letter touches them;
 *   <li>one group: as a whole, behind zeros, before an expiry or a security code, or at either end
 *       of more than twenty digits that do not begin with a time.
 * </ul>
 *
 * <p>Never what lies in a UUID or among the letters and digits of a long hexadecimal word.
 */
final class CardFinder {

  private static final int LONGEST_GAP = 16;

  /** As in columns of a fixed width. */
  private static final int LONGEST_BLANK = 64;

  private static final int SHORTEST_HEX = 24;
  private static final int LONGER_THAN_ANY_REFERENCE = 20;
  private static final int UUID_LENGTH = 36;
  private static final String JOINING = " -._/+";

  /** Between groups that are parted in no one way. */
  private static final char MIXED = '?';

  private static final int[] USUAL_SIZES = {14, 15, 16, 19};

  /** As they are printed. */
  private static final int[][] PRINTED = {
    {4, 4, 4, 4}, {4, 4, 4, 4, 3}, {4, 4, 4, 4, 2}, {4, 4, 4, 4, 1}, {4, 4, 4, 3}, {4, 4, 4, 2},
  };

  /** As they are printed too, but so that other numbers beside one another look the same. */
  private static final int[][] PRINTED_ALIKE = {{4, 6, 5}, {4, 6, 4}};

  private static final int[][] WRITTEN = {
    {8, 8}, {8, 8, 3}, {4, 4, 8}, {8, 4, 4}, {6, 13}, {6, 10}, {4, 5, 6}, {4, 4, 5}
  };

  private final PlainText text;
  private final BitSet found = new BitSet();

  private byte[] digits = new byte[64];
  private int[] places = new int[64];
  private int count;

  /** The first digit of each group, and one past the last. */
  private int[] groups = new int[32];

  /** What stands before each group. */
  private char[] gaps = new char[32];

  private int groupCount;

  private CardFinder(PlainText text) {
    this.text = text;
  }

  /** The places of all digits of card numbers. */
  static BitSet find(PlainText text) {
    CardFinder finder = new CardFinder(text);
    finder.run();
    return finder.found;
  }

  private void run() {
    int gap = 0;
    char sign = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.at(i);
      if (c >= '0' && c <= '9') {
        if (count == 0 || gap > 0) {
          begin(sign);
        }
        add((byte) (c - '0'), i);
        gap = 0;
        sign = 0;
      } else if (isLetter(c) || gap >= (sign == ' ' ? LONGEST_BLANK : LONGEST_GAP)) {
        judge();
        gap = 0;
        sign = 0;
      } else if (count > 0) {
        gap++;
        sign = sign(sign, c);
      }
    }
    judge();
  }

  /** Spaces beside another sign say nothing more than that sign. */
  private static char sign(char before, char c) {
    boolean isSpace = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (before == 0 || before == c) {
      return isSpace ? ' ' : c;
    }
    if (isSpace) {
      return before;
    }
    return before == ' ' ? c : MIXED;
  }

  private void begin(char sign) {
    if (groupCount + 2 > groups.length) {
      groups = Arrays.copyOf(groups, groups.length * 2);
      gaps = Arrays.copyOf(gaps, gaps.length * 2);
    }
    gaps[groupCount] = sign;
    groups[groupCount] = count;
    groupCount++;
  }

  private void add(byte digit, int place) {
    if (count == digits.length) {
      digits = Arrays.copyOf(digits, count * 2);
      places = Arrays.copyOf(places, count * 2);
    }
    digits[count] = digit;
    places[count] = place;
    count++;
    groups[groupCount] = count;
  }

  private void judge() {
    if (count >= CardRanges.SHORTEST) {
      for (int group = 0; group < groupCount; group++) {
        if (size(group) >= CardRanges.SHORTEST) {
          judgeRun(group);
        }
        judgeGroups(group);
      }
    }
    count = 0;
    groupCount = 0;
  }

  private int size(int group) {
    return groups[group + 1] - groups[group];
  }

  private void mark(int from, int to) {
    for (int i = from; i < to; i++) {
      found.set(places[i]);
    }
  }

  // ---- groups ----------------------------------------------------------------------------------

  private void judgeGroups(int first) {
    for (int[] shape : PRINTED) {
      if (hasShape(first, shape)
          && (isAlike(first, shape.length)
              || isJoined(first, shape.length)
              || isAlikeButOnce(first, shape))) {
        judge(first, shape);
      }
    }
    for (int[] shape : PRINTED_ALIKE) {
      if (hasShape(first, shape) && isAlike(first, shape.length)) {
        judge(first, shape);
      }
    }
    judgeColumns(first);
    int singles = singles(first);
    if (singles >= CardRanges.SHORTEST) {
      judge(groups[first], groups[first + singles], singles);
    }
    int chain = chain(first);
    if (chain >= 2) {
      for (int[] shape : WRITTEN) {
        if (shape.length == chain && hasShape(first, shape) && isWritten(first, shape)) {
          judge(first, shape);
        }
      }
      if (isRegular(first, chain)) {
        judge(groups[first], groups[first + chain], sum(first, chain));
      }
    }
  }

  /** Eight and eight, or twelve and four, in two columns; of the usual ranges, and no dates. */
  private void judgeColumns(int first) {
    if (first + 1 >= groupCount || (gaps[first + 1] != ',' && gaps[first + 1] != ';')) {
      return;
    }
    boolean isHalf = size(first) == 8 && size(first + 1) == 8;
    boolean isWhole = size(first) == 12 && size(first + 1) == 4;
    int from = groups[first];
    if ((isHalf || isWhole)
        && CardRanges.isCommonCard(digits, from, 16)
        && !Digits.isDate(digits, from)
        && !(isHalf && Digits.isDate(digits, from + 8))) {
      mark(from, from + 16);
    }
  }

  /** As in {@code (4012) 0010 3714 1112}, or {@code 4012 0010,3714 1112} in two columns. */
  private boolean isAlikeButOnce(int first, int[] shape) {
    if (shape.length != 4
        || shape[3] != 4
        || !CardRanges.isCommonCard(digits, groups[first + 1] - 4, 16)) {
      return false;
    }
    char one = gaps[first + 1];
    char two = gaps[first + 2];
    char three = gaps[first + 3];
    char usual = one == three ? one : two;
    return (usual == ' ' || usual == '-') && (one == three || two == three);
  }

  /** True when the groups have these sizes, but for zeros before the first and more at the last. */
  private boolean hasShape(int first, int[] shape) {
    if (first + shape.length > groupCount || size(first) < shape[0]) {
      return false;
    }
    for (int i = 1; i < shape.length - 1; i++) {
      if (size(first + i) != shape[i]) {
        return false;
      }
    }
    return size(first + shape.length - 1) >= shape[shape.length - 1] && isZeros(first, shape[0]);
  }

  private boolean isZeros(int group, int size) {
    for (int i = groups[group]; i < groups[group + 1] - size; i++) {
      if (digits[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private void judge(int first, int[] shape) {
    int from = groups[first + 1] - shape[0];
    int length = Arrays.stream(shape).sum();
    int end = groups[first + shape.length];
    if (from + length == end || isBehindCard(from, length, end)) {
      judge(from, end, length);
    }
  }

  private void judge(int from, int end, int length) {
    if (CardRanges.isCard(digits, from, length) && !isInUuid(places[from])) {
      mark(from, end);
    }
  }

  private boolean isAlike(int first, int length) {
    for (int i = first + 2; i < first + length; i++) {
      if (gaps[i] != gaps[first + 1]) {
        return false;
      }
    }
    return true;
  }

  private boolean isJoined(int first, int length) {
    for (int i = first + 1; i < first + length; i++) {
      if (JOINING.indexOf(gaps[i]) < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * How many groups are parted alike by a joining character from this one on, where that many begin
   * here and end before something else; 0 where not.
   */
  private int chain(int first) {
    if (first + 1 >= groupCount) {
      return 0;
    }
    char sign = gaps[first + 1];
    boolean begins = first == 0 ? !isLetterBefore() : gaps[first] != sign;
    if (!begins || (JOINING.indexOf(sign) < 0 && sign != ':' && sign != ',')) {
      return 0;
    }
    int last = first + 1;
    while (last + 1 < groupCount && gaps[last + 1] == sign && !isExpiry(last + 1)) {
      last++;
    }
    return last + 1 == groupCount && isLetterAfter() ? 0 : last + 1 - first;
  }

  /** How many single digits follow one another from this one on, the first of them. */
  private int singles(int first) {
    if (size(first) > 1 || (first > 0 && size(first - 1) == 1)) {
      return 0;
    }
    int end = first;
    while (end < groupCount && size(end) == 1 && isAlike(first, end - first + 1)) {
      end++;
    }
    return end - first;
  }

  /** A month, or month and year, when an eight digit group goes before. */
  private boolean isExpiry(int group) {
    return size(group - 1) >= 8
        && ((size(group) == 2 && Digits.isMonth(Digits.number(digits, groups[group], 2)))
            || (size(group) == 4 && Digits.isExpiry(digits, groups[group], 4)));
  }

  /** Not what reads as dates, or as two numbers beside one another. */
  private boolean isWritten(int first, int[] shape) {
    char sign = gaps[first + 1];
    boolean isTight = sign == '-' || sign == '.' || sign == '_' || sign == '/' || sign == '+';
    return sign != ','
        && sign != ':'
        && (isTight || shape[0] != 6)
        && !holdsDate(first, shape.length);
  }

  private boolean holdsDate(int first, int length) {
    for (int group = first; group < first + length; group++) {
      if ((size(group) == 8 && Digits.isDate(digits, groups[group]))
          || (size(group) == 6 && group == first && Digits.isShortDate(digits, groups[group]))) {
        return true;
      }
    }
    return false;
  }

  /** All of one size but the last, or the first of thousands, which may have fewer digits. */
  private boolean isRegular(int first, int length) {
    int digitsInAll = sum(first, length);
    if (length < 3 || digitsInAll > CardRanges.LONGEST || holdsDate(first, length)) {
      return false;
    }
    int size = size(first + 1);
    for (int i = 2; i < length - 1; i++) {
      if (size(first + i) != size) {
        return false;
      }
    }
    int before = size(first);
    int behind = size(first + length - 1);
    return (before == size && behind <= size) || (before < size && behind == size && size <= 3);
  }

  private int sum(int first, int length) {
    return groups[first + length] - groups[first];
  }

  private boolean isLetterBefore() {
    return places[0] > 0 && isLetter(text.at(places[0] - 1));
  }

  private boolean isLetterAfter() {
    int next = places[count - 1] + 1;
    return next < text.length() && isLetter(text.at(next));
  }

  // ---- one run of digits -----------------------------------------------------------------------

  private void judgeRun(int group) {
    int end = groups[group + 1];
    int from = groups[group];
    while (from < end && digits[from] == 0) {
      from++;
    }
    if (holdsCard(from, end) && !isInHex(places[groups[group]], places[end - 1])) {
      mark(from, end);
    } else if (isParted(group, from, end)) {
      mark(from, groups[group + 2]);
    }
  }

  /** True where the month of the expiry is in this group and its year in the next: 12/30. */
  private boolean isParted(int group, int from, int end) {
    if (group + 1 >= groupCount || (gaps[group + 1] != '/' && gaps[group + 1] != '-')) {
      return false;
    }
    int card = end - from - 2;
    int year = size(group + 1);
    boolean isUsual = card == 15 || card == 16;
    boolean isYear = year == 2 || year == 4 || year == 5 || year == 7;
    return isUsual
        && isYear
        && CardRanges.isCommonCard(digits, from, card)
        && Digits.isMonth(Digits.number(digits, end - 2, 2))
        && Digits.isExpiry(digits, end - 2, 2 + year);
  }

  private boolean holdsCard(int from, int end) {
    int length = end - from;
    if (CardRanges.isCard(digits, from, length)) {
      return true;
    }
    for (int size : USUAL_SIZES) {
      if (size < length
          && ((isBehindCard(from, size, end) && CardRanges.isCard(digits, from, size))
              || (isBeforeCard(from, end - size)
                  && CardRanges.isCommonCard(digits, end - size, size)))) {
        return true;
      }
    }
    return length > LONGER_THAN_ANY_REFERENCE
        && !Digits.isTimeFirst(digits, from)
        && (isCommonCardAt(from)
            || CardRanges.isCommonCard(digits, end - 16, 16)
            || CardRanges.isCommonCard(digits, end - 15, 15));
  }

  private boolean isCommonCardAt(int from) {
    return CardRanges.isCommonCard(digits, from, 16) || CardRanges.isCommonCard(digits, from, 15);
  }

  /** True for what people write right behind a card number: its security code, its expiry. */
  private boolean isBehindCard(int from, int size, int end) {
    int rest = end - from - size;
    return rest == 3
        || (rest == 4 && CardRanges.hasLongCode(digits, from))
        || Digits.isExpiry(digits, from + size, rest);
  }

  /** True for what people write right before one: its expiry, a day, a time. */
  private boolean isBeforeCard(int from, int card) {
    int head = card - from;
    return (head == 4 && Digits.isMonth(Digits.number(digits, from, 2)) && isExpiryAt(from))
        || ((head == 8 || head == 14) && Digits.isDate(digits, from));
  }

  private boolean isExpiryAt(int from) {
    return Digits.isExpiry(digits, from, 4);
  }

  /** Letters and digits that alternate, all of them hexadecimal, are the digest of something. */
  private boolean isInHex(int first, int last) {
    int start = first;
    while (start > 0 && isHex(text.at(start - 1))) {
      start--;
    }
    int end = last + 1;
    while (end < text.length() && isHex(text.at(end))) {
      end++;
    }
    if (end - start < SHORTEST_HEX) {
      return false;
    }
    int words = 0;
    boolean hasDigit = false;
    for (int i = start; i < end; i++) {
      if (i == first) {
        i = last;
      } else if (isLetter(text.at(i))) {
        boolean isFirst = i == start || !isLetter(text.at(i - 1));
        words += isFirst ? 1 : 0;
      } else {
        hasDigit = true;
      }
    }
    return words > 1 && hasDigit && !isTrack(last + 1);
  }

  /** True where the magnetic stripe of a card goes on behind its number: D, year and month. */
  private boolean isTrack(int place) {
    if (place + 5 > text.length() || (text.at(place) | 0x20) != 'd') {
      return false;
    }
    byte[] expiry = new byte[4];
    for (int i = 0; i < expiry.length; i++) {
      char c = text.at(place + 1 + i);
      if (c < '0' || c > '9') {
        return false;
      }
      expiry[i] = (byte) (c - '0');
    }
    return Digits.isExpiry(expiry, 0, 4);
  }

  private boolean isInUuid(int place) {
    for (int start = Math.max(0, place - UUID_LENGTH); start <= place; start++) {
      if (isUuid(start) && place < start + UUID_LENGTH) {
        return true;
      }
    }
    return false;
  }

  private boolean isUuid(int start) {
    int end = start + UUID_LENGTH;
    if (end > text.length()
        || (start > 0 && isHex(text.at(start - 1)))
        || (end < text.length() && isHex(text.at(end)))) {
      return false;
    }
    for (int i = 0; i < UUID_LENGTH; i++) {
      char c = text.at(start + i);
      boolean isDash = i == 8 || i == 13 || i == 18 || i == 23;
      if (isDash != (c == '-') || (!isDash && !isHex(c))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
