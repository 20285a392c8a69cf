package io.pluralbridge.sandbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened. The books are nothing but these, so the state file holds them, one a
 * line, and replaying them brings every order and customer back.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "change")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Change.Created.class, name = "CREATED"),
  @JsonSubTypes.Type(value = Change.Made.class, name = "MADE"),
  @JsonSubTypes.Type(value = Change.Paid.class, name = "PAID"),
  @JsonSubTypes.Type(value = Change.Authorised.class, name = "AUTHORISED"),
  @JsonSubTypes.Type(value = Change.Failed.class, name = "FAILED"),
  @JsonSubTypes.Type(value = Change.Abandoned.class, name = "ABANDONED"),
  @JsonSubTypes.Type(value = Change.Captured.class, name = "CAPTURED"),
  @JsonSubTypes.Type(value = Change.Cancelled.class, name = "CANCELLED"),
  @JsonSubTypes.Type(value = Change.Refunded.class, name = "REFUNDED"),
  @JsonSubTypes.Type(value = Customer.class, name = "CUSTOMER")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
sealed interface Entry permits Change, Customer {

  /** When, in milliseconds since 1970. */
  long at();

  /** The {@code Request-ID} of the call that did it; null when it had none or was no API call. */
  default @Nullable String requestId() {
    return null;
  }
}
