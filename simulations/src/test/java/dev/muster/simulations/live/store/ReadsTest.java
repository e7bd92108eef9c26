package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ReadsTest {
  private final Fixture cluster = new Fixture();

  private Map<String, @Nullable Object> list(Options options) {
    return cluster.done(Request.list(cluster.type("configmaps"), "default", options));
  }

  private void create(String... names) {
    for (String name : names) {
      cluster.create("configmaps", Fixture.configMap(name, "1"));
    }
  }

  private static String token(Map<String, @Nullable Object> list) {
    return Trees.textAt(list, "metadata", "continue");
  }

  @Test
  void listIsOrderedAndCarriesItsVersion() {
    cluster.create("namespaces", Fixture.named("aaa"));
    create("b", "a");
    cluster.done(Request.create(cluster.type("configmaps"), "aaa", Fixture.named("z")));
    var list = cluster.done(Request.list(cluster.type("configmaps"), "", Options.NONE));
    assertThat(cluster.namesOf(list)).containsExactly("z", "a", "b");
    assertThat(list)
        .containsEntry("kind", "ConfigMapList")
        .containsEntry("apiVersion", "v1")
        .containsEntry(
            "metadata", Map.of("resourceVersion", Long.toString(cluster.store.version())));
  }

  @Test
  void pagesShowTheStateOfTheFirstOne() {
    create("a", "b", "c", "d");
    var first = list(Options.NONE.withLimit(2));
    assertThat(Trees.at(first, "metadata", "remainingItemCount")).isEqualTo(2L);
    cluster.delete("configmaps", "c");
    cluster.create("configmaps", Fixture.configMap("bb", "1"));
    cluster.merge("configmaps", "d", Fixture.object("data.value", "2"));
    var second = list(Options.NONE.withLimit(2).withContinueToken(token(first)));
    assertThat(cluster.namesOf(second)).containsExactly("c", "d");
    assertThat(Trees.at(Trees.listAt(second, "items").get(1), "data", "value")).isEqualTo("1");
    assertThat(Fixture.version(second)).isEqualTo(Fixture.version(first));
    assertThat(token(second)).isEmpty();
  }

  @Test
  void tokenExpiresWithTheHistory() {
    create("a", "b");
    var first = list(Options.NONE.withLimit(1));
    create("c");
    cluster.store.compact(cluster.store.version());
    assertThat(
            cluster.refusal(
                Request.list(
                    cluster.type("configmaps"),
                    "default",
                    Options.NONE.withLimit(1).withContinueToken(token(first)))))
        .startsWith("410 Expired: The provided continue parameter is too old");
  }

  @Test
  void tokenThatIsNoneIsABadRequest() {
    for (String token : List.of("%%%", "YWJj", "!")) {
      var options = Options.NONE.withContinueToken(token);
      assertThat(cluster.refusal(Request.list(cluster.type("configmaps"), "default", options)))
          .startsWith("400 BadRequest: continue key is not valid");
    }
  }

  @Test
  void versionOfTheFutureIsTooLarge() {
    var options = Options.NONE.withResourceVersion("999");
    assertThat(cluster.refused(Request.list(cluster.type("configmaps"), "default", options)).code())
        .isEqualTo(504);
    assertThat(list(Options.NONE.withResourceVersion("0"))).containsKey("items");
  }

  @Test
  void labelSelectorsChoose() {
    label("a", Map.of("team", "red", "gpu", "yes"));
    label("b", Map.of("team", "blue"));
    label("c", Map.of());
    assertThat(chosen("team=red")).containsExactly("a");
    assertThat(chosen("team==red,gpu=yes")).containsExactly("a");
    assertThat(chosen("team!=red")).containsExactly("b", "c");
    assertThat(chosen("team in (red, blue)")).containsExactly("a", "b");
    assertThat(chosen("team notin (red)")).containsExactly("b", "c");
    assertThat(chosen("team")).containsExactly("a", "b");
    assertThat(chosen("!gpu")).containsExactly("b", "c");
    assertThat(chosen("team in (red,blue),!gpu")).containsExactly("b");
    assertThat(chosen(" ")).containsExactly("a", "b", "c");
    for (String bad : List.of("a b", "=x", "a in (", "a,,b", "a in b")) {
      var options = Options.NONE.withLabelSelector(bad);
      assertThat(
              cluster.refused(Request.list(cluster.type("configmaps"), "default", options)).code())
          .as(bad)
          .isEqualTo(400);
    }
  }

  private void label(String name, Map<String, String> labels) {
    cluster.create(
        "configmaps", Trees.put(Fixture.configMap(name, "1"), labels, "metadata", "labels"));
  }

  private List<String> chosen(String selector) {
    return cluster.namesOf(list(Options.NONE.withLabelSelector(selector)));
  }

  @Test
  void fieldSelectorsChoose() {
    cluster.create("pods", Fixture.pod("a"));
    cluster.create("pods", Trees.put(Fixture.pod("b"), "n1", "spec", "nodeName"));
    assertThat(pods("metadata.name=a")).containsExactly("a");
    assertThat(pods("spec.nodeName=n1")).containsExactly("b");
    assertThat(pods("spec.nodeName=")).containsExactly("a");
    assertThat(pods("spec.nodeName!=n1,status.phase==Pending")).containsExactly("a");
    assertThat(pods("metadata.namespace=other")).isEmpty();
    for (String bad : List.of("x", "data.value=1", "=")) {
      var options = Options.NONE.withFieldSelector(bad);
      assertThat(cluster.refused(Request.list(cluster.type("pods"), "default", options)).code())
          .as(bad)
          .isEqualTo(400);
    }
  }

  private List<String> pods(String selector) {
    var options = Options.NONE.withFieldSelector(selector);
    return cluster.namesOf(cluster.done(Request.list(cluster.type("pods"), "default", options)));
  }

  @Test
  void pagesOfASelectionAreComplete() {
    for (int i = 0; i < 9; i++) {
      label("n" + i, Map.of("even", i % 2 == 0 ? "yes" : "no"));
    }
    var names = new ArrayList<String>();
    var options = Options.NONE.withLabelSelector("even=yes").withLimit(2);
    var page = list(options);
    names.addAll(cluster.namesOf(page));
    while (!token(page).isEmpty()) {
      page = list(options.withContinueToken(token(page)));
      names.addAll(cluster.namesOf(page));
    }
    assertThat(names).containsExactly("n0", "n2", "n4", "n6", "n8");
  }

  @Test
  void whatIsNotServedIsNotFound() {
    var unknown =
        new ResourceType("x.dev", "v1", "X", "xs", "x", List.of(), true, List.of(), List.of());
    assertThat(cluster.refusal(Request.get(unknown, "default", "a")))
        .isEqualTo("404 NotFound: the server could not find the requested resource");
    var status = Request.get(cluster.type("secrets"), "default", "a").withSubresource("status");
    assertThat(cluster.refused(status).code()).isEqualTo(404);
  }
}
