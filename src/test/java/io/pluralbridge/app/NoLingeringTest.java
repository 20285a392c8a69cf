package io.pluralbridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.support.Instruction;
import io.pluralbridge.support.ScriptedServer;
import io.pluralbridge.support.ScriptedServer.Reply;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The connections of the bridge to Plural do not linger: even one that is closed in good order is
 * reset. What follows from it is shown by {@code NetworkCutTest}.
 */
@Timeout(120)
class NoLingeringTest {

  @Test
  void a_connection_is_closed_by_a_reset(@TempDir Path data) throws Exception {
    try (ScriptedServer plural = new ScriptedServer()) {
      CompletableFuture<String> end = new CompletableFuture<>();
      String no = "{\"code\":\"INVALID_REQUEST\",\"message\":\"no\"}";
      plural.script(thenWait(ScriptedServer.json(422, no), end));
      RunningBridge bridge = RunningBridge.start(data, plural.url(), Map.of());
      try {
        assertThat(bridge.caller().send(Instruction.order("linger", 1100)).status()).isEqualTo(422);
      } finally {
        bridge.close();
      }

      assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo("reset");
    }
  }

  private static Reply thenWait(Reply reply, CompletableFuture<String> end) {
    return connection -> {
      reply.to(connection);
      end.complete(end(connection));
    };
  }

  private static String end(Socket connection) throws IOException {
    try {
      return connection.getInputStream().read() < 0 ? "closed" : "more came";
    } catch (SocketException e) {
      return "reset";
    }
  }
}
