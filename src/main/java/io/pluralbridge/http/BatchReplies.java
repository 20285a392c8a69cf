package io.pluralbridge.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pluralbridge.journal.EntryState;
import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.BatchView;
import io.pluralbridge.journal.batch.Hold;

/** Puts into HTTP where a batch stands. */
public final class BatchReplies {

  private final ObjectMapper json = new ObjectMapper();

  /** The file is taken, and where to look for what becomes of it. */
  public HttpReply taken(BatchView view) {
    return HttpReply.json(202, text(batch(view)))
        .with("Location", FileRefusal.location(view.batch()));
  }

  /** Where a batch stands, for whoever asks by its id. */
  public HttpReply shown(BatchView view) {
    return HttpReply.json(200, text(batch(view)));
  }

  private ObjectNode batch(BatchView view) {
    Batch batch = view.batch();
    ObjectNode shown = json.createObjectNode();
    shown.put("id", batch.id());
    shown.put("name", batch.name());
    shown.put("state", batch.state().name());
    shown.put("sha256", batch.sha256().isEmpty() ? null : batch.sha256());
    shown.put("rows", batch.lines());
    ObjectNode sums = shown.putObject("sums");
    batch.sums().forEach(sums::put);
    counts(view, shown.putObject("counts"));
    Hold hold = view.hold();
    shown.put("held_until", hold == null ? null : Replies.time(hold.until()));
    shown.put("held_reason", hold == null ? null : hold.reason());
    shown.put("given_by", batch.givenBy());
    shown.put("received_at", Replies.time(batch.receivedAt()));
    shown.put("finished_at", Replies.time(batch.finishedAt()));
    links(view, shown.putObject("links"));
    return shown;
  }

  private static void counts(BatchView view, ObjectNode counts) {
    for (EntryState state : EntryState.values()) {
      if (state != EntryState.WITHDRAWN) {
        counts.put(state.name(), view.progress().getOrDefault(state, 0L));
      }
    }
    boolean whole = view.batch().state() == Batch.State.REFUSED;
    long takenBack = view.progress().getOrDefault(EntryState.WITHDRAWN, 0L);
    counts.put("REFUSED", whole ? view.batch().lines() : view.kept().refused() + takenBack);
    counts.put("SEEN_BEFORE", whole ? 0 : view.kept().seenBefore());
  }

  private static void links(BatchView view, ObjectNode links) {
    String self = FileRefusal.location(view.batch());
    links.put("self", self);
    links.put("results", self + "/results");
    ArrayNode amendments = links.putArray("amendments");
    for (int number = 1; number <= view.amendments(); number++) {
      amendments.add(self + "/results?amendment=" + number);
    }
  }

  private String text(ObjectNode node) {
    try {
      return json.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("our own records are always JSON", e);
    }
  }
}
