package io.pluralbridge.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pluralbridge.carddata.Said;
import io.pluralbridge.instruction.Fault;
import io.pluralbridge.instruction.RefusedException;
import io.pluralbridge.journal.CommandView;
import io.pluralbridge.journal.EntryState;
import io.pluralbridge.journal.store.JournalUnavailableException;
import io.pluralbridge.payment.Action;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts into HTTP what a caller is told: Plural's answer as it came, or our own words in the shape
 * that Plural's errors have. Source: API reference, error codes.
 */
public final class Replies {

  private static final Logger log = LoggerFactory.getLogger(Replies.class);

  /** Not Plural's: it told no more than a code. */
  private static final int DECLINED = 422;

  private static final String REPEAT_IS_SAFE =
      "Repeating the same call is safe: it is carried out once, and the repeat is answered with what"
          + " became of it. Never send it under another reference, it could be carried out twice";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final ObjectMapper json = new ObjectMapper();
  private final Clock clock;

  public Replies(Clock clock) {
    this.clock = clock;
  }

  // ---- commands --------------------------------------------------------------------------------

  /** What became of a command: Plural's answer when that is known, else that it is not yet. */
  public HttpReply told(CommandView view, CommandDoor.Handed handed) {
    return replayed(outcome(view), handed);
  }

  /** Where a command stands, whether or not its outcome is known. */
  public HttpReply later(CommandView view, CommandDoor.Handed handed) {
    return replayed(later(view), handed);
  }

  private static HttpReply replayed(HttpReply reply, CommandDoor.Handed handed) {
    return handed.first() ? reply : reply.with("Idempotent-Replayed", "true");
  }

  /** What became of a command of which the order, as it is now, is all there is to show. */
  public HttpReply toldBy(HttpReply order, CommandView view, CommandDoor.Handed handed) {
    return order.status() / 100 == 2
        ? order.with("Idempotent-Replayed", "true")
        : told(view, handed);
  }

  /**
   * A 2xx in other words than Plural's would be read as a success without data, or as a failure.
   */
  private HttpReply outcome(CommandView view) {
    Said said = view.said();
    CommandView.Problem error = view.error();
    if (said != null) {
      return HttpReply.json(said.httpStatus(), said.json());
    }
    return switch (view.state()) {
      case DECLINED ->
          error == null
              ? declined("DECLINED", "Plural said no")
              : declined(error.code(), error.message());
      case WITHDRAWN ->
          error == null
              ? declined("WITHDRAWN", "it was taken back before it was sent")
              : declined(error.code(), error.message());
      case SUCCEEDED, ACCEPTED, SENT, UNKNOWN, HELD -> timedOut(view);
    };
  }

  private HttpReply declined(String code, String message) {
    return HttpReply.json(DECLINED, error(code, message, List.of()));
  }

  /** The outcome is not known yet, or what Plural says of it cannot be had. */
  private HttpReply timedOut(CommandView view) {
    String what = view.action() + " " + view.key();
    ObjectNode error =
        json.createObjectNode()
            .put("code", Complaint.TIMED_OUT.name())
            .put(
                "message",
                view.state() == EntryState.SUCCEEDED
                    ? what + " took effect, and Plural cannot be asked now how the order stands"
                    : "the outcome of " + what + " is not known yet: it is " + view.state());
    error
        .putObject("additional_error_details")
        .put("source", "BRIDGE")
        .put("reason", REPEAT_IS_SAFE)
        .put("repeat_is_safe", true)
        .put("action", view.action().name())
        .put("key", view.key())
        .put("status", view.state().name())
        .put("status_reason", view.reason());
    return whereToLook(HttpReply.json(Complaint.TIMED_OUT.status(), text(error)), view);
  }

  /** Where a command stands, and where to look for its outcome. */
  private HttpReply later(CommandView view) {
    return whereToLook(HttpReply.json(202, text(command(view))), view);
  }

  private HttpReply whereToLook(HttpReply reply, CommandView view) {
    return reply
        .with("Location", location(view.action(), view.key()))
        .with("Retry-After", Long.toString(secondsUntilItIsWorthAsking(view)));
  }

  private long secondsUntilItIsWorthAsking(CommandView view) {
    long seconds = view.dueAt().getEpochSecond() - clock.instant().getEpochSecond();
    return Math.min(Math.max(seconds + 1, 1), 60);
  }

  /** Where a command stands, for whoever asks by its key. */
  public HttpReply shown(CommandView view) {
    return HttpReply.json(200, text(command(view)));
  }

  private ObjectNode command(CommandView view) {
    ObjectNode shown = json.createObjectNode();
    shown.put("key", view.key());
    shown.put("action", view.action().name());
    shown.put("order_id", view.orderId().isEmpty() ? null : view.orderId());
    shown.put("status", view.state().name());
    shown.put("reason", view.state().isFinal() ? null : view.reason());
    shown.put("http_status", view.httpStatus());
    Said said = view.said();
    shown.set("response", said == null ? null : tree(said.json()));
    CommandView.Problem error = view.error();
    if (error == null) {
      shown.putNull("error");
    } else {
      shown.putObject("error").put("code", error.code()).put("message", error.message());
    }
    shown.put("attempts", view.attempts());
    shown.put("inquiries", view.inquiries());
    shown.put("sender", view.sender());
    shown.put("given_by", view.givenBy());
    shown.put("accepted_at", time(view.acceptedAt()));
    shown.put("concluded_at", time(view.concludedAt()));
    if (!view.history().isEmpty()) {
      ArrayNode history = shown.putArray("history");
      for (CommandView.Step step : view.history()) {
        history
            .addObject()
            .put("at", time(step.at()))
            .put("from", step.from())
            .put("to", step.to())
            .put("detail", step.detail())
            .put("request_id", step.requestId())
            .put("node", step.node());
      }
    }
    return shown;
  }

  // ---- what is only passed on ------------------------------------------------------------------

  /** Plural's answer to a question of the caller's. */
  public HttpReply passedOn(Said said) {
    // That Plural does not know us is not the caller's fault, nor anything it can mend.
    return said.httpStatus() == 401
        ? refused(new HttpRefusal(Complaint.PLURAL_UNREACHABLE, "Plural does not let us in"))
        : HttpReply.json(said.httpStatus(), said.json());
  }

  /** Plural could not be asked. */
  public HttpReply unreachable(Exception failure) {
    log.debug("A question of a caller got no answer", failure);
    return refused(
            new HttpRefusal(
                Complaint.PLURAL_UNREACHABLE,
                "Plural cannot be asked now, or gave no answer; try again"))
        .with("Retry-After", "1");
  }

  // ---- refusals --------------------------------------------------------------------------------

  /** What a caller is told who got something wrong, or met something that went wrong here. */
  public HttpReply failed(Exception failure) {
    if (failure instanceof HttpRefusal refusal) {
      return refused(refusal);
    }
    if (failure instanceof RefusedException wrong) {
      boolean malformed =
          wrong.faults().stream().anyMatch(f -> f.code().equals(Complaint.MALFORMED_JSON.name()));
      return refused(
          new HttpRefusal(
              malformed ? Complaint.MALFORMED_JSON : Complaint.INVALID_REQUEST,
              String.valueOf(wrong.getMessage()),
              wrong.faults(),
              Map.of()));
    }
    if (failure instanceof JournalUnavailableException) {
      log.warn("The journal did not take a command: {}", String.valueOf(failure.getCause()));
      return refused(new HttpRefusal(Complaint.JOURNAL_UNAVAILABLE, "the journal does not answer"))
          .with("Retry-After", "5");
    }
    log.error("A request failed here", failure);
    return refused(
        new HttpRefusal(
            Complaint.INTERNAL, "something went wrong here; ask for the command by its key"));
  }

  /** Whoever is not Plural is told no more than that. */
  public HttpReply notGenuine() {
    return refused(
        new HttpRefusal(Complaint.NOT_GENUINE, "this does not carry the signature of Plural"));
  }

  /** Plural is told that it need not tell us again. */
  public HttpReply kept() {
    return HttpReply.json(200, "{\"status\":\"kept\"}");
  }

  HttpReply refused(HttpRefusal refusal) {
    HttpReply reply =
        HttpReply.json(
            refusal.status(),
            error(refusal.code().name(), String.valueOf(refusal.getMessage()), refusal.faults()));
    for (Map.Entry<String, String> header : refusal.headers().entrySet()) {
      reply = reply.with(header.getKey(), header.getValue());
    }
    return refusal.code() == Complaint.UNAUTHORIZED
        ? reply.with("WWW-Authenticate", "Bearer")
        : reply;
  }

  private String error(String code, String message, List<Fault> faults) {
    ObjectNode error = json.createObjectNode().put("code", code).put("message", message);
    ObjectNode details =
        error.putObject("additional_error_details").put("source", "BRIDGE").put("reason", message);
    if (!faults.isEmpty()) {
      ArrayNode list = details.putArray("faults");
      faults.forEach(
          fault ->
              list.addObject()
                  .put("field", fault.field())
                  .put("code", fault.code())
                  .put("message", fault.message()));
    }
    return text(error);
  }

  // ---- small things ----------------------------------------------------------------------------

  static @Nullable String time(@Nullable Instant instant) {
    return instant == null ? null : TIME.format(instant);
  }

  /** Where a command is shown. */
  static String location(Action action, String key) {
    return "/bridge/commands/"
        + action
        + "/"
        + URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
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
