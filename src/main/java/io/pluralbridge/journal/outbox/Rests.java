package io.pluralbridge.journal.outbox;

import io.pluralbridge.journal.Schedule;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When nothing of a kind works, nothing of that kind is tried for a while. */
public final class Rests {

  private static final Logger log = LoggerFactory.getLogger(Rests.class);

  private record Rest(int failures, Instant until) {}

  private final Schedule schedule;
  private final Map<String, Rest> rests = new ConcurrentHashMap<>();

  public Rests(Schedule schedule) {
    this.schedule = schedule;
  }

  public boolean isResting(String kind) {
    Rest rest = rests.get(kind);
    return rest != null && schedule.clock().instant().isBefore(rest.until());
  }

  public void works(String kind) {
    rests.remove(kind);
  }

  /**
   * It does not work: the longer, the longer the rest.
   *
   * @param inWords what does not work, for the log
   */
  public void fails(String kind, String inWords, Exception failure) {
    Rest now =
        rests.compute(
            kind,
            (name, before) -> {
              int failures = before == null ? 1 : before.failures() + 1;
              return new Rest(failures, schedule.nextTry(failures, null));
            });
    if (now.failures() == 1) {
      log.warn("{} now, trying again until they can: {}", inWords, failure.toString());
    }
  }
}
