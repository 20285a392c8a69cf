package io.pluralbridge.files;

import com.fasterxml.jackson.core.JsonGenerator;
import io.pluralbridge.carddata.CardNumbers;
import io.pluralbridge.payment.Money;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a finished batch comes to, and whether it adds up.
 *
 * @param file the name of the capture file as handed in
 * @param rows how many rows were counted when it came in
 * @param sums minor units by currency, as counted when it came in
 * @param tally what the result file adds up to
 * @param seenBefore how many rows were known before and not carried out again
 * @param captured minor units by currency that this batch captured; a row that was seen before
 *     captured nothing again
 * @param released minor units by currency that its captures have left behind of what was held
 * @param warnings what was done that may not have been meant, each in a sentence
 * @param finishedAt when the last outcome became known
 */
public record Summary(
    String batchId,
    String file,
    String sha256,
    long rows,
    SortedMap<String, Long> sums,
    Tally tally,
    long seenBefore,
    SortedMap<String, Long> captured,
    SortedMap<String, Long> released,
    List<String> warnings,
    Instant startedAt,
    Instant finishedAt) {

  public Summary {
    sums = Collections.unmodifiableSortedMap(new TreeMap<>(sums));
    captured = Collections.unmodifiableSortedMap(new TreeMap<>(captured));
    warnings = List.copyOf(warnings);
    released = Collections.unmodifiableSortedMap(new TreeMap<>(released));
  }

  /** True when every row that came in has one result and the sums are the same. */
  public boolean isBalanced() {
    return differences().isEmpty();
  }

  /** What does not add up, each in a sentence; empty when all does. */
  public List<String> differences() {
    List<String> differences = new ArrayList<>();
    if (rows != tally.rows()) {
      differences.add(rows + " rows came in, " + tally.rows() + " went out.");
    }
    if (tally.missing() > 0) {
      differences.add("Rows without a result: " + tally.missing() + ".");
    }
    if (tally.surplus() > 0) {
      differences.add("Results without a row: " + tally.surplus() + ".");
    }
    SortedMap<String, Long> out = tally.sums();
    TreeSet<String> currencies = new TreeSet<>(sums.keySet());
    currencies.addAll(out.keySet());
    for (String currency : currencies) {
      long in = sums.getOrDefault(currency, 0L);
      long written = out.getOrDefault(currency, 0L);
      if (in != written) {
        differences.add(
            Money.inWords(in, currency)
                + " came in, "
                + Money.inWords(written, currency)
                + " went out.");
      }
    }
    return differences;
  }

  /** Writes it as JSON in UTF-8. Closes the stream. */
  public void write(OutputStream out) throws IOException {
    write(out, differences());
  }

  /**
   * Writes it as JSON in UTF-8. Closes the stream.
   *
   * @param differences what does not add up, or is not as it was
   */
  void write(OutputStream out, List<String> differences) throws IOException {
    try (JsonGenerator json = ReportJson.generator(out)) {
      json.writeStartObject();
      json.writeStringField("batch_id", batchId);
      json.writeStringField("file", CardNumbers.mask(file));
      json.writeStringField("sha256", sha256);
      json.writeNumberField("rows", rows);
      json.writeObjectFieldStart("by_status");
      for (Map.Entry<String, Tally.Group> group : tally.byStatus().entrySet()) {
        json.writeObjectFieldStart(group.getKey());
        json.writeNumberField("count", group.getValue().count());
        ReportJson.money(json, "amount", group.getValue().sums());
        json.writeEndObject();
      }
      json.writeEndObject();
      json.writeNumberField("seen_before", seenBefore);
      ReportJson.money(json, "captured", captured);
      ReportJson.money(json, "released", released);
      json.writeStringField("balance", differences.isEmpty() ? "BALANCED" : "UNBALANCED");
      sentences(json, "differences", differences);
      sentences(json, "warnings", warnings);
      json.writeStringField("started_at", ReportJson.time(startedAt));
      json.writeStringField("finished_at", ReportJson.time(finishedAt));
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  /** Left out where there are none. */
  private static void sentences(JsonGenerator json, String field, List<String> sentences)
      throws IOException {
    if (sentences.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart(field);
    for (String sentence : sentences) {
      json.writeString(sentence);
    }
    json.writeEndArray();
  }
}
