package io.pluralbridge.sandbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One try to tell a merchant of an event.
 *
 * @param webhookId the same for every try to tell of one event
 * @param orderId null when it is not about an order of the sandbox
 * @param signing whether it was what it said
 * @param attempt counted from 1; 0 for an event that was lost and never sent
 * @param at when it was answered, or given up
 * @param status how it was answered; null when it was not
 * @param problem why it was not answered, or null
 * @param nextInMs when the next try follows; null when none does
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WebhookAttempt(
    String webhookId,
    String eventType,
    @Nullable String orderId,
    Signing signing,
    int attempt,
    @JsonSerialize(using = ToStringSerializer.class) Instant at,
    @Nullable Integer status,
    @Nullable String problem,
    @Nullable Long nextInMs) {}
