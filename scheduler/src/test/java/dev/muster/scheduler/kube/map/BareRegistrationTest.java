package dev.muster.scheduler.kube.map;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.demand.BareKind;
import dev.muster.scheduler.demand.Tree;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** That the webhook is called for what the scheduler takes for gangs, and for nothing else. */
final class BareRegistrationTest {
  private static List<Tree> hooks() {
    return Tree.lenient(Manifests.read("webhook/registration.yaml").getFirst())
        .get("webhooks")
        .items()
        .stream()
        .filter(hook -> hook.get("name").text("").startsWith("hold"))
        .toList();
  }

  @Test
  void itIsCalledForEachKindInItsVersion() {
    var kinds = new TreeSet<String>();
    for (var kind : BareKind.ALL) {
      kinds.add(kind.apiVersion() + " " + kind.kind().toLowerCase(Locale.ROOT) + "s");
    }
    assertThat(hooks()).hasSize(2);
    for (var hook : hooks()) {
      var called = new TreeSet<String>();
      for (var rule : hook.get("rules").items()) {
        var group = rule.get("apiGroups").items().getFirst().text("");
        var version = rule.get("apiVersions").items().getFirst().text("");
        rule.get("resources")
            .items()
            .forEach(resource -> called.add(group + "/" + version + " " + resource.text("")));
        assertThat(rule.get("operations").items().stream().map(word -> word.text("")))
            .containsExactly("CREATE", "UPDATE");
      }
      assertThat(called).isEqualTo(kinds);
      assertThat(hook.get("failurePolicy").text("")).isEqualTo("Fail");
    }
  }

  @Test
  void bothLeaveOutTheSameNamespaces() {
    for (var hook : hooks()) {
      var outside =
          hook.get("namespaceSelector").get("matchExpressions").items().stream()
              .filter(term -> term.get("operator").text("").equals("NotIn"))
              .flatMap(term -> term.get("values").items().stream())
              .map(name -> name.text(""));
      assertThat(outside).containsExactlyElementsOf(BareKind.OUTSIDE);
    }
  }
}
