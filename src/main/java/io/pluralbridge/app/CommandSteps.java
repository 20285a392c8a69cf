package io.pluralbridge.app;

import io.pluralbridge.carddata.Payload;
import io.pluralbridge.instruction.Draft;
import io.pluralbridge.instruction.FitsOrder;
import io.pluralbridge.journal.Claim;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Outcome;
import io.pluralbridge.plural.Answer;
import io.pluralbridge.plural.Answers;
import io.pluralbridge.plural.Gate;
import io.pluralbridge.plural.PluralCalls;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.spi.Registry;

/**
 * The steps that every command goes through. Expressions in the routes would do the same, and have
 * Camel look for a method, take its parameters apart and copy the exchange for every one of them:
 * that costs more than the steps themselves.
 */
final class CommandSteps {

  private static final String COMMAND = "command";
  private static final String PAYLOAD = "payload";

  private CommandSteps() {}

  static void bind(Registry beans, PluralCalls calls, Answers answers, Gate gate) {
    bind(beans, "takeUpCommand", CommandSteps::takeUp);
    bind(
        beans,
        "stillLetThrough",
        exchange -> gate.stillLetsThrough(variable(exchange, "claim", Claim.class)));
    bind(beans, "nameAction", CommandSteps::nameAction);
    bind(
        beans,
        "captureCall",
        exchange ->
            leave(
                exchange,
                calls.capture(
                    variable(exchange, COMMAND, Command.class),
                    variable(exchange, PAYLOAD, Payload.class))));
    bind(
        beans,
        "readAsOutcome",
        exchange ->
            leave(
                exchange,
                answers.read(
                    variable(exchange, "claim", Claim.class),
                    exchange.getMessage().getMandatoryBody(Answer.class))));
    bind(
        beans,
        "learnFromOutcome",
        exchange ->
            gate.learn(
                variable(exchange, "claim", Claim.class),
                exchange.getMessage().getMandatoryBody(Outcome.class)));
  }

  /** What a door checks before a command is written down. */
  static void bindCheck(Registry beans, FitsOrder fitsOrder) {
    bind(beans, "fitsOrder", exchange -> fitsOrder.check(variable(exchange, "draft", Draft.class)));
  }

  static void bind(Registry beans, String name, Processor step) {
    beans.bind(name, Processor.class, step);
  }

  /** The command of the claim that is in the body, and what Plural is sent for it. */
  private static void takeUp(Exchange exchange) throws Exception {
    Command command = exchange.getMessage().getMandatoryBody(Claim.class).command();
    exchange.setVariable(COMMAND, command);
    if (command.sealed() == null) {
      exchange.setVariable(PAYLOAD, command.payload());
    } else {
      exchange.setVariable("sealed", command.sealed());
    }
  }

  private static void nameAction(Exchange exchange) {
    exchange.setVariable("actionName", variable(exchange, COMMAND, Command.class).action().name());
  }

  static void leave(Exchange exchange, Object body) {
    exchange.getMessage().setBody(body);
  }

  private static <T> T variable(Exchange exchange, String name, Class<T> type) {
    T value = exchange.getVariable(name, type);
    if (value == null) {
      throw new IllegalStateException("no variable " + name);
    }
    return value;
  }
}
