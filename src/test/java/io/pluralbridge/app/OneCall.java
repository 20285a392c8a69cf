package io.pluralbridge.app;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * A process that makes a first call, so that its connection is there, and a second one when it is
 * told to. Arguments: the address of the server, the name of the call, how many milliseconds it
 * waits for an answer, and {@code ours} or {@code usual} for its HTTP component.
 */
final class OneCall {

  private OneCall() {}

  public static void main(String[] arguments) throws Exception {
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      HttpComponent http = arguments[3].equals("ours") ? new AbortiveHttp() : new HttpComponent();
      http.setAutomaticRetriesDisabled(true);
      http.setResponseTimeout(Long.parseLong(arguments[2]));
      http.setSoTimeout(Long.parseLong(arguments[2]));
      camel.addComponent("http", http);
      camel.start();
      ProducerTemplate template = camel.createProducerTemplate();
      call(template, arguments[0], "/first/" + arguments[1]);
      say("ready");
      BufferedReader told =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      told.readLine();
      say("sending");
      try {
        call(template, arguments[0], "/second/" + arguments[1]);
        say("answered");
      } catch (RuntimeException e) {
        say("failed");
      }
      told.readLine();
    }
  }

  /** By one endpoint, as each has connections of its own. */
  private static void call(ProducerTemplate template, String server, String path) {
    template.requestBodyAndHeader(server, "{}", Exchange.HTTP_PATH, path, String.class);
  }

  private static void say(String what) {
    System.out.println(what);
    System.out.flush();
  }
}
