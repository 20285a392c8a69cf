package io.pluralbridge.routes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.MessageHistory;
import org.apache.camel.Processor;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.spi.Registry;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.junit.jupiter.api.Timeout;

/**
 * One route file by itself, on Camel's own test kit: the real file and the real settings, stand-ins
 * for its beans, mocks for all that is beyond it.
 *
 * <p>The route that the file is called after starts at {@code direct:} and its name, whatever it
 * starts from in earnest. A route that never ends fails after half a minute.
 */
@Timeout(30)
abstract class RouteTest extends CamelMainTestSupport {

  /** What the bridge finds out for itself at its start, and a base URL, which has no default. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "bridge.http.enabled", "true",
          "bridge.inbox.enabled", "true",
          "bridge.queue.enabled", "true",
          "bridge.topic.enabled", "true",
          "bridge.events.to-endpoint", "true",
          "bridge.events.to-queue", "true",
          "bridge.events.followed", "true",
          "bridge.events.keep-ms", "1000",
          "bridge.events.url", "http://merchant.invalid/events",
          "plural.api.base-url", "http://plural.invalid");

  /** Binds every bean that the file names: the real one where it needs no bridge. */
  protected abstract void bind(Registry beans);

  @Override
  protected void bindToRegistry(Registry registry) {
    bind(registry);
  }

  @Override
  protected void configure(MainConfigurationProperties main) {
    main.withMessageHistory(true);
    main.withRoutesIncludePattern(
        Stream.of(file().value(), file().with())
            .flatMap(Stream::of)
            .map("file:routes/%s.camel.yaml"::formatted)
            .collect(Collectors.joining(",")));
  }

  @Override
  protected String getPropertyPlaceholderLocations() {
    return "file:config/application.properties";
  }

  @Override
  public void configureContext(CamelContextConfiguration camel) {
    super.configureContext(camel);
    Properties settings = new Properties();
    settings.putAll(SETTINGS);
    camel.withUseOverridePropertiesWithPropertiesComponent(settings);
    if (file().beyond().length > 0) {
      camel.withMockEndpointsAndSkip(String.join("|", file().beyond()));
    }
    Stream.of(file().value())
        .filter(RouteTest::isRoute)
        .forEach(route -> camel.replaceRouteFromWith(route, "direct:" + route));
  }

  /** The kit asks for what follows from it before a field could hold it. */
  private RouteFile file() {
    return getClass().getAnnotation(RouteFile.class);
  }

  private static boolean isRoute(String name) {
    try {
      return Files.readString(Path.of("routes/" + name + ".camel.yaml")).contains("- route:");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a message into a route, and returns what became of it, be it a failure. */
  Exchange send(String route, Object body, Map<String, Object> variables) {
    return send(
        route,
        exchange -> {
          exchange.getMessage().setBody(body);
          variables.forEach(exchange::setVariable);
        });
  }

  Exchange send(String route, Object body) {
    return send(route, body, Map.of());
  }

  Exchange send(String route, Processor message) {
    return template.request("direct:" + route, message);
  }

  /**
   * The steps that it went through, in their order, by the ids that the file gives them. Those that
   * only hold others, as a choice does, are left out: Camel counts a catch that caught nothing.
   */
  static List<String> steps(Exchange exchange) {
    List<String> steps = new ArrayList<>();
    for (Object each : exchange.getProperty(Exchange.MESSAGE_HISTORY, List.of(), List.class)) {
      if (((MessageHistory) each).getNode() instanceof ProcessorDefinition<?> step
          && step.hasCustomIdAssigned()
          && step.getOutputs().isEmpty()) {
        steps.add(step.getId());
      }
    }
    return steps;
  }

  /** What stands for an endpoint beyond the file. */
  MockEndpoint beyond(String endpoint) {
    return getMockEndpoint("mock:" + endpoint);
  }

  /** A step in Java, as of a lambda. */
  static Processor step(Processor step) {
    return step;
  }

  /** A step that leaves this behind as the body. */
  static Processor leaves(Object body) {
    return exchange -> exchange.getMessage().setBody(body);
  }

  /** A step that fails so. */
  static Processor fails(Exception failure) {
    return exchange -> {
      throw failure;
    };
  }
}
