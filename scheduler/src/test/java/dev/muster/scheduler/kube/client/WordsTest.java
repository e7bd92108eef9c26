package dev.muster.scheduler.kube.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {
  private final Words words = new Words();

  private static String copy(String text) {
    return new String(text.toCharArray());
  }

  @Test
  void equalTextsBecomeOne() {
    var first = copy("nvidia.com/gpu");
    assertThat(words.shared(first)).isSameAs(first);
    assertThat(words.shared(copy("nvidia.com/gpu"))).isSameAs(first);
  }

  @Test
  void textsThatCollideAreToldApart() {
    assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
    var first = copy("Aa");
    assertThat(words.shared(first)).isSameAs(first);
    assertThat(words.shared(copy("BB"))).isEqualTo("BB");
    assertThat(words.shared(copy("Aa"))).isEqualTo("Aa");
  }

  @Test
  void longTextsAreLeftAlone() {
    var text = "x".repeat(81);
    assertThat(words.shared(text)).isSameAs(text);
    var again = copy(text);
    assertThat(words.shared(again)).isSameAs(again);
  }
}
