package io.pluralbridge.plural;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many calls may begin in a second, whatever they are for: a bucket of tokens that fills
 * steadily and holds a tenth of a second's worth, or one token where that is less.
 *
 * <p>Commands take what there is, and wait for the rest in the journal. Questions must not wait
 * behind them for ever, nor they behind questions: so questions go at once, on credit where the
 * bucket is empty, but our own get no more than a quarter of the calls and those of callers no more
 * than half. A quarter at least is left for commands. In no second begin more calls than the limit
 * and a fifth of it, or three where that is more; but for a token fetched and a call repeated with
 * it, which are counted and never kept waiting.
 */
public final class Rate {

  /** Nobody waits longer than this to have a question passed on. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private static final int BURSTS_A_SECOND = 10;

  private final @Nullable Buckets buckets;

  private record Buckets(Bucket all, Bucket questions, Bucket callers) {}

  /**
   * Full buckets.
   *
   * @param perSecond how many calls, 0 for no limit
   * @param nanoTime a time in nanoseconds that never goes back
   */
  public Rate(int perSecond, LongSupplier nanoTime) {
    buckets =
        perSecond == 0
            ? null
            : new Buckets(
                bucket(perSecond, 1, nanoTime),
                bucket(perSecond, 4, nanoTime),
                bucket(perSecond, 2, nanoTime));
  }

  /** So many tokens in so many seconds. */
  private static Bucket bucket(int tokens, int seconds, LongSupplier nanoTime) {
    return Bucket.builder()
        .addLimit(
            limit ->
                limit
                    .capacity(Math.max(1, tokens / (seconds * BURSTS_A_SECOND)))
                    .refillGreedy(tokens, Duration.ofSeconds(seconds)))
        .withCustomTimePrecision(
            new TimeMeter() {
              @Override
              public long currentTimeNanos() {
                return nanoTime.getAsLong();
              }

              @Override
              public boolean isWallClockBased() {
                return false;
              }
            })
        .build();
  }

  /** How many of so many commands may be sent now. What is not sent is to be given back. */
  public int calls(int wanted) {
    return buckets == null ? wanted : take(buckets.all(), wanted);
  }

  private static int take(Bucket bucket, int wanted) {
    return wanted == 0 ? 0 : (int) bucket.tryConsumeAsMuchAsPossible(wanted);
  }

  /** So many commands were not sent after all. */
  public void giveBackCalls(int unused) {
    if (buckets != null && unused > 0) {
      buckets.all().addTokens(unused);
    }
  }

  /** In how long a command may be sent. */
  public Duration untilCall() {
    return buckets == null ? Duration.ZERO : until(buckets.all());
  }

  /** How many of so many questions of ours may be asked now. Others are to be given back. */
  public int questions(int wanted) {
    if (buckets == null) {
      return wanted;
    }
    int taken = take(buckets.questions(), wanted);
    if (taken > 0) {
      buckets.all().consumeIgnoringRateLimits(taken);
    }
    return taken;
  }

  /** So many questions were not asked after all. */
  public void giveBackQuestions(int unused) {
    if (buckets != null && unused > 0) {
      buckets.questions().addTokens(unused);
      buckets.all().addTokens(unused);
    }
  }

  /**
   * How many of so many questions may be asked now for callers who wait for an outcome: they share
   * the part of the questions that callers pass on. Others are to be given back.
   */
  public int questionsOfCallers(int wanted) {
    if (buckets == null) {
      return wanted;
    }
    int taken = take(buckets.callers(), wanted);
    if (taken > 0) {
      buckets.all().consumeIgnoringRateLimits(taken);
    }
    return taken;
  }

  /** So many questions for callers were not asked after all. */
  public void giveBackQuestionsOfCallers(int unused) {
    if (buckets != null && unused > 0) {
      buckets.callers().addTokens(unused);
      buckets.all().addTokens(unused);
    }
  }

  /** In how long a question of ours may be asked. */
  public Duration untilQuestion() {
    return buckets == null ? Duration.ZERO : until(buckets.questions());
  }

  private static Duration until(Bucket bucket) {
    return Duration.ofNanos(bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill());
  }

  /**
   * Takes a place in the line of callers who want to have a question passed on.
   *
   * @return how long its turn is away; when it comes, the question is one {@link #oneMore}
   * @throws TooManyQuestionsException when that would be longer than anybody waits
   */
  Duration caller() throws TooManyQuestionsException {
    if (buckets == null) {
      return Duration.ZERO;
    }
    if (until(buckets.callers()).compareTo(LONGEST_WAIT) > 0) {
      throw new TooManyQuestionsException();
    }
    return Duration.ofNanos(buckets.callers().consumeIgnoringRateLimits(1));
  }

  /** A call goes out that nobody asked for leave. It is made up for by those after it. */
  public void oneMore() {
    if (buckets != null) {
      buckets.all().consumeIgnoringRateLimits(1);
    }
  }
}
