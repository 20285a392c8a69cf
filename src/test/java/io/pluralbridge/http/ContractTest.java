package io.pluralbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pluralbridge.instruction.JsonErrorCode;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the HTTP door promises, held against itself. */
class ContractTest {

  private static final String CONTRACT = "/openapi/plural-bridge.json";
  private static final String PAGE = "/openapi/docs.html";

  /** Each is the name of a route. */
  private static final String[] OPERATIONS = {
    "generateToken",
    "createCustomer",
    "createOrder",
    "createPayment",
    "captureOrder",
    "cancelOrder",
    "createRefund",
    "getOrder",
    "getOrderByReference",
    "getCommand",
    "createBatch",
    "getBatch",
    "getBatchResults",
    "getCommandKeys",
    "receiveCallbackByAddress",
    "showOrder",
    "showOrders",
    "receiveCallback",
    "receiveWebhook",
    "getContract",
    "getContractPage",
  };

  /** The card number and the token of the vendor's guide. */
  private static final Set<String> SAMPLES = Set.of("4895489548954895", "4122980000000008");

  private static final Pattern LIKE_A_CARD_NUMBER = Pattern.compile("(?<![0-9.])[0-9]{12,19}");
  private static final Pattern CODE_IN_THE_TABLE =
      Pattern.compile("^\\| `([A-Z_]+)` \\| ([0-9]{3}) \\|", Pattern.MULTILINE);

  private static String text;
  private static JsonNode contract;
  private static List<Operation> operations;
  private static Examples examples;

  /** One operation, with its path and its method. */
  private record Operation(String method, String path, JsonNode node) {

    String id() {
      return node.path("operationId").asText();
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  @BeforeAll
  static void read() throws IOException {
    text = resource(CONTRACT);
    contract =
        new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).readTree(text);
    operations = new ArrayList<>();
    contract
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            operations.add(
                                new Operation(method.getKey(), path.getKey(), method.getValue()))));
    examples = new Examples(contract);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void the_parser_that_camel_uses_has_nothing_to_say_about_it(boolean resolveFully) {
    ParseOptions options = new ParseOptions();
    options.setResolve(true);
    options.setResolveFully(resolveFully);

    SwaggerParseResult parsed = new OpenAPIV3Parser().readContents(text, null, options);

    assertThat(parsed.getMessages()).isNullOrEmpty();
    assertThat(parsed.getOpenAPI().getPaths()).hasSameSizeAs(contract.path("paths"));
  }

  @Test
  void it_is_of_the_version_that_it_says_and_names_no_host() {
    assertThat(contract.path("openapi").asText()).isEqualTo("3.0.3");
    assertThat(contract.path("servers")).hasSize(1);
    assertThat(contract.at("/servers/0/url").asText()).isEqualTo("/");
  }

  @Test
  void it_has_exactly_the_operations_that_have_a_route() {
    assertThat(operations).extracting(Operation::id).containsExactlyInAnyOrder(OPERATIONS);
  }

  @Test
  void every_operation_tells_what_it_does() {
    assertThat(operations)
        .allSatisfy(
            operation -> {
              assertThat(operation.node().path("summary").asText()).isNotBlank();
              assertThat(operation.node().path("description").asText()).isNotBlank();
              assertThat(tags()).contains(operation.node().at("/tags/0").asText());
            });
  }

  @Test
  void every_parameter_of_a_path_is_described() {
    assertThat(operations)
        .allSatisfy(
            operation -> {
              List<String> described = new ArrayList<>();
              for (JsonNode parameter : operation.node().path("parameters")) {
                JsonNode resolved = examples.resolve(parameter);
                assertThat(resolved.path("description").asText()).isNotBlank();
                if (resolved.path("in").asText().equals("path")) {
                  assertThat(resolved.has("example")).isTrue();
                  described.add("{" + resolved.path("name").asText() + "}");
                }
              }
              assertThat(Pattern.compile("\\{\\w+}").matcher(operation.path()).results())
                  .extracting(result -> result.group())
                  .containsExactlyElementsOf(described);
            });
  }

  @Test
  void every_request_body_and_every_answer_has_an_example() {
    assertThat(operations)
        .allSatisfy(
            operation -> {
              assertThat(mediaOf(operation.node().path("requestBody")))
                  .allSatisfy(this::hasExample);
              for (Map.Entry<String, JsonNode> response :
                  operation.node().path("responses").properties()) {
                JsonNode resolved = examples.resolve(response.getValue());
                assertThat(resolved.path("description").asText()).isNotBlank();
                if (response.getKey().equals("303")) {
                  assertThat(mediaOf(resolved)).as("it says only where to go on").isEmpty();
                  continue;
                }
                assertThat(mediaOf(resolved)).isNotEmpty().allSatisfy(this::hasExample);
              }
            });
  }

  @Test
  void every_json_example_is_what_its_schema_says() {
    List<String> wrong = new ArrayList<>();
    int[] looked = {0};

    everyMedia(
        media -> {
          for (JsonNode example : media.path("examples")) {
            looked[0]++;
            wrong.addAll(examples.faults(media.path("schema"), example.path("value")));
          }
        });

    assertThat(wrong).isEmpty();
    assertThat(looked[0]).isGreaterThan(40);
  }

  @Test
  void an_example_that_breaks_its_schema_is_noticed() {
    JsonNode schema = contract.at("/components/schemas/PaymentItem");
    JsonNode good =
        contract.at(
            "/paths/~1api~1pay~1v1~1orders~1{order_id}~1payments/post/requestBody/content"
                + "/application~1json/examples/new_card/value/payments/0");
    JsonNode bad = good.deepCopy();
    remove(bad.at("/payment_option/card_details"), "expiry_year");

    assertThat(examples.faults(schema, good)).isEmpty();
    assertThat(examples.faults(schema, bad)).isNotEmpty();
  }

  @Test
  void no_card_number_is_shown_but_the_samples_of_the_vendors_guide() {
    Set<String> seen = new TreeSet<>();
    everyMedia(
        media -> {
          for (JsonNode example : media.path("examples")) {
            stringsOf(example.path("value"))
                .flatMap(value -> LIKE_A_CARD_NUMBER.matcher(value).results())
                .map(result -> result.group())
                .forEach(seen::add);
          }
        });
    // Not cards: the acquirer's references.
    seen.removeAll(Set.of("202456643801053", "420145000226"));

    assertThat(seen).isEqualTo(SAMPLES);
  }

  @Test
  void every_code_of_the_table_is_one_of_the_error_shape_and_the_other_way_round() {
    assertThat(codesAndStatuses().keySet())
        .containsExactlyInAnyOrderElementsOf(
            texts(contract.at("/components/schemas/BridgeCode/enum")));
    assertThat(contract.at("/components/schemas/BridgeError/properties/code/$ref").asText())
        .isEqualTo("#/components/schemas/BridgeCode");
  }

  @ParameterizedTest
  @EnumSource(Complaint.class)
  void every_complaint_is_in_the_table_with_its_status(Complaint complaint) {
    assertThat(contract.path("info").path("description").asText())
        .contains("| `" + complaint + "` | " + complaint.status() + " |");
  }

  @ParameterizedTest
  @EnumSource(JsonErrorCode.class)
  void every_fault_of_an_instruction_is_explained(JsonErrorCode code) {
    JsonNode fault = contract.at("/components/schemas/Fault/properties/code");

    assertThat(fault.path("description").asText())
        .contains("| `" + code + "` | " + code.sentence() + " |");
  }

  @Test
  void an_error_of_the_bridge_has_the_shared_shape_and_the_status_of_its_code() {
    Map<String, String> statuses = codesAndStatuses();
    Set<String> shown = new TreeSet<>();

    for (Operation operation : operations) {
      for (Map.Entry<String, JsonNode> response : operation.node().path("responses").properties()) {
        if (response.getKey().startsWith("2")) {
          continue;
        }
        for (JsonNode media : mediaOf(examples.resolve(response.getValue()))) {
          assertThat(media.at("/schema/$ref").asText())
              .as("%s, %s", operation, response.getKey())
              .matches("#/components/schemas/(BridgeError|PluralError|Refusal)");
          for (JsonNode example : media.path("examples")) {
            JsonNode value = example.path("value");
            if (value.at("/additional_error_details/source").asText().equals("BRIDGE")) {
              String code = value.path("code").asText();
              shown.add(code);
              assertThat(response.getKey())
                  .as("%s, %s", operation, code)
                  .isIn("default", statuses.get(code));
            }
          }
        }
      }
    }

    assertThat(shown).containsExactlyInAnyOrderElementsOf(statuses.keySet());
  }

  @Test
  void only_tokens_public_keys_what_plural_signs_and_the_contract_itself_need_no_api_key() {
    assertThat(contract.path("security")).isNotEmpty();
    assertThat(operations)
        .filteredOn(operation -> operation.node().has("security"))
        .allSatisfy(operation -> assertThat(operation.node().path("security")).isEmpty())
        .extracting(Operation::id)
        .containsExactlyInAnyOrder(
            "generateToken",
            "getCommandKeys",
            "receiveCallbackByAddress",
            "receiveCallback",
            "receiveWebhook",
            "getContract",
            "getContractPage");
  }

  @Test
  void every_command_takes_an_idempotency_key_and_may_be_answered_later() {
    assertThat(operations)
        .filteredOn(
            operation ->
                Set.of("post", "put").contains(operation.method())
                    && operation.path().startsWith("/api/")
                    && !operation.id().equals("generateToken"))
        .hasSize(6)
        .allSatisfy(
            operation -> {
              assertThat(operation.node().path("parameters"))
                  .extracting(parameter -> examples.resolve(parameter).path("name").asText())
                  .contains("Idempotency-Key", "Prefer");
              assertThat(operation.node().at("/responses/202/$ref").asText())
                  .isEqualTo("#/components/responses/CommandOpen");
              assertThat(operation.node().at("/responses/504/$ref").asText())
                  .isEqualTo("#/components/responses/TimedOut");
              assertThat(operation.node().at("/responses/409/$ref").asText())
                  .isEqualTo("#/components/responses/KeyReused");
            });
  }

  @Test
  void everything_that_is_defined_is_used() {
    List<String> unused = new ArrayList<>();
    for (String kind : List.of("schemas", "responses", "parameters", "headers")) {
      contract
          .path("components")
          .path(kind)
          .fieldNames()
          .forEachRemaining(
              name -> {
                if (!text.contains("\"#/components/" + kind + "/" + name + "\"")) {
                  unused.add(kind + "/" + name);
                }
              });
    }

    assertThat(unused).isEmpty();
  }

  @Test
  void the_page_loads_nothing_from_elsewhere_and_writes_the_contract_as_text() throws IOException {
    String page = resource(PAGE);

    assertThat(page)
        .contains("default-src 'none'")
        .contains("fetch('openapi.json')")
        .doesNotContainPattern("https?://|src=|@import|\\burl\\(")
        .doesNotContainPattern("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\(");
  }

  private static List<String> tags() {
    return Stream.of(contract.path("tags"))
        .flatMap(tags -> tags.findValuesAsText("name").stream())
        .toList();
  }

  private static Map<String, String> codesAndStatuses() {
    Map<String, String> codes = new TreeMap<>();
    Matcher row = CODE_IN_THE_TABLE.matcher(contract.at("/info/description").asText());
    while (row.find()) {
      codes.put(row.group(1), row.group(2));
    }
    return codes;
  }

  private void hasExample(JsonNode media) {
    assertThat(media.path("schema").isObject()).isTrue();
    assertThat(media.path("examples")).isNotEmpty();
  }

  private static List<JsonNode> mediaOf(JsonNode requestOrResponse) {
    List<JsonNode> media = new ArrayList<>();
    requestOrResponse.path("content").forEach(media::add);
    return media;
  }

  /** Visits every JSON request and answer, those in components once for each operation. */
  private static void everyMedia(Consumer<JsonNode> visit) {
    for (Operation operation : operations) {
      visitJson(operation.node().path("requestBody"), visit);
      operation
          .node()
          .path("responses")
          .forEach(response -> visitJson(examples.resolve(response), visit));
    }
  }

  private static void visitJson(JsonNode requestOrResponse, Consumer<JsonNode> visit) {
    JsonNode json = requestOrResponse.path("content").path("application/json");
    if (!json.isMissingNode()) {
      visit.accept(json);
    }
  }

  private static Stream<String> stringsOf(JsonNode node) {
    if (node.isContainerNode()) {
      List<JsonNode> children = new ArrayList<>();
      node.forEach(children::add);
      return children.stream().flatMap(ContractTest::stringsOf);
    }
    return node.isNull() ? Stream.empty() : Stream.of(node.asText());
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(value -> texts.add(value.asText()));
    return texts;
  }

  private static void remove(JsonNode object, String field) {
    ((ObjectNode) object).remove(field);
  }

  private static String resource(String name) throws IOException {
    try (var in = ContractTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
