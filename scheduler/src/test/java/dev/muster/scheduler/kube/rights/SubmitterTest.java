package dev.muster.scheduler.kube.rights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.User;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is read of the record of who submitted a gang. */
final class SubmitterTest {
  @Test
  void allOfTheRecordIsRead() {
    var extra = new TreeMap<>(Map.of("scopes", List.of("user:info")));
    assertThat(
            of(
                """
                {"username":"ada","uid":"7","groups":["a","b"],"extra":{"scopes":["user:info"]}}\
                """))
        .contains(new User("ada", "7", List.of("a", "b"), extra));
  }

  /** API servers look at the first of two; whoever reads the last would see another user. */
  @Test
  void recordInWhichSomethingStandsTwiceIsNone() {
    assertThat(of("{\"username\":\"ada\",\"extra\":{},\"groups\":[\"g\"],\"groups\":[\"h\"]}"))
        .isEmpty();
    assertThat(of("{\"username\":\"ada\",\"extra\":{},\"\\u0075sername\":\"root\"}")).isEmpty();
  }

  @Test
  void recordThatIsNoneIsNone() {
    for (var text : List.of("", "{}", "{\"username\":7}", "{\"username\":\"a\",\"groups\":1}")) {
      assertThat(of(text)).isEmpty();
    }
  }

  private static Optional<User> of(String annotation) {
    return Submitter.of(
        Map.of("metadata", Map.of("annotations", Map.of(User.ANNOTATION, annotation))));
  }
}
