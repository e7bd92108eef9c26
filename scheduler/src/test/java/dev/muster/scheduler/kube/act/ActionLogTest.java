package dev.muster.scheduler.kube.act;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ActionLogTest {
  @Test
  void controlCharactersMakeNoSecondLine() {
    var hostile = new StringBuilder("x");
    for (char c = 0; c < 0xA0; c++) {
      if (c < 0x20 || c >= 0x7F) {
        hostile.append(c);
      }
    }
    hostile.append("\u2028\u2029\u202E\u2066\u200B");

    assertThat(ActionLog.clean(hostile.toString())).matches("[\\x20-\\x7E]+");
    assertThat(ActionLog.clean("a\nb")).isEqualTo("a\\u000ab");
    assertThat(ActionLog.clean("Grüße, 日本")).isEqualTo("Grüße, 日本");
  }

  @Test
  void longTextIsCut() {
    assertThat(ActionLog.clean("y".repeat(1_000))).isEqualTo("y".repeat(256) + "...");
  }
}
