package io.pluralbridge.sandbox;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;

/**
 * What really happened, counted. Every operation, status and fault has its number, be it zero.
 *
 * @param calls API calls that arrived, also those refused
 * @param faults calls that met a fault: every call that a burst turned away, and for an outage the
 *     one that began it
 * @param orders how many stand where
 * @param captured minor units taken, by currency
 * @param released minor units held and given back to customers untaken, by currency
 * @param refunded minor units taken and given back to customers, by currency
 * @param doubleOrders orders that were made under the reference of another; as with all doubles,
 *     only a gullible sandbox ever has any
 * @param doublePayments payments that were begun under the reference of another
 * @param doubleRefunds refunds that were made under the reference of another
 * @param doubleCustomers customers that were made under the reference of another
 * @param ordersCapturedMoreThanOnce their ids; only a gullible sandbox ever has any
 * @param ordersCapturedAndCancelled their ids; there must never be any
 * @param twoWriters payments, captures, cancels and refunds that arrived while another one for the
 *     same order was still under way
 * @param ordersWithTwoWriters their ids, 100 at most
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record SandboxSummary(
    Map<Operation, Long> calls,
    Map<SandboxFault, Long> faults,
    long tokensIssued,
    long customers,
    Map<Status, Long> orders,
    Map<String, Long> captured,
    Map<String, Long> released,
    Map<String, Long> refunded,
    long payments,
    long captures,
    long cancels,
    long refunds,
    long doubleOrders,
    long doublePayments,
    long doubleRefunds,
    long doubleCustomers,
    List<String> ordersCapturedMoreThanOnce,
    List<String> ordersCapturedAndCancelled,
    long twoWriters,
    List<String> ordersWithTwoWriters) {}
