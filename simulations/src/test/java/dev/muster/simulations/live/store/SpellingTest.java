package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class SpellingTest {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern SUBDOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
  private static final Pattern QUALIFIED =
      Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");

  /** One of each kind of character, and those beside the ends of each range. */
  private static final String CHARACTERS = "az09AZ-._/:@[`{\n\u00e9";

  /** Every text of up to four of these characters. */
  @Test
  void namesAreSpelledAsThePatternsSayThatMessagesQuote() {
    agree("", 4);
  }

  private static void agree(String text, int more) {
    assertThat(Spelling.isLabel(text)).as(text).isEqualTo(LABEL.matcher(text).matches());
    assertThat(Spelling.isSubdomain(text)).as(text).isEqualTo(SUBDOMAIN.matcher(text).matches());
    assertThat(Spelling.isQualified(text)).as(text).isEqualTo(QUALIFIED.matcher(text).matches());
    for (int i = 0; i < CHARACTERS.length() && more > 0; i++) {
      agree(text + CHARACTERS.charAt(i), more - 1);
    }
  }
}
