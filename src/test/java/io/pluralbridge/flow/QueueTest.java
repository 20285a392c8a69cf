package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.Canaries;
import io.pluralbridge.support.Erp;
import io.pluralbridge.support.Instruction;
import io.pluralbridge.support.Ports;
import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.apache.activemq.artemis.api.jms.ActiveMQJMSClient;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An ERP that puts commands on a queue of the broker inside the bridge, and reads outcomes. */
class QueueTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CARD = "4012001037141112";

  @TempDir static Path data;
  private static Sandbox sandbox;
  private static RunningBridge bridge;
  private static int port;
  private static int keys;
  private Erp erp;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    port = Ports.free();
    Map<String, String> settings = new HashMap<>(Erp.broker(port));
    settings.put("bridge.routes.extra", "examples/erp/*.camel.yaml");
    settings.put("intake.queue.further", "sap.invoices,oracle.receivables");
    settings.put("bridge.broker.queues", "erp.replies, topic:erp.news");
    bridge = RunningBridge.start(data, sandbox, settings);
  }

  @AfterAll
  static void stop() {
    bridge.close();
    sandbox.close();
  }

  @BeforeEach
  void connect() {
    erp = Erp.at(port, "erp", "secret-of-the-erp");
  }

  @AfterEach
  void nothing_is_left_over() {
    sandbox.setFaults(SandboxFaults.NONE);
    assertThat(erp.isEmpty("plural.outcomes")).isTrue();
    assertThat(erp.isEmpty("plural.commands.parked")).isTrue();
    erp.close();
  }

  private static String key() {
    return "cap-" + ++keys;
  }

  private static String order(long amount) {
    return sandbox.ledger().authoriseOrders(1, amount).get(0);
  }

  private static long captures(String orderId) {
    return sandbox.ledger().captures().stream().filter(c -> c.orderId().equals(orderId)).count();
  }

  // ---- what is carried out ---------------------------------------------------------------------

  @Test
  void a_command_is_carried_out_and_its_sender_told_in_the_words_of_the_contract()
      throws Exception {
    String key = key();
    String order = order(1100);
    TextMessage command = erp.text(Erp.capture(key, order, 1100));
    command.setJMSCorrelationID("invoice-77");
    erp.send("plural.commands", command);

    TextMessage told = erp.next("plural.outcomes");

    assertThat(told.getJMSCorrelationID()).isEqualTo("invoice-77");
    assertThat(told.getStringProperty("OutcomeId")).hasSize(36);
    JsonNode outcome = Erp.json(told);
    assertThat(outcome.fieldNames())
        .toIterable()
        .containsExactly(
            "key",
            "action",
            "order_id",
            "status",
            "http_status",
            "response",
            "error",
            "attempts",
            "concluded_at",
            "payment_id");
    assertThat(outcome.path("key").asText()).isEqualTo(key);
    assertThat(outcome.path("action").asText()).isEqualTo("CAPTURE");
    assertThat(outcome.path("order_id").asText()).isEqualTo(order);
    assertThat(outcome.path("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(outcome.path("http_status").asInt()).isEqualTo(200);
    assertThat(outcome.at("/response/data/status").asText()).isEqualTo("PROCESSED");
    assertThat(outcome.path("error").isNull()).isTrue();
    assertThat(outcome.path("attempts").asInt()).isEqualTo(1);
    assertThat(outcome.path("concluded_at").asText())
        .matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\\.[0-9]{3}Z");
    assertThat(outcome.path("payment_id").asText()).isNotEmpty();
    assertThat(giver(key)).isEqualTo("QUEUE erp");
  }

  private static String giver(String key) throws SQLException {
    try (Connection journal =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("journal.db"));
        PreparedStatement query =
            journal.prepareStatement(
                "SELECT way || ' ' || given_by FROM entry WHERE command_key = ?")) {
      query.setString(1, key);
      try (ResultSet found = query.executeQuery()) {
        return found.getString(1);
      }
    }
  }

  @Test
  void who_asks_on_a_temporary_queue_is_answered_there_with_the_id_of_its_message()
      throws Exception {
    TemporaryQueue replies = erp.context().createTemporaryQueue();
    TextMessage command = erp.text(Erp.cancel(key(), order(1100)));
    command.setJMSReplyTo(replies);
    erp.send("plural.commands", command);

    TextMessage told = erp.next(replies);

    assertThat(told.getJMSCorrelationID()).isEqualTo(command.getJMSMessageID());
    assertThat(Erp.json(told).path("status").asText()).isEqualTo("SUCCEEDED");
  }

  @Test
  void answers_go_to_the_queue_that_is_named_and_to_a_topic_too() throws Exception {
    TextMessage command = erp.text(Erp.capture(key(), order(1100), 1100));
    command.setJMSReplyTo(erp.context().createQueue("erp.replies"));
    erp.send("plural.commands", command);
    assertThat(Erp.json(erp.next("erp.replies")).path("status").asText()).isEqualTo("SUCCEEDED");

    try (var subscriber = erp.context().createConsumer(erp.context().createTopic("erp.news"))) {
      TextMessage another = erp.text(Erp.capture(key(), order(1100), 1100));
      another.setJMSReplyTo(erp.context().createTopic("erp.news"));
      erp.send("plural.commands", another);

      TextMessage told = (TextMessage) subscriber.receive(30_000);
      assertThat(Erp.json(told).path("status").asText()).isEqualTo("SUCCEEDED");
    }
  }

  @Test
  void a_message_that_comes_twice_is_carried_out_once_and_both_are_told() throws Exception {
    String order = order(1100);
    String command = Erp.capture(key(), order, 1100);
    erp.send(command).send(command);

    TextMessage one = erp.next("plural.outcomes");
    TextMessage other = erp.next("plural.outcomes");

    assertThat(Erp.json(one)).isEqualTo(Erp.json(other));
    assertThat(one.getStringProperty("OutcomeId"))
        .isNotEqualTo(other.getStringProperty("OutcomeId"));
    assertThat(captures(order)).isEqualTo(1);
  }

  @Test
  void an_order_that_is_made_is_named_in_the_outcome() {
    erp.send(
        """
        {"action":"CREATE_ORDER","key":"order-by-queue","body":{"merchant_order_reference":
        "order-by-queue","order_amount":{"value":1100,"currency":"INR"},"pre_auth":true}}""");

    JsonNode outcome = erp.outcome();

    assertThat(outcome.path("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(outcome.path("order_id").asText()).startsWith("v1-");
  }

  @Test
  void bytes_are_as_good_as_text() throws Exception {
    BytesMessage bytes = erp.context().createBytesMessage();
    bytes.writeBytes(Erp.capture(key(), order(1100), 1100).getBytes(StandardCharsets.UTF_8));
    erp.send("plural.commands", bytes);

    assertThat(erp.outcome().path("status").asText()).isEqualTo("SUCCEEDED");
  }

  @Test
  void a_no_of_plural_is_told_with_its_code_and_words() {
    erp.send(Erp.capture(key(), order(1100), 2200));

    JsonNode outcome = erp.outcome();

    assertThat(outcome.path("status").asText()).isEqualTo("DECLINED");
    assertThat(outcome.path("http_status").asInt()).isEqualTo(422);
    assertThat(outcome.at("/error/code").asText()).isNotEmpty();
    assertThat(outcome.path("response").isObject()).isTrue();
  }

  @Test
  void an_answer_that_got_lost_is_told_once_plural_has_said_what_became_of_it() {
    sandbox.setFaults(SandboxFaults.parse("lost-after-effect=1"));
    String order = order(1100);
    erp.send(Erp.capture(key(), order, 1100));
    await().until(() -> captures(order) == 1);
    sandbox.setFaults(SandboxFaults.NONE);

    assertThat(erp.outcome().path("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(captures(order)).isEqualTo(1);
  }

  // ---- what is refused -------------------------------------------------------------------------

  private JsonNode refused(String body, String... codes) throws JMSException {
    erp.send(body);
    JsonNode outcome = erp.outcome();
    assertThat(outcome.path("status").asText()).isEqualTo("REFUSED");
    assertThat(outcome.at("/error/faults").findValuesAsText("code")).containsExactly(codes);
    TextMessage parked = erp.next("plural.commands.parked");
    assertThat(parked.getStringProperty("Reason")).contains(codes);
    assertThat(parked.getText()).isEqualTo(body);
    return outcome;
  }

  @Test
  void what_is_no_json_is_refused_and_parked_as_it_came_with_the_reason() throws Exception {
    refused("hello", "MALFORMED_JSON");
    refused("", "MALFORMED_JSON");
    refused("[]", "MALFORMED_JSON");
    refused("{\"action\":\"CAPTURE\",\"action\":\"CANCEL\"}", "MALFORMED_JSON");
    refused("{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000), "MALFORMED_JSON");
  }

  @Test
  void every_fault_is_named_at_once() throws Exception {
    refused("{}", "FIELD_MISSING", "FIELD_MISSING");
    refused("{\"action\":\"PAY\",\"body\":7}", "FIELD_INVALID", "FIELD_TYPE");
    JsonNode outcome =
        refused(
            """
            {"action":"CAPTURE","key":"with space","order_id":"a/b","body":{
            "merchant_capture_reference":"","capture_amount":{"value":"11.00","currency":"rupees"}}}""",
            "ORDER_ID_INVALID",
            "IDEMPOTENCY_KEY_INVALID",
            "REFERENCE_MISSING",
            "CURRENCY_UNKNOWN",
            "AMOUNT_NOT_MINOR_UNITS");
    assertThat(outcome.at("/error/faults").findValuesAsText("field"))
        .containsExactly(
            "order_id",
            "key",
            "merchant_capture_reference",
            "capture_amount.currency",
            "capture_amount.value");
    assertThat(outcome.path("key").asText()).isEqualTo("with space");
    assertThat(outcome.path("order_id").asText()).isEqualTo("a/b");
  }

  @Test
  void a_known_key_with_other_content_is_refused_and_the_first_is_named() throws Exception {
    String key = key();
    String order = order(1100);
    erp.send(Erp.capture(key, order, 1100));
    assertThat(erp.outcome().path("status").asText()).isEqualTo("SUCCEEDED");

    JsonNode outcome = refused(Erp.capture(key, order, 900), "KEY_REUSED");

    assertThat(outcome.at("/error/message").asText()).contains(key, order, "INR 11.00");
  }

  @Test
  void a_refused_message_that_comes_again_is_answered_again_and_parked_once() throws Exception {
    refused("not a command", "MALFORMED_JSON");
    erp.send("not a command");
    assertThat(erp.outcome().path("status").asText()).isEqualTo("REFUSED");
  }

  @Test
  void what_is_neither_text_nor_bytes_is_refused_and_never_opened() throws Exception {
    erp.send("plural.commands", erp.context().createObjectMessage(new TreeSet<>(List.of("a"))));
    assertThat(erp.outcome().at("/error/code").asText()).isEqualTo("MESSAGE_TYPE");
    erp.next("plural.commands.parked");
    erp.send("plural.commands", erp.context().createMapMessage());
    assertThat(erp.outcome().at("/error/code").asText()).isEqualTo("MESSAGE_TYPE");
    erp.next("plural.commands.parked");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plural.commands",
        "plural.commands::plural.commands",
        "plural.commands.parked",
        "sap.invoices",
        "plural.events",
        "activemq.management",
        "activemq.notifications",
        "$sys.mqtt.sessions",
        "plural-bridge.dropped",
        "DLQ",
        "erp.repleis"
      })
  void an_answer_never_goes_to_where_commands_are_taken_or_to_a_queue_of_the_broker(String queue)
      throws Exception {
    TextMessage command = erp.text(Erp.cancel(key(), order(1100)));
    command.setJMSReplyTo(ActiveMQJMSClient.createQueue(queue));
    erp.send("plural.commands", command);

    assertThat(erp.outcome().at("/error/code").asText()).isEqualTo("REPLY_TO_INVALID");
    erp.next("plural.commands.parked");
  }

  @Test
  void a_queue_that_is_misspelt_is_an_error_of_its_sender_and_keeps_nothing() throws Exception {
    for (ConnectionFactory factory :
        List.of(
            new ActiveMQConnectionFactory("tcp://localhost:" + port),
            new JmsConnectionFactory("amqp://localhost:" + port))) {
      try (JMSContext context = factory.createContext("erp", "secret-of-the-erp")) {
        assertThatThrownBy(
                () ->
                    context
                        .createProducer()
                        .send(
                            context.createQueue("plural.comands"), "{\"number\":\"" + CARD + "\"}"))
            .isInstanceOf(JMSRuntimeException.class);
      }
    }
    assertThat(new Canaries().with("card", CARD).under(data)).isEmpty();
  }

  @Test
  void an_outcome_is_never_taken_for_a_command() throws Exception {
    String order = order(1100);
    TextMessage outcome = erp.text(Erp.cancel(key(), order));
    outcome.setStringProperty("OutcomeId", "whatever");
    erp.send("plural.commands", outcome);

    assertThat(erp.outcome().at("/error/code").asText()).isEqualTo("MESSAGE_IS_OUTCOME");
    erp.next("plural.commands.parked");
  }

  @Test
  void a_card_number_beside_the_body_or_for_a_mapping_rests_nowhere_either() throws Exception {
    TextMessage command = erp.text(Erp.cancel(key(), order(1100)));
    command.setJMSCorrelationID(CARD);
    command.setLongProperty("number", Long.parseLong(CARD));
    command.setJMSType(CARD);
    erp.send("plural.commands", command);
    erp.send("sap.invoices", erp.text("<a>" + CARD + "</a>"));

    for (int i = 0; i < 2; i++) {
      assertThat(erp.outcome().at("/error/code").asText()).isEqualTo("CARD_DATA_UNSEALED");
      assertThat(erp.next("plural.commands.parked").getText()).doesNotContain(CARD);
    }
    assertThat(new Canaries().with("card number", CARD).under(data)).isEmpty();
  }

  @Test
  void a_message_of_50_megabytes_is_refused_and_the_next_is_carried_out() throws Exception {
    TextMessage large = erp.text("x".repeat(50 * 1024 * 1024));
    large.setJMSCorrelationID("large");
    erp.send("plural.commands", large);
    erp.send(Erp.capture(key(), order(1100), 1100));

    Map<String, JsonNode> outcomes = new HashMap<>();
    for (int i = 0; i < 2; i++) {
      TextMessage told = erp.next("plural.outcomes");
      outcomes.put(Erp.json(told).path("status").asText(), Erp.json(told));
    }
    assertThat(outcomes.get("REFUSED").at("/error/code").asText()).isEqualTo("MESSAGE_TOO_LARGE");
    assertThat(outcomes).containsKey("SUCCEEDED");
    TextMessage parked = erp.next("plural.commands.parked");
    assertThat(parked.getStringProperty("Reason")).contains("MESSAGE_TOO_LARGE");
    assertThat(parked.getJMSCorrelationID()).isEqualTo("large");
  }

  // ---- card data -------------------------------------------------------------------------------

  private static String payment(String order, String reference) {
    return "{\"action\":\"CREATE_PAYMENT\",\"key\":\"%s\",\"order_id\":\"%s\",\"body\":%s}"
        .formatted(reference, order, Instruction.payment(order, reference, 1100).body());
  }

  private static String sealed(String command) throws Exception {
    String keys = bridge.caller().get("/bridge/keys/commands").text();
    RSAKey key = JWKSet.parse(keys).getKeys().get(0).toRSAKey();
    JWEObject jwe =
        new JWEObject(
            new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM)
                .keyID(key.getKeyID())
                .build(),
            new Payload(command));
    jwe.encrypt(new RSAEncrypter(key));
    return jwe.serialize();
  }

  @Test
  void a_sealed_payment_is_carried_out_and_its_card_rests_nowhere() throws Exception {
    String reference = key();
    String order = sandbox.ledger().unpaidOrder(1100);
    erp.send(sealed(payment(order, reference)));

    JsonNode outcome = erp.outcome();

    assertThat(outcome.path("status").asText()).as(outcome.toString()).isEqualTo("SUCCEEDED");
    assertThat(outcome.toString()).doesNotContain(CARD);
    assertThat(sandbox.ledger().order(order).orElseThrow().effects())
        .extracting(effect -> effect.what())
        .contains("PAID");
  }

  @Test
  void card_data_that_is_not_sealed_is_refused_and_not_kept() throws Exception {
    String order = sandbox.ledger().unpaidOrder(1100);
    erp.send(payment(order, key()));

    JsonNode outcome = erp.outcome();

    assertThat(outcome.at("/error/code").asText()).isEqualTo("CARD_DATA_UNSEALED");
    assertThat(outcome.at("/error/message").asText()).contains("/bridge/keys/commands");
    assertThat(outcome.toString()).doesNotContain(CARD);
    TextMessage parked = erp.next("plural.commands.parked");
    assertThat(parked.getText()).contains("************1112", order).doesNotContain(CARD, "065");
    assertThat(parked.getStringProperty("Reason")).contains("CARD_DATA_UNSEALED");
    assertThat(sandbox.ledger().order(order).orElseThrow().effects())
        .extracting(effect -> effect.what())
        .doesNotContain("PAID");
    assertThat(new Canaries().with("card number", CARD).under(data)).isEmpty();
  }

  @Test
  void a_broken_seal_is_refused_and_the_message_kept_as_it_came() throws Exception {
    String sealed = sealed(Erp.cancel(key(), order(1100)));
    String broken = sealed.substring(0, sealed.length() - 1) + (sealed.endsWith("A") ? "Q" : "A");

    refused(broken, "SEAL_BROKEN");
  }

  // ---- headers ---------------------------------------------------------------------------------

  @Test
  void headers_of_a_sender_steer_nothing() throws Exception {
    String order = order(1100);
    TextMessage command = erp.text(Erp.capture(key(), order, 1100));
    for (String name :
        List.of(
            "CamelFileName",
            "CAMELHTTPURI",
            "camelHttpUri",
            "CamelHttpUri",
            "CamelHttpPath",
            "CamelHttpMethod",
            "CAMEL_HTTP_METHOD",
            "CamelJmsDestinationName",
            "CAMELJMSDESTINATIONNAME",
            "CamelSplitIndex",
            "Authorization",
            "Content_HYPHEN_Type",
            "CamelCharsetName",
            "PluralRefusal",
            "PluralSize",
            "Reason",
            "rogueProperty")) {
      command.setStringProperty(name, "http://localhost:1/elsewhere");
    }
    command.setJMSType("CamelFileName");
    erp.send("plural.commands", command);

    TextMessage told = erp.next("plural.outcomes");

    assertThat(Erp.json(told).path("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(captures(order)).isEqualTo(1);
    assertThat(names(told)).contains("OutcomeId").doesNotContain("rogueProperty", "Authorization");
    assertThat(names(told)).noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("camel"));
    assertThat(sandbox.requests(20))
        .allSatisfy(
            seen -> assertThat(seen.headers().toString()).doesNotContain("elsewhere", "rogue"));
  }

  private static List<String> names(Message message) throws JMSException {
    List<String> names = new ArrayList<>();
    Enumeration<?> all = message.getPropertyNames();
    while (all.hasMoreElements()) {
      names.add((String) all.nextElement());
    }
    return names;
  }

  // ---- other people's words --------------------------------------------------------------------

  private static String example(String name) throws IOException {
    return Files.readString(Path.of("examples/erp", name));
  }

  @Test
  void an_invoice_of_sap_captures_its_order() throws Exception {
    String order = order(110_000);
    String invoice =
        example("sap-invoice.xml")
            .replace("v1-sandbox-aa-000009", order)
            .replace("0090000123", "sap-1");
    erp.send("sap.invoices", erp.text(invoice));

    JsonNode outcome = erp.outcome();
    assertThat(outcome.path("status").asText()).as(outcome.toString()).isEqualTo("SUCCEEDED");
    assertThat(outcome.path("key").asText()).isEqualTo("sap-1");
    assertThat(sandbox.ledger().captures())
        .filteredOn(c -> c.orderId().equals(order))
        .extracting(c -> c.amount())
        .containsExactly(110_000L);

    String release = order(1100);
    erp.send(
        "sap.invoices",
        erp.text(
            invoice.replace("INVO<", "CANC<").replace(order, release).replace("sap-1", "sap-2")));
    assertThat(erp.outcome().path("action").asText()).isEqualTo("CANCEL");
  }

  @Test
  void an_amount_that_sap_writes_otherwise_is_refused_and_never_guessed() throws Exception {
    String invoice = example("sap-invoice.xml").replace("1100.00", "1100.5");
    erp.send("sap.invoices", erp.text(invoice));

    assertThat(erp.outcome().at("/error/code").asText()).isEqualTo("AMOUNT_NOT_MINOR_UNITS");
    assertThat(erp.next("plural.commands.parked").getText()).isEqualTo(invoice);
  }

  @Test
  void what_is_no_invoice_is_refused_and_xml_that_attacks_too() throws Exception {
    for (String message :
        List.of(
            "no xml",
            "<other/>",
            "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><INVOIC02><IDOC><E1EDK01>"
                + "<BSART>&e;</BSART></E1EDK01></IDOC></INVOIC02>",
            "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\">"
                + "<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
                + "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]><INVOIC02>&c;</INVOIC02>")) {
      erp.send("sap.invoices", erp.text(message));

      JsonNode outcome = erp.outcome();
      assertThat(outcome.path("status").asText()).isEqualTo("REFUSED");
      assertThat(outcome.toString()).doesNotContain("root:");
      assertThat(erp.next("plural.commands.parked").getText()).isEqualTo(message);
    }
  }

  @Test
  void records_of_oracle_are_carried_out_and_told_one_by_one() throws Exception {
    String captured = order(110_000);
    String released = order(1100);
    erp.send(
        "oracle.receivables",
        erp.text(
            example("oracle-receivables.json")
                .replace("v1-sandbox-aa-000005", captured)
                .replace("v1-sandbox-aa-000006", released)));

    Map<String, String> told = new HashMap<>();
    for (int i = 0; i < 2; i++) {
      JsonNode outcome = erp.outcome();
      told.put(outcome.path("key").asText(), outcome.path("status").asText());
    }
    assertThat(told).isEqualTo(Map.of("AR-50012", "SUCCEEDED", "AR-50013", "SUCCEEDED"));
    assertThat(sandbox.ledger().captures())
        .filteredOn(c -> c.orderId().equals(captured))
        .extracting(c -> c.amount())
        .containsExactly(110_000L);
  }

  @Test
  void amounts_of_oracle_keep_every_paisa() throws Exception {
    Map<String, Long> amounts =
        Map.of("19.99", 1999L, "1.5", 150L, "4", 400L, "0.07", 7L, "100000.1", 10_000_010L);
    for (Map.Entry<String, Long> amount : amounts.entrySet()) {
      String order = order(amount.getValue());
      erp.send(
          "oracle.receivables",
          erp.text(
              """
              [{"TRX_TYPE":"INV","TRX_NUMBER":"%s","PLURAL_ORDER_ID":"%s","AMOUNT":%s,"CURRENCY_CODE":"INR"}]"""
                  .formatted(key(), order, amount.getKey())));

      JsonNode outcome = erp.outcome();
      assertThat(outcome.path("status").asText()).as(outcome.toString()).isEqualTo("SUCCEEDED");
      assertThat(sandbox.ledger().captures())
          .filteredOn(c -> c.orderId().equals(order))
          .extracting(c -> c.amount())
          .containsExactly(amount.getValue());
    }
  }

  @Test
  void a_list_of_nothing_is_refused_and_not_swallowed() throws Exception {
    for (String message : List.of("[]", "{}", "7")) {
      erp.send("oracle.receivables", erp.text(message));
      assertThat(erp.outcome().path("status").asText()).as(message).isEqualTo("REFUSED");
      erp.next("plural.commands.parked");
    }
  }

  @Test
  void it_says_in_health_that_the_queue_is_up() {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(bridge.observe("health").body()).contains("queue"));
  }
}
