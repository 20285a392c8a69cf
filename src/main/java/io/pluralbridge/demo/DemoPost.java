package io.pluralbridge.demo;

import io.pluralbridge.sandbox.Signing;
import io.pluralbridge.sandbox.WebhookAttempt;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The webhooks of the demonstration, counted by who sent them.
 *
 * @param genuine how many events were told and taken
 * @param unheard how many events were told and never taken
 * @param repeated how many of those taken were told once more, and taken again
 * @param overtaken how many orders were told as authorised after they were told as captured
 * @param forged how many were sent with a signature of somebody else's
 * @param stale how many were sent with a true signature of an hour ago
 * @param wrong how many of the last two were taken
 */
record DemoPost(
    int genuine, int unheard, int repeated, int overtaken, int forged, int stale, int wrong) {

  /**
   * Counts them.
   *
   * @param attempts all of them, the oldest first
   */
  static DemoPost of(List<WebhookAttempt> attempts) {
    Set<String> told = new HashSet<>();
    Set<String> taken = new HashSet<>();
    Map<String, String> lastEvent = new HashMap<>();
    int repeated = 0;
    int overtaken = 0;
    int forged = 0;
    int stale = 0;
    int wrong = 0;
    for (WebhookAttempt attempt : attempts) {
      Integer status = attempt.status();
      boolean isTaken = status != null && status / 100 == 2;
      if (attempt.signing() == Signing.GENUINE) {
        told.add(attempt.webhookId());
        if (isTaken && !taken.add(attempt.webhookId())) {
          repeated++;
        } else if (isTaken) {
          String before = lastEvent.put(String.valueOf(attempt.orderId()), attempt.eventType());
          boolean isLate = attempt.eventType().equals("ORDER_AUTHORIZED") && before != null;
          overtaken += isLate ? 1 : 0;
        }
      } else {
        forged += attempt.signing() == Signing.WRONG_SIGNATURE ? 1 : 0;
        stale += attempt.signing() == Signing.STALE ? 1 : 0;
        wrong += isTaken ? 1 : 0;
      }
    }
    return new DemoPost(
        taken.size(), told.size() - taken.size(), repeated, overtaken, forged, stale, wrong);
  }
}
