package io.pluralbridge.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** A customer without a browser: opens the page, and submits its form. */
final class PageVisit {

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI challenge;

  PageVisit(String challengeUrl) {
    this.challenge = URI.create(challengeUrl);
  }

  HttpResponse<String> open() {
    return send(HttpRequest.newBuilder(challenge).build());
  }

  HttpResponse<String> press(String button) {
    return send(
        HttpRequest.newBuilder(challenge)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("do=" + button))
            .build());
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
