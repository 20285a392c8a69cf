package io.pluralbridge.sandbox;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls of Plural for customers. */
final class CustomerApi {

  private static final String CUSTOMER = "/api/v1/customer";

  private final Ledger ledger;
  private final SandboxAnswers answers;
  private final SandboxGate gate;

  CustomerApi(Ledger ledger, SandboxAnswers answers, SandboxGate gate) {
    this.ledger = ledger;
    this.answers = answers;
    this.gate = gate;
  }

  void mount(Router router) {
    router.post(CUSTOMER).handler(gate.guarded(Operation.CREATE_CUSTOMER, this::create));
    router.get(CUSTOMER).handler(gate.guarded(Operation.FIND_CUSTOMER, this::find));
    router.get(CUSTOMER + "/:id").handler(gate.guarded(Operation.GET_CUSTOMER, this::get));
  }

  private SandboxAnswer create(RoutingContext context) {
    CustomerRequest asked = Requests.customer(Requests.object(context));
    return ok(ledger.createCustomer(asked, Requests.id(context)));
  }

  private SandboxAnswer get(RoutingContext context) {
    return found(ledger.findCustomer(context.pathParam("id")));
  }

  private SandboxAnswer find(RoutingContext context) {
    return found(
        ledger.findCustomer(
            new CustomerRequest.Known(
                parameter(context, "merchant_customer_reference"),
                parameter(context, "country_code"),
                parameter(context, "mobile_number"))));
  }

  /** It may be empty, as the reference in Plural's guide is, but it must be there. */
  private static String parameter(RoutingContext context, String name) {
    @Nullable String value = context.request().getParam(name);
    if (value == null) {
      throw ApiError.invalidField(name, "must be given");
    }
    return value;
  }

  private SandboxAnswer found(Optional<Customer> customer) {
    return ok(customer.orElseThrow(ApiError::customerNotFound));
  }

  private SandboxAnswer ok(Customer customer) {
    return new SandboxAnswer(200, answers.customer(customer));
  }
}
