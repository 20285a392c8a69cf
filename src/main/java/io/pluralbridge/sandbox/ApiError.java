package io.pluralbridge.sandbox;

import org.jspecify.annotations.Nullable;

/** What Plural says no with. Its message never repeats a value that the caller sent. */
public final class ApiError extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int httpStatus;
  private final String code;
  private final @Nullable String field;

  private ApiError(int httpStatus, String code, String message, @Nullable String field) {
    super(message, null, false, false);
    this.httpStatus = httpStatus;
    this.code = code;
    this.field = field;
  }

  static ApiError invalidField(String field, String problem) {
    return new ApiError(400, "INVALID_REQUEST", field + " " + problem, field);
  }

  static ApiError invalid(String message) {
    return new ApiError(400, "INVALID_REQUEST", message, null);
  }

  static ApiError unauthorized() {
    return new ApiError(401, "UNAUTHORIZED", "Unauthorized", null);
  }

  static ApiError orderNotFound() {
    return new ApiError(404, "ORDER_NOT_FOUND", "Order not found", null);
  }

  static ApiError customerNotFound() {
    return new ApiError(404, "CUSTOMER_NOT_FOUND", "Customer not found", null);
  }

  static ApiError duplicate(String field) {
    return new ApiError(
        422, "DUPLICATE_REQUEST", "Duplicate Merchant Reference ID received", field);
  }

  static ApiError notAllowed(String message) {
    return new ApiError(422, "OPERATION_NOT_ALLOWED", message, null);
  }

  static ApiError aboveLimit(String message) {
    return new ApiError(422, "AMOUNT_LIMIT_EXCEEDED", message, null);
  }

  static ApiError rateLimited() {
    return new ApiError(429, "API_RATE_LIMIT", "Too many requests", null);
  }

  static ApiError internal() {
    return new ApiError(500, "INTERNAL_ERROR", "Payment processor is unavailable", null);
  }

  static ApiError ofHttp(int httpStatus, String code, String message) {
    return new ApiError(httpStatus, code, message, null);
  }

  public int httpStatus() {
    return httpStatus;
  }

  public String code() {
    return code;
  }

  /** The name of the field that is wrong, or null when it is no single field. */
  public @Nullable String field() {
    return field;
  }
}
