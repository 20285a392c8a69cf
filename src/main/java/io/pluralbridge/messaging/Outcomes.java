package io.pluralbridge.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pluralbridge.carddata.Said;
import io.pluralbridge.instruction.Envelope;
import io.pluralbridge.instruction.Fault;
import io.pluralbridge.journal.CommandView;
import io.pluralbridge.journal.outbox.Announcement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts what became of a command into the JSON that its sender gets. */
public final class Outcomes {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final ObjectMapper json = new ObjectMapper();
  private final Clock clock;

  public Outcomes(Clock clock) {
    this.clock = clock;
  }

  /** What the sender of a message is told. */
  public String told(Announcement announcement) {
    if (announcement.view() != null) {
      return text(of(announcement.view()));
    }
    String refusal = announcement.refusal();
    return refusal == null
        ? refused(
            Envelope.Names.NONE,
            List.of(
                MessageRefusedException.fault(
                    "", MessageErrorCode.TAKEN_BACK, MessageErrorCode.TAKEN_BACK.sentence())))
        : refusal;
  }

  private ObjectNode of(CommandView view) {
    Said said = view.said();
    JsonNode response = said == null ? json.nullNode() : tree(said.json());
    String orderId = view.orderId().isEmpty() ? made(response) : view.orderId();
    ObjectNode told = names(view.key(), view.action().name(), orderId);
    told.put("status", view.state().name());
    told.put("http_status", view.httpStatus());
    told.set("response", response);
    CommandView.Problem error = view.error();
    if (error != null) {
      told.putObject("error").put("code", error.code()).put("message", error.message());
    } else if (!view.state().isFinal() && view.reason() != null) {
      told.putObject("error").put("code", "PARKED").put("message", view.reason());
    } else {
      told.putNull("error");
    }
    told.put("attempts", view.attempts());
    told.put("concluded_at", time(view.concludedAt()));
    told.put("payment_id", view.paymentId());
    return told;
  }

  /** The order that was made; empty when none was. */
  private static String made(JsonNode response) {
    return response.at("/data/order_id").asText("");
  }

  /**
   * What the sender of a message is told that is refused.
   *
   * @param names what the message calls itself
   * @param faults all that is wrong with it, at least one
   */
  String refused(Envelope.Names names, List<Fault> faults) {
    ObjectNode told = names(names.key(), names.action(), names.orderId());
    told.put("status", "REFUSED");
    told.putNull("http_status");
    told.putNull("response");
    ObjectNode error = told.putObject("error");
    error.put("code", faults.get(0).code());
    error.put("message", faults.get(0).message());
    ArrayNode all = error.putArray("faults");
    for (Fault fault : faults) {
      all.addObject()
          .put("field", fault.field())
          .put("code", fault.code())
          .put("message", fault.message());
    }
    told.put("attempts", 0);
    told.put("concluded_at", time(clock.instant()));
    told.putNull("payment_id");
    return text(told);
  }

  private ObjectNode names(
      @Nullable String key, @Nullable String action, @Nullable String orderId) {
    ObjectNode told = json.createObjectNode();
    told.put("key", key);
    told.put("action", action);
    told.put("order_id", orderId == null || orderId.isEmpty() ? null : orderId);
    return told;
  }

  private static @Nullable String time(@Nullable Instant instant) {
    return instant == null ? null : TIME.format(instant);
  }

  private JsonNode tree(String body) {
    try {
      return json.readTree(body);
    } catch (JsonProcessingException e) {
      return json.getNodeFactory().textNode(body);
    }
  }

  private String text(JsonNode node) {
    try {
      return json.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("our own records are always JSON", e);
    }
  }
}
