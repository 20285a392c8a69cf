package io.pluralbridge.payment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.carddata.CardNumbers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How many card numbers are found, and how much else is taken for one. Prints both. */
class CardRatesTest {

  /** A million takes some minutes: {@code -Dcards.keys=1000000}. */
  private static final int KEYS = Integer.getInteger("cards.keys", 200_000);

  private static final int CARDS_OF_A_BRAND = 25;
  private static final long SEED = 20_261_130L;

  // ---- cards -----------------------------------------------------------------------------------

  private record Brand(String name, int length, int[] groups, String... beginnings) {}

  private static final int[] FOURS = {4, 4, 4, 4};

  private static final List<Brand> BRANDS =
      List.of(
          new Brand("Visa", 16, FOURS, "4"),
          new Brand("Mastercard", 16, FOURS, "51", "52", "53", "54", "55"),
          new Brand("Mastercard 2", 16, FOURS, "2221", "23", "24", "25", "26", "2720"),
          new Brand("RuPay", 16, FOURS, "60", "65", "81", "82", "508", "353", "356"),
          new Brand("Discover", 16, FOURS, "6011", "644", "649", "65"),
          new Brand("JCB", 16, FOURS, "3528", "3589"),
          new Brand("Maestro", 16, FOURS, "5018", "5020", "5038", "56", "57", "58", "6304", "67"),
          new Brand("UnionPay", 16, FOURS, "62"),
          new Brand("American Express", 15, new int[] {4, 6, 5}, "34", "37"),
          new Brand("Diners Club", 14, new int[] {4, 6, 4}, "300", "305", "36", "38", "39"),
          new Brand("Visa 19", 19, new int[] {4, 4, 4, 4, 3}, "4"),
          new Brand("Maestro 19", 19, new int[] {4, 4, 4, 4, 3}, "6304", "5018"));

  private static String card(Brand brand, Random random) {
    StringBuilder digits =
        new StringBuilder(brand.beginnings[random.nextInt(brand.beginnings.length)]);
    while (digits.length() < brand.length - 1) {
      digits.append(random.nextInt(10));
    }
    for (char last = '0'; last <= '9'; last++) {
      if (CardNumbers.hasValidCheckDigit(digits.toString() + last)) {
        return digits.append(last).toString();
      }
    }
    throw new IllegalStateException("one of ten check digits is right");
  }

  private static String grouped(Brand brand, String card, String separator) {
    List<String> groups = new ArrayList<>();
    int from = 0;
    for (int size : brand.groups) {
      groups.add(card.substring(from, from + size));
      from += size;
    }
    return String.join(separator, groups);
  }

  private static final List<String> SEPARATORS =
      List.of(
          " ",
          "  ",
          "     ",
          "-",
          "--",
          " - ",
          ".",
          "_",
          "/",
          "+",
          ",",
          ", ",
          ":",
          " : ",
          "|",
          ";",
          "*",
          "#",
          "~",
          "=",
          "'",
          "\"",
          "\",\"",
          "(",
          ") (",
          "\t",
          "\n",
          "\r\n",
          "\u00A0",
          "\u2009",
          "\u202F",
          "\u3000",
          "\u2011",
          "\u2013",
          "\u2212",
          "\u00B7",
          "\u200B\u2009",
          "%20",
          "%2B",
          "%2520",
          "%252B",
          "%2C",
          "%3A",
          "%7C",
          "%2F",
          "%C2%A0",
          "%E2%80%89",
          "%25C2%25A0",
          "%09",
          "&nbsp;",
          "&#160;",
          "&#xA0;",
          "&amp;nbsp;",
          "&thinsp;",
          "%26nbsp%3B",
          "\\n",
          "\\t",
          "\\u00a0",
          "\\\\u2009",
          "%5Cu00a0",
          "%",
          "\\",
          "&");

  private static String mapped(String digits, Function<Character, String> spelling) {
    StringBuilder spelt = new StringBuilder();
    for (int i = 0; i < digits.length(); i++) {
      spelt.append(spelling.apply(digits.charAt(i)));
    }
    return spelt.toString();
  }

  private static String inScript(String digits, int zero) {
    return mapped(
        digits,
        digit ->
            digit < '0' || digit > '9' ? digit.toString() : Character.toString(zero + digit - '0'));
  }

  private static String percent(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(UTF_8)) {
      encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
    }
    return encoded.toString();
  }

  private static List<BiFunction<Brand, String, String>> spellings() {
    List<BiFunction<Brand, String, String>> spellings = new ArrayList<>();
    for (String separator : SEPARATORS) {
      spellings.add((brand, card) -> grouped(brand, card, separator));
    }
    for (int zero : new int[] {0xFF10, 0x966, 0x660, 0x9E6, 0xBE6, 0x1D7CE}) {
      spellings.add((brand, card) -> inScript(card, zero));
      spellings.add((brand, card) -> percent(inScript(card, zero)));
      spellings.add((brand, card) -> inScript(grouped(brand, card, "\u3000"), zero));
    }
    List<UnaryOperator<String>> unbroken =
        List.of(
            card -> card,
            card -> "0" + card,
            card -> "000" + card,
            card -> card + "1230",
            card -> card + "3012",
            card -> card + "122030",
            card -> card + "123",
            card -> card + "1230123",
            card -> card + "12301234",
            card -> card + "=30121011234567890",
            card -> card + "D30121011234567890",
            card -> card + "301210112345678901",
            card -> card + " 12/30 123",
            card -> card + ",123",
            CardRatesTest::percent,
            card -> percent(card).replace("%", "%25"),
            card -> percent(card).replace("%", "%2525"),
            card -> mapped(card, digit -> "&#" + (int) digit + ";"),
            card -> mapped(card, digit -> "&#" + (int) digit),
            card -> mapped(card, digit -> "&#x" + Integer.toHexString(digit) + ";"),
            card -> mapped(card, digit -> "%26%23" + (int) digit + "%3B"),
            card -> mapped(card, digit -> "&amp;#" + (int) digit + ";"),
            card -> mapped(card, digit -> "\\u00" + Integer.toHexString(digit)),
            card -> mapped(card, digit -> "\\\\u00" + Integer.toHexString(digit)),
            card -> mapped(card, digit -> "%u00" + Integer.toHexString(digit)),
            card -> mapped(card, digit -> "%5Cu00" + Integer.toHexString(digit)),
            card -> mapped(card, digit -> digit + "\u200B"),
            card -> mapped(card, digit -> digit + "\0"),
            card -> mapped(card, digit -> digit + " "),
            card -> mapped(card, digit -> digit + "-"),
            card -> mapped(card, digit -> digit + "\uFE0F\u20E3"));
    unbroken.forEach(spelling -> spellings.add((brand, card) -> spelling.apply(card)));
    List<BiFunction<Brand, String, String>> inGroups =
        List.of(
            (brand, card) -> "0" + grouped(brand, card, " "),
            (brand, card) -> "0 " + grouped(brand, card, " "),
            (brand, card) -> "1230 " + grouped(brand, card, " "),
            (brand, card) -> grouped(brand, card, " ") + " 12/30",
            (brand, card) -> grouped(brand, card, " ") + " 1230 123",
            (brand, card) -> grouped(brand, card, "-") + "123",
            (brand, card) -> grouped(brand, card, "-") + "1230",
            (brand, card) -> grouped(brand, card, "-") + "1230123",
            (brand, card) -> grouped(brand, card, "-") + "," + grouped(brand, card, "-"));
    spellings.addAll(inGroups);
    return spellings;
  }

  private static final List<UnaryOperator<String>> CONTEXTS =
      List.of(
          number -> number,
          number -> "card " + number + " of Kevin",
          number -> "pan" + number + "x",
          number -> "card" + number,
          number -> "{\"notes\":\"" + number + "\",\"order_amount\":{\"value\":1100}}",
          number -> "https://shop.example/return?o=17&c=" + number + "&y=x",
          number -> "v1-4405071524-aa-qlAtAf,cap-0001,1100,INR," + number,
          number -> number + ",1100,INR",
          number -> number + ".csv",
          number -> "é " + number + " – ü",
          number -> "id 550e8400-e29b-41d4-a716-446655440000 " + number,
          number -> "(" + number + ")",
          number -> "x".repeat(300) + number + "x".repeat(300));

  @ParameterizedTest
  @MethodSource("brands")
  void every_card_number_is_found_and_masked(String name, Brand brand) {
    Random random = new Random(SEED);
    List<BiFunction<Brand, String, String>> spellings = spellings();
    List<String> missed = new ArrayList<>();
    List<String> left = new ArrayList<>();
    long tried = 0;
    for (int i = 0; i < CARDS_OF_A_BRAND; i++) {
      String card = card(brand, random);
      for (BiFunction<Brand, String, String> spelling : spellings) {
        String spelt = spelling.apply(brand, card);
        for (UnaryOperator<String> context : CONTEXTS) {
          String text = context.apply(spelt);
          byte[] bytes = text.getBytes(UTF_8);
          tried++;
          if (!CardNumbers.isIn(text) || !CardNumbers.isIn(bytes, 0, bytes.length)) {
            missed.add(text);
            continue;
          }
          String masked = CardNumbers.mask(text);
          CardNumbers.mask(bytes, 0, bytes.length);
          boolean isShown = CardNumbers.isIn(masked) || CardNumbers.isIn(bytes, 0, bytes.length);
          if (isShown || masked.length() != text.length()) {
            left.add(text + " became " + masked);
          }
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%-18s %,9d written, %d missed, %d left unmasked%n",
        name,
        tried,
        missed.size(),
        left.size());

    assertThat(missed).isEmpty();
    assertThat(left).isEmpty();
  }

  static Stream<Arguments> brands() {
    return BRANDS.stream().map(brand -> Arguments.of(brand.name, brand));
  }

  // ---- what merchants call things --------------------------------------------------------------

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyyMMdd").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SHORT_DAY =
      DateTimeFormatter.ofPattern("yyMMdd").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter INDIAN_DAY =
      DateTimeFormatter.ofPattern("ddMMyyyy").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MILLI =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS").withZone(ZoneOffset.UTC);

  private static Instant time(Random random) {
    return Instant.parse("2024-01-01T00:00:00Z")
        .plusMillis((long) (random.nextDouble() * 6 * 365 * 86_400_000L));
  }

  private static String number(Random random, int digits) {
    StringBuilder number = new StringBuilder().append(1 + random.nextInt(9));
    while (number.length() < digits) {
      number.append(random.nextInt(10));
    }
    return number.toString();
  }

  private static String letters(Random random, int count, String of) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < count; i++) {
      letters.append(of.charAt(random.nextInt(of.length())));
    }
    return letters.toString();
  }

  private static String hex(Random random, int bytes) {
    byte[] content = new byte[bytes];
    random.nextBytes(content);
    return HexFormat.of().formatHex(content);
  }

  private static String sha256(int number) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(("order-" + number).getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String uuid(Random random) {
    return new UUID(
            random.nextLong() & 0xFFFFFFFFFFFF0FFFL | 0x4000L,
            random.nextLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L)
        .toString();
  }

  private interface Keys {
    String next(Random random, int number);
  }

  private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String ALNUM = UPPER + "abcdefghijklmnopqrstuvwxyz0123456789";

  private static Arguments kind(String name, double mostInAMillion, Keys keys) {
    return Arguments.of(name, mostInAMillion, keys);
  }

  static Stream<Arguments> kinds() {
    return Stream.concat(Stream.concat(words(), dated()), numbers());
  }

  private static Stream<Arguments> words() {
    return Stream.of(
        kind("sha256", 0, (r, i) -> sha256(i)),
        kind("sha256 in capitals", 0, (r, i) -> "cap-" + sha256(i).toUpperCase(Locale.ROOT)),
        kind("sha1", 0, (r, i) -> hex(r, 20)),
        kind("md5", 3, (r, i) -> hex(r, 16)),
        kind("16 hex digits", 100, (r, i) -> hex(r, 8)),
        kind("24 hex digits", 50, (r, i) -> hex(r, 12)),
        kind("UUID", 0, (r, i) -> uuid(r)),
        kind("UUID with a name", 0, (r, i) -> "cap-" + uuid(r) + "-" + i % 10),
        kind("UUID, no dashes", 3, (r, i) -> uuid(r).replace("-", "")),
        kind("two UUIDs", 0, (r, i) -> uuid(r) + "_" + uuid(r)),
        kind(
            "Plural's order id",
            0,
            (r, i) ->
                "v1-" + SHORT_DAY.format(time(r)) + number(r, 6) + "-aa-" + letters(r, 6, ALNUM)),
        kind("base62, 22", 1, (r, i) -> letters(r, 22, ALNUM)),
        kind("ULID", 1, (r, i) -> letters(r, 26, "0123456789ABCDEFGHJKMNPQRSTVWXYZ")),
        kind("IFSC", 0, (r, i) -> letters(r, 4, UPPER) + "0" + number(r, 6)),
        kind(
            "GSTIN",
            0,
            (r, i) ->
                number(r, 2)
                    + letters(r, 5, UPPER)
                    + number(r, 4)
                    + letters(r, 1, UPPER)
                    + "1Z"
                    + i % 10),
        kind(
            "RTGS reference",
            0,
            (r, i) -> letters(r, 4, UPPER) + "R5" + DAY.format(time(r)) + number(r, 8)),
        kind(
            "challenge URL",
            1,
            (r, i) ->
                "https://api.pluralpay.in/web/auth/landing/?token="
                    + letters(r, 86, ALNUM + "-_")
                    + "%3D%3D"));
  }

  private static Stream<Arguments> dated() {
    return Stream.of(
        kind(
            "store-day-number",
            0,
            (r, i) -> store(r) + "-" + DAY.format(time(r)) + "-" + "%04d".formatted(i % 10_000)),
        kind(
            "store-day-6 digits",
            0,
            (r, i) -> store(r) + "-" + DAY.format(time(r)) + "-" + "%06d".formatted(i)),
        kind(
            "store/day/number",
            0,
            (r, i) -> store(r) + "/" + DAY.format(time(r)) + "/" + "%04d".formatted(i % 10_000)),
        kind(
            "store-short day-number",
            0,
            (r, i) -> store(r) + "-" + SHORT_DAY.format(time(r)) + "-" + "%06d".formatted(i)),
        kind(
            "store-number-day",
            0,
            (r, i) -> store(r) + "-" + "%04d".formatted(i % 10_000) + "-" + DAY.format(time(r))),
        kind("day-number", 0, (r, i) -> DAY.format(time(r)) + "-" + "%08d".formatted(i)),
        kind("number-day", 0, (r, i) -> number(r, 8) + "-" + DAY.format(time(r))),
        kind(
            "short day-time-number",
            0,
            (r, i) ->
                SHORT_DAY.format(time(r))
                    + "-"
                    + number(r, 6)
                    + "-"
                    + "%04d".formatted(i % 10_000)),
        kind("day and number", 0, (r, i) -> "ORD" + DAY.format(time(r)) + "%08d".formatted(i)),
        kind("Indian day and number", 0, (r, i) -> INDIAN_DAY.format(time(r)) + "-" + number(r, 6)),
        kind(
            "second and number",
            0,
            (r, i) -> SECOND.format(time(r)) + "%04d".formatted(i % 10_000)),
        kind("milliseconds", 0, (r, i) -> MILLI.format(time(r)) + number(r, 3)),
        kind("ISO time", 0, (r, i) -> time(r).plusNanos(r.nextInt(1_000_000_000)).toString()),
        kind(
            "day-second-4 digits",
            0,
            (r, i) -> DAY.format(time(r)) + "-" + number(r, 6) + "-" + number(r, 4)),
        kind("invoice", 0, (r, i) -> "INV/2026-27/" + "%06d".formatted(i)),
        kind(
            "row of a file",
            0,
            (r, i) ->
                "v1-4405071524-aa-qlAtAf,"
                    + store(r)
                    + "-"
                    + "%06d".formatted(i)
                    + ","
                    + number(r, 5)
                    + ",INR"),
        kind(
            "row, dated",
            0,
            (r, i) ->
                store(r)
                    + "-"
                    + SHORT_DAY.format(time(r)).substring(2)
                    + "-"
                    + "%04d".formatted(i % 10_000)
                    + ","
                    + number(r, 4)
                    + ",INR"));
  }

  private static String store(Random random) {
    return List.of("6011", "4012", "5123", "6521", "3701", "8101").get(random.nextInt(6));
  }

  private static Stream<Arguments> numbers() {
    return Stream.of(
        kind("seconds since 1970", 0, (r, i) -> Long.toString(time(r).getEpochSecond())),
        kind("milliseconds since", 0, (r, i) -> Long.toString(time(r).toEpochMilli())),
        kind("microseconds since", 0, (r, i) -> time(r).toEpochMilli() + number(r, 3)),
        kind("nanoseconds since", 0, (r, i) -> time(r).toEpochMilli() + number(r, 6)),
        kind("millis and 8 digits", 0, (r, i) -> time(r).toEpochMilli() + number(r, 8)),
        // From August 2027 on they begin with 222, as cards do.
        kind(
            "snowflake until 2027-07",
            0,
            (r, i) ->
                Long.toString(
                    Math.min(time(r).toEpochMilli(), 1_815_000_000_000L) - 1_288_834_974_657L << 22
                        | r.nextInt(1 << 22))),
        kind("sequence", 0, (r, i) -> Integer.toString(i)),
        kind("sequence of 20 digits", 0, (r, i) -> "%020d".formatted(i)),
        kind("retrieval reference", 0, (r, i) -> number(r, 12)),
        kind("phone", 0, (r, i) -> "+91 " + number(r, 5) + " " + number(r, 5)),
        kind("PIN code and phone", 0, (r, i) -> number(r, 6) + ", " + number(r, 10)),
        kind("Aadhaar", 0, (r, i) -> number(r, 4) + " " + number(r, 4) + " " + number(r, 4)),
        kind("amounts", 0, (r, i) -> number(r, 6) + "," + number(r, 5) + "," + number(r, 7)),
        kind("device number", 0, (r, i) -> "35" + number(r, 13)),
        // Nobody can tell these from card numbers: what is left is what hits range and check digit.
        kind("13 digits", 13_000, (r, i) -> number(r, 13)),
        kind("14 digits", 6_000, (r, i) -> number(r, 14)),
        kind("15 digits", 3_500, (r, i) -> number(r, 15)),
        kind(
            "store like a card, day, 5 digits",
            120_000,
            (r, i) -> "3701-" + SHORT_DAY.format(time(r)) + "-" + "%05d".formatted(i % 100_000)),
        kind("16 digits", 50_000, (r, i) -> number(r, 16)),
        kind("17 digits", 35_000, (r, i) -> number(r, 17)),
        kind("18 digits", 35_000, (r, i) -> number(r, 18)),
        kind("19 digits", 90_000, (r, i) -> number(r, 19)),
        kind("20 digits", 6_000, (r, i) -> number(r, 20)),
        kind("24 digits", 70_000, (r, i) -> number(r, 24)),
        kind(
            "four groups of four",
            50_000,
            (r, i) -> number(r, 4) + "-" + number(r, 4) + "-" + number(r, 4) + "-" + number(r, 4)));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void hardly_anything_else_is_taken_for_one(String kind, double mostInAMillion, Keys keys) {
    Random random = new Random(SEED);
    int taken = 0;
    List<String> examples = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      String key = keys.next(random, i);
      if (CardNumbers.isIn(key)) {
        taken++;
        if (examples.size() < 5) {
          examples.add(key);
        }
      }
    }
    System.out.printf(
        Locale.ROOT, "%-24s %,9d keys, %,7d taken for cards %s%n", kind, KEYS, taken, examples);

    assertThat((double) taken * 1_000_000 / KEYS)
        .as(examples.toString())
        .isLessThanOrEqualTo(mostInAMillion);
  }
}
