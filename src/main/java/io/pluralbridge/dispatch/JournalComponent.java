package io.pluralbridge.dispatch;

import io.pluralbridge.journal.store.Signal;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * {@code journal:NAME} as the start of a route: what is due under that name in the journal, one
 * exchange each, as many at once as {@code maxInFlight} says.
 */
public final class JournalComponent extends DefaultComponent {

  private final Map<String, Due> dues;
  private final Consumer<Signal> wakes;

  /**
   * A component over these.
   *
   * @param dues what may be due, by name
   * @param wakes registers a signal that is raised whenever something may have become due
   */
  public JournalComponent(Map<String, Due> dues, Consumer<Signal> wakes) {
    this.dues = dues;
    this.wakes = wakes;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String name, Map<String, Object> parameters)
      throws Exception {
    Due due = dues.get(name);
    if (due == null) {
      throw new IllegalArgumentException(
          "journal:" + name + " is not known, these are: " + dues.keySet());
    }
    JournalEndpoint endpoint = new JournalEndpoint(uri, this, due, wakes);
    setProperties(endpoint, parameters);
    return endpoint;
  }
}
