package dev.muster.simulations.live.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReplyTest {
  @Test
  void aDocumentEndsItsLineAndATextIsAsItIs() {
    assertThat(text(Reply.json(200, Map.of("a", 1L)))).isEqualTo("{\"a\":1}\n");
    assertThat(text(Reply.text("ok"))).isEqualTo("ok");
    assertThat(text(Reply.of(Refusal.noPage()))).isEqualTo("404 page not found\n");
  }

  private static String text(Reply reply) {
    return new String(reply.bytes(), StandardCharsets.UTF_8);
  }
}
