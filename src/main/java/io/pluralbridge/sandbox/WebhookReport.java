package io.pluralbridge.sandbox;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * What merchants were told, and how they answered.
 *
 * @param waiting messages that are not answered well yet and will be tried, or tried again
 * @param dropped messages that were never sent because too many waited
 * @param attempts the last ones, the oldest first
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record WebhookReport(int waiting, long dropped, List<WebhookAttempt> attempts) {}
