package io.pluralbridge.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of commands handed in over HTTP, and asked about. */
class BatchByHttpTest {

  private static final String HEADER = "order_id,merchant_capture_reference,amount,currency";

  @TempDir static Path data;
  private static Sandbox sandbox;
  private static RunningBridge bridge;
  private static int references;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.start(SandboxSettings.onFreePort().withGullible(true));
    bridge = RunningBridge.start(data, sandbox, Map.of("bridge.inquiry.give-up-after", "1s"));
  }

  @AfterAll
  static void stop() {
    bridge.close();
    sandbox.close();
  }

  @AfterEach
  void behave() {
    sandbox.setFaults(SandboxFaults.NONE);
  }

  @Test
  void a_file_is_carried_out_and_its_results_are_those_that_an_operator_finds() throws Exception {
    String file = file(capture(order()), "nonsense", capture(order()));

    HttpResponse<String> taken = handIn("?name=tonight.csv", file);

    assertThat(taken.statusCode()).isEqualTo(202);
    JsonNode batch = json(taken);
    assertThat(taken.headers().firstValue("Location"))
        .contains(batch.at("/links/self").asText())
        .contains("/bridge/batches/" + batch.path("id").asText());
    assertThat(batch.path("rows").asLong()).isEqualTo(3);
    assertThat(batch.at("/sums/INR").asLong()).isEqualTo(2200);
    assertThat(batch.at("/counts/REFUSED").asLong()).isEqualTo(1);

    HttpResponse<String> results = results(batch);
    assertThat(results.body()).isEqualTo(String.join("\n", bridge.results("tonight")) + "\n");
    assertThat(results.body().lines())
        .hasSize(4)
        .anyMatch(line -> line.contains(",2,SUCCEEDED,PROCESSED,"))
        .anyMatch(line -> line.contains(",3,REFUSED,"));
    assertThat(results.headers().firstValue("Content-Type")).contains("text/csv; charset=utf-8");
    assertThat(results.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"tonight.results.csv\"");
    assertThat(bridge.acknowledgement("tonight")).contains(batch.path("id").asText());
    assertThat(bridge.summary("tonight")).contains("BALANCED");
    await().until(() -> Files.exists(data.resolve("archive/tonight.csv")));
    assertThat(data.resolve("archive/tonight.csv")).hasContent(file);

    assertThat(batch.path("given_by").asText()).isEqualTo("shop");
    assertThat(data.resolve("processing/" + batch.path("id").asText())).doesNotExist();
    JsonNode done = json(get(batch.at("/links/self").asText()));
    assertThat(done.path("given_by").asText()).isEqualTo("shop");
    assertThat(done.path("state").asText()).isEqualTo("DONE");
    assertThat(done.at("/counts/SUCCEEDED").asLong()).isEqualTo(2);
    assertThat(done.path("finished_at").isTextual()).isTrue();
  }

  @Test
  void control_totals_stand_in_the_address() throws Exception {
    HttpResponse<String> agreed =
        handIn("?name=agreed.csv&rows=1&amount.INR=1100", file(capture(order())));
    HttpResponse<String> another =
        handIn("?rows=2&name=another.csv&amount.INR=2200", file(capture(order())));
    HttpResponse<String> word = handIn("?rows=two", file(capture(order())));
    HttpResponse<String> small = handIn("?amount.inr=1100", file(capture(order())));

    assertThat(agreed.statusCode()).isEqualTo(202);
    assertThat(another.statusCode()).isEqualTo(422);
    assertThat(another.body()).contains("CONTROL_TOTALS_DISAGREE", "2200");
    assertThat(word.statusCode()).isEqualTo(400);
    assertThat(word.body()).contains("rows");
    assertThat(small.statusCode()).isEqualTo(400);
    assertThat(small.body()).contains("amount.INR");
  }

  @Test
  void a_file_without_a_name_is_called_after_its_batch() throws Exception {
    JsonNode batch = json(handIn("", file(capture(order()))));

    assertThat(batch.path("name").asText()).isEqualTo("http-" + batch.path("id").asText() + ".csv");
  }

  @Test
  void a_file_longer_than_any_other_body_may_be_comes_through_with_a_length_and_without()
      throws Exception {
    String note = "x".repeat(60_000);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      lines.add(capture("v1-nosuch-" + i) + "," + note);
    }
    String file = HEADER + ",note\n" + String.join("\n", lines) + "\n";
    byte[] chunked = file.replace("v1-", "v2-").replace("ref-", "reh-").getBytes(UTF_8);

    HttpResponse<String> withLength = handIn("?name=long.csv", file);
    HttpResponse<String> withoutLength =
        http.send(
            upload("?name=chunked.csv")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(chunked)))
                .build(),
            BodyHandlers.ofString());

    assertThat(json(withLength).path("rows").asLong()).isEqualTo(60);
    assertThat(json(withoutLength).path("rows").asLong()).isEqualTo(60);
    assertThat(results(json(withoutLength)).body().lines()).hasSize(61);
  }

  @Test
  void the_same_content_is_told_which_batch_it_is_and_leaves_no_papers() throws Exception {
    String order = order();
    String file = file(capture(order));
    JsonNode first = json(handIn("?name=first.csv", file));

    HttpResponse<String> again = handIn("?name=again.csv", file);

    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(json(again).path("code").asText()).isEqualTo("DUPLICATE_FILE");
    assertThat(again.body()).contains("first.csv");
    assertThat(again.headers().firstValue("Location")).contains(first.at("/links/self").asText());
    assertThat(data.resolve("acks/again.ack.json")).doesNotExist();
    results(first);
    assertThat(sandbox.ledger().order(order).orElseThrow().captured()).isEqualTo(1100);
  }

  @Test
  void the_same_content_twice_at_once_is_carried_out_once() throws Exception {
    List<String> lines = new ArrayList<>();
    sandbox.ledger().authoriseOrders(50, 1100).forEach(order -> lines.add(capture(order)));
    String file = file(lines.toArray(String[]::new));
    long before = sandbox.ledger().summary().captures();

    CompletableFuture<HttpResponse<String>> one = send("?name=twin-a.csv", file);
    CompletableFuture<HttpResponse<String>> other = send("?name=twin-b.csv", file);

    assertThat(List.of(one.get().statusCode(), other.get().statusCode()))
        .containsExactlyInAnyOrder(202, 409);
    HttpResponse<String> taken = one.get().statusCode() == 202 ? one.get() : other.get();
    HttpResponse<String> refused = taken == one.get() ? other.get() : one.get();
    assertThat(refused.headers().firstValue("Location"))
        .isEqualTo(taken.headers().firstValue("Location"));
    assertThat(results(json(taken)).body().lines()).hasSize(51);
    assertThat(sandbox.ledger().summary().captures() - before).isEqualTo(50);
  }

  @Test
  void a_file_that_is_refused_says_why_and_can_be_looked_up() throws Exception {
    HttpResponse<String> refused = handIn("?name=bad.csv", "order_id,amount\nv1-x,1\n");

    assertThat(refused.statusCode()).isEqualTo(422);
    JsonNode body = json(refused);
    assertThat(body.path("code").asText()).isEqualTo("FILE_REFUSED");
    assertThat(body.at("/additional_error_details/faults"))
        .extracting(fault -> fault.path("field").asText() + " " + fault.path("code").asText())
        .containsExactlyInAnyOrder(
            "header, merchant_capture_reference COLUMN_MISSING", "header, currency COLUMN_MISSING");
    String location = refused.headers().firstValue("Location").orElseThrow();
    assertThat(json(get(location)).path("state").asText()).isEqualTo("REFUSED");
    assertThat(get(location + "/results").statusCode()).isEqualTo(422);
    assertThat(bridge.acknowledgement("bad")).contains("\"REFUSED\"", "COLUMN_MISSING");
    await().until(() -> Files.exists(data.resolve("refused/bad.csv")));
  }

  @Test
  void an_empty_body_is_an_empty_file() throws Exception {
    HttpResponse<String> refused = handIn("", "");

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("EMPTY_FILE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?name=..%2F..%2Fevil.csv",
        "?name=night.txt",
        "?name=",
        "?name=a.csv&name=b.csv",
        "?name=%24%7Bbody%7D.csv",
        "?name=night.csv.ctl",
      })
  void a_name_that_cannot_be_carried_is_refused(String query) throws Exception {
    HttpResponse<String> refused = handIn(query, file(capture(order())));

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).path("code").asText()).isEqualTo("INVALID_REQUEST");
    assertThat(json(refused).at("/additional_error_details/faults/0/field").asText())
        .isEqualTo("name");
    assertThat(data.getParent().resolve("evil.csv")).doesNotExist();
  }

  @Test
  void a_name_with_a_card_number_is_refused_at_the_door_and_not_repeated() throws Exception {
    HttpResponse<String> refused = handIn("?name=4111111111111111.csv", file(capture(order())));

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).path("code").asText()).isEqualTo("INVALID_REQUEST");
    assertThat(refused.body()).doesNotContain("4111111111111111");
  }

  @Test
  void what_is_no_csv_by_its_type_is_not_taken() throws Exception {
    HttpResponse<String> form =
        http.send(
            HttpRequest.newBuilder(URI.create(bridge.http() + "/bridge/batches"))
                .header("X-API-Key", RunningBridge.API_KEY)
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(BodyPublishers.ofString(file(capture(order()))))
                .build(),
            BodyHandlers.ofString());
    HttpResponse<String> packed =
        http.send(
            upload("").header("Content-Encoding", "gzip").POST(body(file("x"))).build(),
            BodyHandlers.ofString());

    assertThat(form.statusCode()).isEqualTo(415);
    assertThat(packed.statusCode()).isEqualTo(415);
  }

  @Test
  void headers_of_the_caller_steer_nothing() throws Exception {
    String file = file(capture(order()));
    HttpResponse<String> taken =
        http.send(
            upload("?name=steered.csv")
                .header("name", "other.csv")
                .header("id", "x")
                .header("CamelHttpQuery", "name=third.csv")
                .header("cAmElFileName", "fourth.csv")
                .POST(body(file))
                .build(),
            BodyHandlers.ofString());

    assertThat(json(taken).path("name").asText()).isEqualTo("steered.csv");
    assertThat(taken.headers().map()).doesNotContainKeys("name", "id", "camelfilename");
  }

  @Test
  void results_are_told_to_wait_for_while_lines_are_open() throws Exception {
    sandbox.setFaults(SandboxFaults.parse("slow=1,slow-ms=700"));
    JsonNode batch = json(handIn("", file(capture(order()))));

    HttpResponse<String> early = get(batch.at("/links/results").asText());

    assertThat(early.statusCode()).isEqualTo(409);
    assertThat(json(early).path("code").asText()).isEqualTo("BATCH_NOT_DONE");
    assertThat(early.body()).contains("0 of 1 lines");
    assertThat(early.headers().firstValueAsLong("Retry-After")).isPresent();
    assertThat(results(batch).body()).contains("SUCCEEDED");
  }

  @Test
  void a_dropped_file_is_shown_as_well() throws Exception {
    bridge.drop("dropped.csv", List.of(HEADER, capture(order())));
    JsonNode papers = new ObjectMapper().readTree(bridge.acknowledgement("dropped"));

    String path = "/bridge/batches/" + papers.path("batch_id").asText();

    assertThat(json(get(path)).path("name").asText()).isEqualTo("dropped.csv");
    bridge.results("dropped");
    await().until(() -> get(path + "/results").statusCode() == 200);
    assertThat(get(path + "/results").body())
        .isEqualTo(String.join("\n", bridge.results("dropped")) + "\n");
  }

  @Test
  void a_batch_keeps_its_results_when_another_takes_its_name() throws Exception {
    JsonNode first = json(handIn("?name=nightly.csv", file(capture(order()))));
    String before = results(first).body();
    JsonNode second = json(handIn("?name=nightly.csv", file(capture(order()))));

    assertThat(results(second).body()).isNotEqualTo(before);
    assertThat(results(first).body()).isEqualTo(before);
  }

  @Test
  void an_amendment_is_linked_and_given() throws Exception {
    sandbox.setFaults(SandboxFaults.parse("error-after-effect=1"));
    JsonNode batch = json(handIn("?name=parked.csv", file(capture(order()))));
    assertThat(results(batch).body()).contains("UNKNOWN");
    String self = batch.at("/links/self").asText();
    assertThat(json(get(self)).path("state").asText()).isEqualTo("REPORTED");
    assertThat(get(self + "/results?amendment=1").statusCode()).isEqualTo(400);

    sandbox.setFaults(SandboxFaults.NONE);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> json(get(self)).path("state").asText().equals("DONE"));

    String amendment = json(get(self)).at("/links/amendments/0").asText();
    assertThat(get(amendment).body()).contains(",2,SUCCEEDED,");
    assertThat(results(batch).body()).as("the results stay as they were").contains("UNKNOWN");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "260115-220000-aaaaaa",
        "..%2F..%2Fetc",
        "%2e%2e",
        "..",
        "260115-220000-aaaaaa%00",
      })
  void an_unknown_batch_is_not_found(String id) throws Exception {
    assertThat(get("/bridge/batches/" + id).statusCode()).isEqualTo(404);
    assertThat(get("/bridge/batches/" + id + "/results").statusCode()).isEqualTo(404);
  }

  @Test
  void nobody_comes_in_without_a_key() throws Exception {
    for (String path : List.of("/bridge/batches/x", "/bridge/batches/x/results")) {
      HttpResponse<String> refused =
          http.send(
              HttpRequest.newBuilder(URI.create(bridge.http() + path)).build(),
              BodyHandlers.ofString());
      assertThat(refused.statusCode()).isEqualTo(401);
    }
    HttpResponse<String> refused =
        http.send(
            HttpRequest.newBuilder(URI.create(bridge.http() + "/bridge/batches"))
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofByteArray(new byte[20_000_000]))
                .build(),
            BodyHandlers.ofString());

    assertThat(refused.statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "PATCH"})
  void files_are_handed_in_by_post_only(String method) throws Exception {
    HttpResponse<String> refused =
        http.send(
            upload("").method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());

    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.headers().firstValue("Allow")).contains("POST");
  }

  // ---- arranging -------------------------------------------------------------------------------

  private static String order() {
    return sandbox.ledger().authoriseOrders(1, 1100).get(0);
  }

  private static String capture(String order) {
    references++;
    return order + ",ref-" + references + ",1100,INR";
  }

  private static String file(String... lines) {
    return Stream.concat(Stream.of(HEADER), Stream.of(lines))
        .reduce("", (file, line) -> file + line + "\n");
  }

  private static BodyPublisher body(String file) {
    return BodyPublishers.ofString(file);
  }

  private static HttpRequest.Builder upload(String query) {
    return HttpRequest.newBuilder(URI.create(bridge.http() + "/bridge/batches" + query))
        .header("Authorization", "Bearer " + RunningBridge.API_KEY)
        .header("Content-Type", "text/csv");
  }

  private HttpResponse<String> handIn(String query, String file) throws Exception {
    return http.send(upload(query).POST(body(file)).build(), BodyHandlers.ofString());
  }

  private CompletableFuture<HttpResponse<String>> send(String query, String file) {
    return http.sendAsync(upload(query).POST(body(file)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(bridge.http() + path))
            .header("X-API-Key", RunningBridge.API_KEY)
            .build(),
        BodyHandlers.ofString());
  }

  /** The results of a batch, once they are written. */
  private HttpResponse<String> results(JsonNode batch) throws Exception {
    String path = batch.at("/links/results").asText();
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> get(path).statusCode() != 409);
    HttpResponse<String> results = get(path);
    assertThat(results.statusCode()).as(results.body()).isEqualTo(200);
    return results;
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    return new ObjectMapper().readTree(response.body());
  }
}
