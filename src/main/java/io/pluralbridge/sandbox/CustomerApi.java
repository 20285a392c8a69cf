package io.pluralbridge.sandbox;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls of Plural for customers. */
final class CustomerApi {

  private static final String CUSTOMER = "/api/v1/customer";

  private final Ledger ledger;
  private final Answers answers;
  private final Gate gate;

  CustomerApi(Ledger ledger, Answers answers, Gate gate) {
    this.ledger = ledger;
    this.answers = answers;
    this.gate = gate;
  }

  void mount(Router router) {
    router.post(CUSTOMER).handler(gate.guarded(Operation.CREATE_CUSTOMER, this::create));
    router.get(CUSTOMER).handler(gate.guarded(Operation.FIND_CUSTOMER, this::find));
    router.get(CUSTOMER + "/:id").handler(gate.guarded(Operation.GET_CUSTOMER, this::get));
  }

  private Answer create(RoutingContext context) {
    CustomerRequest asked = Requests.customer(Requests.object(context));
    return ok(ledger.createCustomer(asked, Requests.id(context)));
  }

  private Answer get(RoutingContext context) {
    return found(ledger.findCustomer(context.pathParam("id")));
  }

  private Answer find(RoutingContext context) {
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

  private Answer found(Optional<Customer> customer) {
    return ok(customer.orElseThrow(ApiError::customerNotFound));
  }

  private Answer ok(Customer customer) {
    return new Answer(200, answers.customer(customer));
  }
}
