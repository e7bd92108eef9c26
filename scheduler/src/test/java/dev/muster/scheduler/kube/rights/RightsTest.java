package dev.muster.scheduler.kube.rights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.model.User;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class RightsTest {
  private static final User ADA =
      new User("ada", "7", List.of("ml", "all"), new TreeMap<>(Map.of("scope", List.of("a"))));
  private static final Api.Kind JOBS = new Api.Kind("batch", "v1", "jobs", true);
  private static final Right RIGHT = new Right(ADA, JOBS, "team");

  private final Rights rights = new Rights(10_000);

  @Test
  void rightIsRememberedForItsTimeAndThatThereIsNoneIsNot() {
    rights.learn(RIGHT, true, 0);
    assertThat(rights.has(RIGHT, 9_999)).isTrue();
    assertThat(rights.has(RIGHT, 10_000)).isFalse();
    rights.learn(RIGHT, true, 20_000);
    rights.learn(RIGHT, false, 20_001);
    assertThat(rights.has(RIGHT, 20_002)).isFalse();
  }

  @Test
  void rightsOfThoseWhoseNamesLookAlikeAreTheirOwn() {
    rights.learn(RIGHT, true, 0);
    var narrowed = new TreeMap<>(Map.of("scope", List.of("b")));
    for (var other :
        List.of(
            new Right(new User("ada7", "", ADA.groups(), ADA.extra()), JOBS, "team"),
            new Right(new User("ada", "7", List.of("all", "ml"), ADA.extra()), JOBS, "team"),
            new Right(new User("ada", "7", List.of("mlall"), ADA.extra()), JOBS, "team"),
            new Right(new User("ada", "7", ADA.groups(), narrowed), JOBS, "team"),
            new Right(ADA, new Api.Kind("batch", "v1", "cronjobs", true), "team"),
            new Right(ADA, JOBS, "teams"))) {
      assertThat(rights.has(other, 0)).as(other.toString()).isFalse();
    }
  }

  @Test
  void eldestOfTooManyIsForgotten() {
    rights.learn(RIGHT, true, 0);
    for (int i = 0; i < 1_000; i++) {
      rights.learn(new Right(User.named("u" + i), JOBS, "team"), true, 1);
    }
    assertThat(rights.has(RIGHT, 1)).isFalse();
  }
}
