package dev.muster.scheduler.kube.rights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.model.User;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AccessReviewTest {
  @Test
  void allThatIsKnownOfTheUserIsToldTheServer() {
    var extra = new TreeMap<>(Map.of("scope", List.of("a")));
    var ada = new User("ada", "7", List.of("ml", "all"), extra);
    var jobs = new Api.Kind("batch", "v1", "jobs", true);

    assertThat(AccessReview.of(new Right(ada, jobs, "team")))
        .isEqualTo(
            Map.of(
                "apiVersion",
                "authorization.k8s.io/v1",
                "kind",
                "SubjectAccessReview",
                "spec",
                Map.of(
                    "user",
                    "ada",
                    "uid",
                    "7",
                    "groups",
                    List.of("ml", "all"),
                    "extra",
                    Map.of("scope", List.of("a")),
                    "resourceAttributes",
                    Map.of(
                        "namespace", "team",
                        "verb", "create",
                        "group", "batch",
                        "version", "v1",
                        "resource", "jobs"))));
  }

  @Test
  void onlyWhatIsSaidToBeAllowedIs() {
    var odd =
        List.of(
            Map.<String, @Nullable Object>of(),
            Map.<String, @Nullable Object>of("status", "allowed"),
            Map.<String, @Nullable Object>of("status", Map.of("allowed", "true")));
    for (var answer : odd) {
      assertThat(AccessReview.outcome(new Api.Answer.Done(answer))).isEqualTo(Permission.DENIED);
    }
    assertThat(AccessReview.outcome(new Api.Answer.Done(Map.of("status", Map.of("allowed", true)))))
        .isEqualTo(Permission.GRANTED);
    assertThat(AccessReview.outcome(new Api.Answer.Refused(403, "Forbidden", "no", 0)))
        .isEqualTo(new Permission.Unknown("no"));
    assertThat(AccessReview.outcome(new Api.Answer.Unknown("lost")))
        .isEqualTo(new Permission.Unknown("lost"));
  }
}
