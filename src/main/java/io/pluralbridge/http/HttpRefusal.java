package io.pluralbridge.http;

import io.pluralbridge.instruction.Fault;
import java.util.List;
import java.util.Map;

/** A request that we do not take, in our own words. Holds nothing of what it refuses. */
public final class HttpRefusal extends Exception {

  private static final long serialVersionUID = 1;

  private final int status;
  private final Complaint code;
  private final transient List<Fault> faults;
  private final transient Map<String, String> headers;

  HttpRefusal(Complaint code, String message, List<Fault> faults, Map<String, String> headers) {
    super(message, null, false, false);
    this.status = code.status();
    this.code = code;
    this.faults = List.copyOf(faults);
    this.headers = Map.copyOf(headers);
  }

  HttpRefusal(Complaint code, String message) {
    this(code, message, List.of(), Map.of());
  }

  int status() {
    return status;
  }

  Complaint code() {
    return code;
  }

  List<Fault> faults() {
    return faults;
  }

  Map<String, String> headers() {
    return headers;
  }
}
