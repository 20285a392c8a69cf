package io.pluralbridge.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a customer sees, as HTML that loads nothing and works without a script. */
final class Pages {

  private static final String SCRIPT = "document.forms[0].submit()";

  /** Nothing but our own style, and the one script that only saves a press of a button. */
  static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-"
          + sha256(SCRIPT)
          + "'; base-uri 'none'; frame-ancestors 'none'";

  private static final String FRAME =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>{title} · Plural, pretended</title>
      <style>
      :root { color-scheme: light; }
      * { box-sizing: border-box; }
      body { margin: 0; background: #eef1f5; color: #1b2430;
        font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
      .note { background: #fff3cd; color: #5c4400; text-align: center; padding: .5rem 1rem;
        border-bottom: 1px solid #e6d28a; }
      main { max-width: 30rem; margin: 2.5rem auto; padding: 2rem; background: #fff;
        border: 1px solid #d5dbe3; border-radius: .75rem; }
      h1 { font-size: 1.25rem; margin: 0 0 .25rem; }
      .amount { font-size: 2.25rem; font-weight: 600; margin: 0 0 1rem; }
      dl { display: grid; grid-template-columns: auto 1fr; gap: .35rem 1.25rem; margin: 0 0 1.5rem; }
      dt { color: #55606e; }
      dd { margin: 0; overflow-wrap: anywhere; }
      form { display: grid; gap: .25rem; margin: 0; }
      button { font: inherit; font-weight: 600; width: 100%; padding: .75rem 1rem;
        border-radius: .5rem; border: 1px solid #8a94a3; background: #fff; color: #1b2430;
        cursor: pointer; }
      button.first { background: #0b5d3b; border-color: #0b5d3b; color: #fff; }
      button:focus-visible { outline: 3px solid #1a6fd4; outline-offset: 2px; }
      h1 + form { margin-top: 1rem; }
      .hint { margin: 0 0 .9rem; color: #55606e; font-size: .875rem; }
      .hint:last-child { margin: 0; }
      </style>
      </head>
      <body>
      <div class="note" role="note">This is a sandbox: no money moves, and no card is asked for.</div>
      <main>
      {main}</main>
      </body>
      </html>
      """;

  private static final String BUTTON =
      """
      <button{class} name="do" value="{value}" aria-describedby="about-{value}">{label}</button>
      <p class="hint" id="about-{value}">{hint}</p>
      """;

  private Pages() {}

  static String challenge(SandboxOrder order, Challenge challenge) {
    String amount = amount(order.amount());
    String authorised =
        order.preAuth()
            ? "The amount is held: the order becomes AUTHORIZED, and waits for its capture."
            : "The amount is taken at once: the order becomes PROCESSED.";
    return page(
        "Pay " + amount,
        summary(order, "Confirm this payment", amount)
            + form(
                challenge,
                button("authorise", "Authorise " + amount, authorised, true)
                    + button(
                        "fail",
                        "Fail the authentication",
                        "The payment becomes FAILED. The order may be paid again while it has"
                            + " retries left.",
                        false)
                    + button(
                        "abandon",
                        "Cancel and go back",
                        "The order becomes CANCELLED. To leave it PENDING, close this window.",
                        false)));
  }

  static String decided(SandboxOrder order, Challenge challenge, SandboxCallback callback) {
    return page(
        "Decided",
        summary(order, "This payment is " + callback.fields().get("status"), amount(order.amount()))
            + form(
                challenge,
                button(
                    "return",
                    "Back to the shop",
                    "The shop is told once more what it was told before.",
                    true)));
  }

  static String wayBack(String url, Map<String, String> fields) {
    String inputs =
        fields.entrySet().stream()
            .map(
                field ->
                    "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n"
                        .formatted(escaped(field.getKey()), escaped(field.getValue())))
            .collect(Collectors.joining());
    return page(
        "Back to the shop",
        """
        <h1>Going back to the shop</h1>
        <form method="post" accept-charset="utf-8" action="%s">
        %s<button class="first">Continue to the shop</button>
        </form>
        <script>%s</script>
        """
            .formatted(escaped(url), inputs, SCRIPT));
  }

  static String told(SandboxCallback callback, Outbound.Reply reply) {
    String answer = reply.problem() == null ? "HTTP " + reply.status() : "none: " + reply.problem();
    return page(
        "Told",
        said(callback)
            + "<dl>\n"
            + row("Told to", String.valueOf(callback.url()))
            + row("Answer", answer)
            + "</dl>\n<p class=\"hint\">You can close this window.</p>\n");
  }

  static String nowhereToGo(SandboxCallback callback) {
    return page(
        "Done",
        said(callback)
            + "<p class=\"hint\">The order has no callback_url that a browser can be sent to. You"
            + " can close this window.</p>\n");
  }

  static String unknown() {
    return page(
        "Unknown",
        "<h1>No such payment</h1>\n<p class=\"hint\">This sandbox knows no payment of this"
            + " address. It may have been started anew since.</p>\n");
  }

  // ---- parts
  // -------------------------------------------------------------------------------------

  private static String said(SandboxCallback callback) {
    return "<h1>This payment is %s</h1>\n".formatted(callback.fields().get("status"));
  }

  private static String summary(SandboxOrder order, String heading, String amount) {
    return "<h1>"
        + escaped(heading)
        + "</h1>\n<p class=\"amount\">"
        + escaped(amount)
        + "</p>\n<dl>\n"
        + row("Order", order.id())
        + row("Reference", order.reference())
        + row("Paid by", paidBy(order))
        + "</dl>\n";
  }

  private static String row(String name, String value) {
    return "<dt>%s</dt><dd>%s</dd>\n".formatted(escaped(name), escaped(value));
  }

  private static String form(Challenge challenge, String inside) {
    return "<form method=\"post\" action=\"?token=%s\">\n%s</form>\n"
        .formatted(escaped(challenge.token()), inside);
  }

  private static String button(String value, String label, String hint, boolean first) {
    return BUTTON
        .replace("{class}", first ? " class=\"first\"" : "")
        .replace("{value}", value)
        .replace("{label}", escaped(label))
        .replace("{hint}", escaped(hint));
  }

  private static String page(String title, String main) {
    return FRAME.replace("{title}", escaped(title)).replace("{main}", main);
  }

  private static String paidBy(SandboxOrder order) {
    return order.attempts().get(order.attempts().size() - 1).payments().stream()
        .map(payment -> paidBy(payment.method(), payment.card()))
        .collect(Collectors.joining(" and "));
  }

  private static String paidBy(String method, Payment.@Nullable Card card) {
    if (card == null) {
      return method;
    }
    Payment.Given given = card.given();
    String how =
        given == null
            ? "Card"
            : switch (given) {
              case CARD_NUMBER -> "Card number";
              case SAVED_TOKEN -> "Card saved at Plural (" + card.tokenType() + ")";
              case TOKEN_OF_ANOTHER -> "Card token of another provider (" + card.tokenType() + ")";
            };
    return how + ", " + card.network();
  }

  /** {@code ₹1,10,000.00}: rupees with the groups that India writes. Others in minor units. */
  static String amount(Amount amount) {
    if (!amount.currency().equals("INR")) {
      return amount.currency() + " " + amount.value() + " (minor units)";
    }
    String rupees = Long.toString(amount.value() / 100);
    String grouped = rupees.replaceAll("(?<=[0-9])(?=([0-9]{2})*[0-9]{3}$)", ",");
    return "₹" + grouped + "." + String.format(Locale.ROOT, "%02d", amount.value() % 100);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
