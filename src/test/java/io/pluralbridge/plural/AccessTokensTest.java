package io.pluralbridge.plural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.support.MovingClock;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTokensTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final MovingClock clock = new MovingClock();
  private final AtomicInteger fetches = new AtomicInteger();

  /** A token endpoint that hands out token-1, token-2, ... with that about their lifetime. */
  private AccessTokens handedOut(String lifetime) {
    return new AccessTokens(
        () ->
            answer(
                200,
                "{\"access_token\":\"token-" + fetches.incrementAndGet() + "\"" + lifetime + "}"),
        clock);
  }

  /** A token endpoint that always answers so. */
  private AccessTokens answered(int status, String body) {
    return new AccessTokens(
        () -> {
          fetches.incrementAndGet();
          return answer(status, body);
        },
        clock);
  }

  private static Answer answer(int status, String body) {
    return new Answer(status, body, null, null);
  }

  @Test
  void two_hundred_threads_that_need_a_token_at_once_share_one_fetch() throws Exception {
    CountDownLatch allWait = new CountDownLatch(1);
    AccessTokens tokens =
        new AccessTokens(
            () -> {
              fetches.incrementAndGet();
              assertThat(allWait.await(20, TimeUnit.SECONDS)).isTrue();
              return answer(200, "{\"access_token\":\"the one\",\"expires_in\":3600}");
            },
            clock);

    assertThat(atOnce(200, tokens::current, allWait)).hasSize(200).containsOnly("the one");
    assertThat(fetches).hasValue(1);
  }

  @Test
  void a_failure_is_shared_by_all_who_wait_and_the_next_one_fetches_anew() throws Exception {
    CountDownLatch allWait = new CountDownLatch(1);
    AccessTokens tokens =
        new AccessTokens(
            () -> {
              if (fetches.incrementAndGet() == 1) {
                assertThat(allWait.await(20, TimeUnit.SECONDS)).isTrue();
                throw new ConnectException("Connection refused");
              }
              return answer(200, "{\"access_token\":\"at last\",\"expires_in\":3600}");
            },
            clock);

    List<String> heard =
        atOnce(
            50,
            () -> {
              try {
                return tokens.current();
              } catch (TokenUnavailableException e) {
                return e.getMessage();
              }
            },
            allWait);

    assertThat(heard).hasSize(50).containsOnly("no access token: could not connect to Plural");
    assertThat(fetches).hasValue(1);
    assertThat(tokens.current()).isEqualTo("at last");
  }

  @Test
  void a_source_that_breaks_down_leaves_nobody_waiting() {
    AccessTokens tokens =
        new AccessTokens(
            () -> {
              throw new AssertionError("broken");
            },
            clock);

    assertThatThrownBy(tokens::current).isInstanceOf(AssertionError.class);
    assertThatThrownBy(tokens::current).isInstanceOf(AssertionError.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // what Plural says of its lifetime | seconds for which it is used
        "'expires_in':3600                                  | 3540",
        "'expires_in':'3600'                                | 3540",
        "'expires_in':100                                   | 90",
        "'expires_in':3600,'expires_at':'2026-01-15T10:01Z' | 3540",
        "'expires_at':'2026-01-15T11:00:00Z'                | 3540",
        "'expires_at':'2026-01-15T11:00:00.000Z'            | 3540",
        "'expires_at':'2026-01-15T11:00:00.000000Z'         | 3540",
        "'expires_at':'2026-01-15T11:00:00.000000000Z'      | 3540",
        "'expires_at':'2026-01-15T16:30:00.000+05:30'       | 3540",
        "'expires_in':null,'expires_at':'2026-01-15T11:00:00Z' | 3540",
        "'expires_in':0                                     | 270",
        "'expires_in':-5                                    | 270",
        "'expires_in':'soon'                                | 270",
        "'expires_at':'2026-01-15T09:00:00Z'                | 270",
        "'expires_at':'tomorrow'                            | 270",
        "'x':1                                              | 270",
        "'expires_in':9000000000000000000                   | 86340",
        "'expires_at':'+999999999-12-31T23:59:59Z'          | 86340",
      })
  void a_token_is_renewed_before_it_expires(String lifetime, long seconds) throws Exception {
    AccessTokens tokens = handedOut("," + lifetime.replace('\'', '"'));

    assertThat(tokens.current()).isEqualTo("token-1");
    clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
    assertThat(tokens.current()).isEqualTo("token-1");
    clock.advance(Duration.ofMillis(1));
    assertThat(tokens.current()).isEqualTo("token-2");
    assertThat(fetches).hasValue(2);
  }

  @Test
  void threads_that_report_the_same_refused_token_late_cause_one_new_fetch() throws Exception {
    AccessTokens tokens = handedOut("");
    String refused = tokens.current();

    List<String> next =
        atOnce(
            64,
            () -> {
              tokens.refused(refused);
              return tokens.current();
            },
            new CountDownLatch(0));

    assertThat(next).hasSize(64).containsOnly("token-2");
    assertThat(fetches).hasValue(2);
  }

  @Test
  void an_old_token_that_is_refused_does_not_cost_us_the_new_one() throws Exception {
    AccessTokens tokens = handedOut(",\"expires_in\":3600");
    String old = tokens.current();
    clock.advance(Duration.ofHours(1));
    String renewed = tokens.current();

    tokens.refused(old);

    assertThat(tokens.current()).isEqualTo(renewed);
    assertThat(fetches).hasValue(2);
  }

  @Test
  void a_refusal_while_a_fetch_is_under_way_disturbs_nobody() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch mayAnswer = new CountDownLatch(1);
    AccessTokens tokens =
        new AccessTokens(
            () -> {
              fetches.incrementAndGet();
              asked.countDown();
              assertThat(mayAnswer.await(20, TimeUnit.SECONDS)).isTrue();
              return answer(200, "{\"access_token\":\"the one\"}");
            },
            clock);
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<String> waiting = threads.submit(tokens::current);
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      tokens.refused("the one");
      mayAnswer.countDown();

      assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo("the one");
      assertThat(tokens.current()).isEqualTo("the one");
      assertThat(fetches).hasValue(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401 | {'error':'invalid_client','error_description':'Wrong client'} | Wrong client",
        "401 | {'status':401,'type':'','message':'Wrong client','traceId':'t'} | Wrong client",
        "400 | {'error':'invalid_client'} | Plural gave no message",
        "422 | {'code':'INVALID_REQUEST','message':'Wrong client'} | Wrong client",
        "401 | {'message':{'deep':1}} | nothing more",
        "403 | [] | nothing more",
      })
  void wrong_credentials_are_told_in_plurals_words_and_by_their_settings(
      int status, String body, String said) {
    TokenUnavailableException refused = refusal(status, body);

    assertThat(refused)
        .hasMessage(
            "no access token: Plural answered HTTP "
                + status
                + " and said: "
                + said
                + " (check plural.api.client-id and plural.api.client-secret)");
    assertThat(refused.isRefused()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "500 | {'code':'INTERNAL_ERROR','message':'Not today'} | Not today",
        "500 | {} | nothing more",
        "429 | {'code':'API_RATE_LIMIT','message':'Not now'} | Not now",
        "302 | {} | nothing more",
        "200 | {'expires_in':3600} | nothing more",
        "200 | {'access_token':''} | nothing more",
      })
  void what_says_nothing_about_the_credentials_does_not_blame_them(
      int status, String body, String said) {
    TokenUnavailableException failed = refusal(status, body);

    assertThat(failed)
        .hasMessage("no access token: Plural answered HTTP " + status + " and said: " + said);
    assertThat(failed.isRefused()).isFalse();
  }

  private TokenUnavailableException refusal(int status, String body) {
    return catchThrowableOfType(
        TokenUnavailableException.class, () -> answered(status, body.replace('\'', '"')).current());
  }

  @Test
  void what_plural_says_is_kept_short_and_on_one_line() {
    String body = "{\"message\":\"first\\r\\nsecond " + "x".repeat(5000) + "\"}";

    assertThatThrownBy(() -> answered(401, body).current())
        .hasMessageContaining("first second")
        .message()
        .hasSizeLessThan(500)
        .doesNotContain("\r", "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>token-x</html>", "{\"access_token\":\"token-x\""})
  void an_answer_without_json_is_no_token_and_is_not_repeated_to_anyone(String body) {
    assertThatThrownBy(() -> answered(200, body).current())
        .isInstanceOf(TokenUnavailableException.class)
        .hasMessageStartingWith("no access token")
        .message()
        .doesNotContain("token-x");
  }

  @Test
  void nothing_shows_a_token_or_a_secret() throws Exception {
    AccessTokens tokens = handedOut("");
    String token = tokens.current();

    assertThat(tokens.toString()).doesNotContain(token);
    assertThat(new AccessToken(token, clock.instant()).toString()).doesNotContain(token);
    assertThat(new Credentials("an id", "a secret").toString()).doesNotContain("an id", "a secret");
    assertThat(answer(200, "{\"access_token\":\"" + token + "\"}").toString())
        .doesNotContain(token);
  }

  /** What each of so many threads got that started together; lets go once all of them wait. */
  private static List<String> atOnce(int threads, Callable<String> call, CountDownLatch letGo)
      throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CyclicBarrier start = new CyclicBarrier(threads);
    List<Thread> started = new ArrayList<>();
    try {
      List<Future<String>> futures = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        futures.add(
            pool.submit(
                () -> {
                  synchronized (started) {
                    started.add(Thread.currentThread());
                  }
                  start.await(20, TimeUnit.SECONDS);
                  return call.call();
                }));
      }
      if (letGo.getCount() > 0) {
        await().atMost(LIMIT).until(() -> allWait(started, threads));
        letGo.countDown();
      }
      List<String> got = new ArrayList<>();
      for (Future<String> future : futures) {
        got.add(value(future));
      }
      return got;
    } finally {
      pool.shutdownNow();
    }
  }

  private static boolean allWait(List<Thread> started, int threads) {
    synchronized (started) {
      return started.size() == threads
          && started.stream().allMatch(AccessTokensTest::waitsForTheToken);
    }
  }

  private static boolean waitsForTheToken(Thread thread) {
    return List.of(thread.getStackTrace()).stream()
        .anyMatch(frame -> frame.getClassName().equals(AccessTokens.class.getName()));
  }

  private static String value(Future<String> future) throws Exception {
    try {
      return future.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }
}
