package io.pluralbridge.plural;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pluralbridge.carddata.Payload;
import io.pluralbridge.journal.Claim;
import io.pluralbridge.payment.Command;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts our commands and questions into Plural's words. The only place that knows its paths. */
public final class PluralCalls {

  private static final String ORDERS = "/api/pay/v1/orders";
  private static final String CUSTOMERS = "/api/v1/customer";
  private static final String REFUNDS = "/api/pay/v1/refunds/";
  private static final Pattern BELONGS_IN_A_PATH = Pattern.compile("[A-Za-z0-9_-]{1,50}");

  private final ObjectMapper json = new ObjectMapper();

  /** Makes a customer known. Source: guide, "2. Create Customer". */
  public PluralCall customer(Payload payload) {
    return new PluralCall("POST", CUSTOMERS, bodyOf(payload));
  }

  /** Makes an order. Source: guide, "3. Create Order". */
  public PluralCall order(Payload payload) {
    return new PluralCall("POST", ORDERS, bodyOf(payload));
  }

  /** Begins a payment of whatever type. Source: guide, "4. Create Payment". */
  public PluralCall payment(Command command, Payload payload) {
    return new PluralCall("POST", path(command) + "/payments", bodyOf(payload));
  }

  /** Takes the money of an authorised order. Source: guide, "6. Capture Order". */
  public PluralCall capture(Command command, Payload payload) {
    return new PluralCall("PUT", path(command) + "/capture", bodyOf(payload));
  }

  /** Releases the money of an authorised order. Source: guide, "7. Cancel Order". */
  public PluralCall cancel(Command command, Payload payload) {
    return new PluralCall("PUT", path(command) + "/cancel", bodyOf(payload));
  }

  /** Gives money back. Source: API reference, "Create refund". */
  public PluralCall refund(Command command, Payload payload) {
    return new PluralCall("POST", REFUNDS + checked(command.orderId()), bodyOf(payload));
  }

  /**
   * Asks what became of a command. Source: API reference, "Get order by order id", "Get order by
   * merchant order reference", "Get customer details".
   */
  public PluralCall inquiry(Claim claim) {
    Command command = claim.command();
    return switch (command.action()) {
      case CREATE_PAYMENT, CAPTURE, CANCEL -> byId(command.orderId());
      case CREATE_ORDER -> byReference(command.key());
      case REFUND -> mayBeExplained(claim) ? byId(command.orderId()) : byReference(command.key());
      case CREATE_CUSTOMER -> customerQuestion(command);
    };
  }

  /** A refund that was refused at first: mostly the order itself shows why, at the first look. */
  private static boolean mayBeExplained(Claim claim) {
    return claim.isRefusedAtFirst() && claim.inquiries() == 0 && claim.noTraceSince() == null;
  }

  /**
   * Asks for an order.
   *
   * @throws IllegalArgumentException when the id does not belong in a path
   */
  public PluralCall byId(String orderId) {
    return new PluralCall("GET", ORDERS + "/" + checked(orderId), null);
  }

  /**
   * Asks for the order, or the refund, of that merchant reference.
   *
   * @throws IllegalArgumentException when the reference does not belong in a path
   */
  public PluralCall byReference(String reference) {
    return new PluralCall("GET", ORDERS + "/reference/" + checked(reference), null);
  }

  /** All three are required there, so what is not known is asked for as empty. */
  private PluralCall customerQuestion(Command command) {
    JsonNode customer = tree(command.body());
    String query =
        "country_code="
            + encoded(customer.path("country_code").asText("91"))
            + "&mobile_number="
            + encoded(customer.path("mobile_number").asText(""))
            + "&merchant_customer_reference="
            + encoded(customer.path("merchant_customer_reference").asText(""));
    return new PluralCall("GET", CUSTOMERS, query, null);
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static String path(Command command) {
    return ORDERS + "/" + checked(command.orderId());
  }

  private static String checked(String id) {
    if (!BELONGS_IN_A_PATH.matcher(id).matches()) {
      throw new IllegalArgumentException("an id that does not belong in a path");
    }
    return id;
  }

  private JsonNode tree(String body) {
    try {
      return json.readTree(body);
    } catch (JsonProcessingException e) {
      return json.missingNode();
    }
  }

  private static @Nullable String bodyOf(Payload payload) {
    return payload.json().isEmpty() ? null : payload.json();
  }
}
