package io.pluralbridge.files;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.pluralbridge.payment.Money;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.SortedMap;

/** How our papers write JSON: in UTF-8, for people to read, times in UTC with milliseconds. */
final class ReportJson {

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final DateTimeFormatter UTC_MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private ReportJson() {}

  static JsonGenerator generator(OutputStream out) throws IOException {
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
    return FACTORY.createGenerator(out, JsonEncoding.UTF8).setPrettyPrinter(printer);
  }

  /** To look into a paper; whoever calls closes it. */
  static JsonParser parser(Path paper) throws IOException {
    return FACTORY.createParser(paper.toFile());
  }

  static void sums(JsonGenerator json, String field, SortedMap<String, Long> sums)
      throws IOException {
    json.writeObjectFieldStart(field);
    for (Map.Entry<String, Long> sum : sums.entrySet()) {
      json.writeNumberField(sum.getKey(), sum.getValue());
    }
    json.writeEndObject();
  }

  /** Sums in minor units, and beside them as people write money. */
  static void money(JsonGenerator json, String field, SortedMap<String, Long> sums)
      throws IOException {
    sums(json, field, sums);
    json.writeObjectFieldStart(field + "_text");
    for (Map.Entry<String, Long> sum : sums.entrySet()) {
      json.writeStringField(sum.getKey(), Money.inWords(sum.getValue(), sum.getKey()));
    }
    json.writeEndObject();
  }

  static String time(Instant instant) {
    return UTC_MILLIS.format(instant);
  }
}
