package io.pluralbridge.app;

import static io.pluralbridge.app.CommandSteps.bind;
import static io.pluralbridge.app.CommandSteps.leave;

import io.pluralbridge.callback.Callback;
import io.pluralbridge.callback.CallbackDesk;
import io.pluralbridge.callback.OrderWords;
import io.pluralbridge.callback.Webhook;
import io.pluralbridge.http.Replies;
import io.pluralbridge.http.ReturnPages;
import io.pluralbridge.journal.order.InboundEvent;
import io.pluralbridge.journal.order.InboundEvents;
import io.pluralbridge.journal.order.Lesson;
import io.pluralbridge.journal.order.News;
import io.pluralbridge.journal.order.Orders;
import io.pluralbridge.journal.order.Question;
import io.pluralbridge.plural.Answer;
import io.pluralbridge.plural.Gate;
import io.pluralbridge.plural.PluralCalls;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;

/**
 * The steps that all that Plural tells us goes through, as those of {@link CommandSteps} are: there
 * may be thousands of it in a second.
 */
final class CallbackSteps {

  private static final String QUESTION = "question";

  private CallbackSteps() {}

  /** Those at the doors: written down first, then answered. */
  static void bindDoors(Registry beans, CallbackDesk desk, ReturnPages pages, Replies replies) {
    bind(
        beans,
        "keepCallback",
        exchange -> desk.keep(exchange.getMessage().getMandatoryBody(Callback.class)));
    bind(
        beans,
        "sendCustomerOn",
        exchange -> {
          Callback callback = exchange.getMessage().getMandatoryBody(Callback.class);
          leave(
              exchange,
              pages.answer(callback.isFromBrowser(), callback.isFailure(), callback.orderId()));
        });
    bind(
        beans,
        "keepWebhook",
        exchange -> desk.keep(exchange.getMessage().getMandatoryBody(Webhook.class)));
    bind(beans, "tellWebhookKept", exchange -> leave(exchange, replies.kept()));
  }

  /** Those of what follows, for as many at once as were claimed. */
  static void bindWork(Registry beans, OrderWords words, Orders orders, InboundEvents receipts) {
    bind(
        beans,
        "readReceipts",
        exchange ->
            leave(exchange, all(exchange, InboundEvent.class).stream().map(words::read).toList()));
    bind(
        beans,
        "learnFromReceipts",
        exchange -> {
          List<Lesson> lessons = all(exchange, Lesson.class);
          orders.learn(lessons);
          receipts.workedOff(lessons.stream().map(Lesson::receipt).toList());
        });
  }

  /** Those of a question about an order. */
  static void bindQuestions(
      Registry beans, PluralCalls calls, Gate gate, OrderWords words, Orders orders) {
    bind(
        beans,
        "orderQuestion",
        exchange -> {
          Question question = exchange.getMessage().getMandatoryBody(Question.class);
          exchange.setVariable(QUESTION, question);
          leave(exchange, calls.byId(question.orderId()));
        });
    bind(
        beans,
        "learnFromOrderQuestion",
        exchange -> gate.heard(exchange.getMessage().getMandatoryBody(Answer.class)));
    bind(
        beans,
        "readOrderAsked",
        exchange ->
            leave(
                exchange,
                words.asked(exchange.getMessage().getMandatoryBody(Answer.class).said())));
    bind(
        beans,
        "learnFromAnswer",
        exchange ->
            orders.answered(
                exchange.getVariable(QUESTION, Question.class),
                exchange.getMessage().getMandatoryBody(News.class)));
  }

  private static <T> List<T> all(Exchange exchange, Class<T> type) throws Exception {
    List<?> group = exchange.getMessage().getMandatoryBody(List.class);
    return group.stream().<T>map(type::cast).toList();
  }
}
