package io.pluralbridge.http;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Collects the body of a request in memory: no more than its operation may have, and no more of all
 * at once than there is memory for. Strangers have a share of their own, so that they keep out
 * nobody who has a key.
 */
final class CollectBody implements Handler<RoutingContext> {

  /** This part of the heap: a body takes up to twice its size, and more once it is read. */
  private static final int PART_OF_HEAP = 8;

  /** Of that, this part is for those who have shown no key. */
  private static final int PART_OF_STRANGERS = 4;

  private final Contract contract;
  private final int most;
  private final BodyBudget ofKeys;
  private final BodyBudget ofStrangers;

  /**
   * Collects.
   *
   * @param most the most bytes of a body of which the contract says nothing less
   * @param heap how many bytes of memory the process has
   */
  CollectBody(Contract contract, int most, long heap) {
    this.contract = contract;
    this.most = most;
    long all = heap / PART_OF_HEAP;
    ofStrangers = new BodyBudget(all / PART_OF_STRANGERS);
    ofKeys = new BodyBudget(all - all / PART_OF_STRANGERS);
  }

  /** How many bytes of bodies are in memory now. */
  long bytes() {
    return ofStrangers.bytes() + ofKeys.bytes();
  }

  @Override
  public void handle(RoutingContext call) {
    HttpServerRequest request = call.request();
    Contract.Operation operation = contract.at(request.path()).get(request.method().name());
    boolean hasKey = operation != null && operation.needsKey();
    int limit = operation == null ? most : operation.mostBytes(most);
    if (announced(request) > limit) {
      HttpRefusal tooLarge = tooLarge();
      call.fail(tooLarge.status(), tooLarge);
      return;
    }
    new Collecting(call, limit, hasKey ? ofKeys : ofStrangers).begin();
  }

  private static HttpRefusal tooMany() {
    return new HttpRefusal(
        Complaint.TOO_MANY_BODIES,
        "more comes in at once than there is memory for; send it again",
        List.of(),
        Map.of("Retry-After", "5", "Connection", "close"));
  }

  private static HttpRefusal tooLarge() {
    return new HttpRefusal(Complaint.BODY_TOO_LARGE, "the body is larger than it may be here");
  }

  /** What its head says of its length, which is a number, as HTTP is read before us. */
  private static long announced(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null || !length.strip().matches("[0-9]{1,18}")
        ? 0
        : Long.parseLong(length.strip());
  }

  /** One body. All of it runs in the event loop of its connection. */
  private static final class Collecting {

    private final RoutingContext call;
    private final HttpServerRequest request;
    private final int limit;
    private final BodyBudget.Share share;
    private Buffer body = Buffer.buffer();
    private boolean givenUp;

    Collecting(RoutingContext call, int limit, BodyBudget budget) {
      this.call = call;
      this.request = call.request();
      this.limit = limit;
      Context loop = call.vertx().getOrCreateContext();
      this.share = budget.begin(() -> loop.runOnContext(now -> giveUp(tooMany())));
    }

    void begin() {
      call.addEndHandler(end -> share.end());
      request.exceptionHandler(
          broken -> {
            share.end();
            // Whatever it is, it came in place of a body: no HTTP any more, or too long a line of
            // it.
            call.fail(Complaint.INVALID_REQUEST.status(), broken);
          });
      request.handler(this::more);
      request.endHandler(end -> whole());
      String expected = request.getHeader(HttpHeaders.EXPECT);
      if (expected != null && expected.toLowerCase(Locale.ROOT).equals("100-continue")) {
        request.response().writeContinue();
      }
    }

    private void more(Buffer some) {
      if (givenUp) {
        return;
      }
      if (body.length() + some.length() > limit) {
        giveUp(tooLarge());
        return;
      }
      body.appendBuffer(some);
      share.add(some.length());
    }

    private void giveUp(HttpRefusal why) {
      if (givenUp || request.response().ended()) {
        return;
      }
      givenUp = true;
      body = Buffer.buffer();
      share.end();
      call.fail(why.status(), why);
    }

    private void whole() {
      if (!givenUp) {
        share.whole();
        RoutingContextInternal inner = (RoutingContextInternal) call;
        inner.visitHandler(RoutingContextInternal.BODY_HANDLER);
        inner.setBody(body);
        call.next();
      }
    }
  }
}
