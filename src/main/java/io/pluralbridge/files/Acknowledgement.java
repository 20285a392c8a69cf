package io.pluralbridge.files;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.pluralbridge.carddata.CardNumbers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a sender is told within seconds of handing in a capture file; or, of something that lies in
 * the inbox and is no batch, after a while.
 *
 * @param batchId null when it is no batch
 * @param file its name as it is carried; that of what is no batch as it is shown
 * @param sha256 of its bytes, in lower case hexadecimal; null when nobody has read them
 * @param rows how many rows it has
 * @param accepted how many of them are carried out
 * @param refused how many of them are refused; all when the file is
 * @param seenBefore how many of the accepted ones were known already and are not carried out again
 * @param sums minor units by currency
 */
public record Acknowledgement(
    @Nullable String batchId,
    String file,
    @Nullable String sha256,
    Status status,
    long rows,
    long accepted,
    long refused,
    long seenBefore,
    SortedMap<String, Long> sums,
    Instant receivedAt) {

  public Acknowledgement {
    sums = Collections.unmodifiableSortedMap(new TreeMap<>(sums));
  }

  /**
   * Refuses what lies in the inbox and is not taken. It stays there.
   *
   * @param since when it was first seen
   */
  static Acknowledgement ofUnclaimed(String file, Instant since) {
    return new Acknowledgement(
        null, file, null, Status.REFUSED, 0, 0, 0, 0, new TreeMap<>(), since);
  }

  /**
   * True when that paper tells of a thing in the inbox with that name, and of no batch.
   *
   * @param file its name as it was given to {@link #ofUnclaimed}
   */
  static boolean isOfUnclaimed(Path paper, String file) throws IOException {
    try (JsonParser json = ReportJson.parser(paper)) {
      json.nextToken();
      json.nextToken();
      boolean ofNoBatch = json.nextToken() == JsonToken.VALUE_NULL;
      json.nextToken();
      return ofNoBatch && CardNumbers.mask(file).equals(json.nextTextValue());
    } catch (JsonProcessingException noneOfOurs) {
      return false;
    }
  }

  /** What happens to the file as a whole. */
  public enum Status {
    ACCEPTED,
    REFUSED
  }

  /**
   * One thing that is wrong.
   *
   * @param line 0 for the file as a whole
   */
  public record Refusal(long line, @Nullable String column, String code, String message) {}

  /**
   * Writes it as JSON in UTF-8, the errors as they come. Closes the stream.
   *
   * @param errors may be a million
   */
  public void write(OutputStream out, Iterator<Refusal> errors) throws IOException {
    try (JsonGenerator json = ReportJson.generator(out)) {
      json.writeStartObject();
      json.writeStringField("batch_id", batchId);
      json.writeStringField("file", CardNumbers.mask(file));
      json.writeStringField("sha256", sha256);
      json.writeStringField("status", status.name());
      json.writeNumberField("rows", rows);
      json.writeNumberField("accepted", accepted);
      json.writeNumberField("refused", refused);
      json.writeNumberField("seen_before", seenBefore);
      ReportJson.money(json, "sums", sums);
      json.writeArrayFieldStart("errors");
      while (errors.hasNext()) {
        write(json, errors.next());
      }
      json.writeEndArray();
      json.writeStringField("received_at", ReportJson.time(receivedAt));
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void write(JsonGenerator json, Refusal error) throws IOException {
    json.writeStartObject();
    json.writeNumberField("line", error.line());
    String column = error.column();
    json.writeStringField("column", column == null ? null : CardNumbers.mask(column));
    json.writeStringField("code", error.code());
    json.writeStringField("message", CardNumbers.mask(error.message()));
    json.writeEndObject();
  }
}
