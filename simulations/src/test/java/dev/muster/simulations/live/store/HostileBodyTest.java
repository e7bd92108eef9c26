package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class HostileBodyTest {
  private final Fixture cluster = new Fixture();

  private Response.Failure refused(Map<String, @Nullable Object> body) {
    return cluster.refused(Request.create(cluster.type("configmaps"), "default", body));
  }

  private static Object nested(int levels) {
    Object value = "x";
    for (int i = 0; i < levels; i++) {
      value = i % 2 == 0 ? List.of(value) : Map.of("k", value);
    }
    return value;
  }

  @Test
  void bodyThatIsTooDeepIsABadRequest() {
    assertThat(refused(Trees.put(Fixture.named("a"), nested(1_000_000), "data")).code())
        .isEqualTo(400);
    cluster.create("configmaps", Fixture.named("a"));
    assertThat(refused(Trees.put(Fixture.named("b"), nested(90), "data")).message())
        .contains("json: cannot unmarshal");
  }

  @Test
  void bodyThatContainsItselfIsABadRequest() {
    var body = new LinkedHashMap<String, @Nullable Object>(Fixture.named("a"));
    body.put("data", body);
    assertThat(refused(body).code()).isEqualTo(400);
  }

  @Test
  void bodyThatIsTooLargeIsRefused() {
    assertThat(refused(Trees.put(Fixture.named("a"), "x".repeat(4_000_000), "data")).code())
        .isEqualTo(413);
    Object doubling = List.of("x", "x");
    for (int i = 0; i < 80; i++) {
      doubling = List.of(doubling, doubling);
    }
    assertThat(refused(Trees.put(Fixture.named("a"), doubling, "data")).code()).isEqualTo(413);
  }

  @Test
  void wrongTypesInMetadataAreABadRequest() {
    for (Map<String, @Nullable Object> metadata :
        List.of(
            Trees.of("name", 1L),
            Trees.of("name", "a", "labels", List.of()),
            Trees.of("name", "a", "labels", Trees.of("k", 1L)),
            Trees.of("name", "a", "finalizers", "x"),
            Trees.of("name", "a", "ownerReferences", List.of("x")),
            Trees.of("name", "a", "generation", "x"))) {
      assertThat(refused(Trees.of("metadata", metadata)).code()).isEqualTo(400);
    }
    assertThat(refused(Trees.of("metadata", "text")).code()).isEqualTo(400);
  }

  @Test
  void keysThatAreNoTextAndValuesThatAreNoJsonAreABadRequest() {
    assertThat(refused(Trees.put(Fixture.named("a"), Map.of(1, 2), "data")).code()).isEqualTo(400);
    assertThat(refused(Trees.put(Fixture.named("a"), new Object(), "data")).code()).isEqualTo(400);
    assertThat(refused(Trees.put(Fixture.named("a"), Double.NaN, "data")).code()).isEqualTo(400);
    var nothing = Request.create(cluster.type("configmaps"), "default", Trees.EMPTY);
    assertThat(
            cluster
                .refused(
                    new Request(
                        Verb.CREATE,
                        nothing.type(),
                        "default",
                        "",
                        "",
                        Options.NONE,
                        PatchKind.MERGE,
                        null,
                        ""))
                .code())
        .isEqualTo(400);
  }

  @Test
  void hugeNamesMakeShortMessages() {
    var name = "N".repeat(1_000_000);
    assertThat(refused(Fixture.named(name)).message()).hasSizeLessThan(4000);
    assertThat(cluster.refused(Request.get(cluster.type("configmaps"), "default", name)).message())
        .hasSizeLessThan(2000);
  }

  @Test
  void badLabelsAnnotationsAndOwnersAreInvalid() {
    var metadata =
        Trees.of(
            "name",
            "a",
            "labels",
            Map.of("-bad", "v", "ok", "-bad"),
            "annotations",
            Map.of("big", "x".repeat(300_000)),
            "finalizers",
            List.of("with space"),
            "ownerReferences",
            List.of(Trees.of("kind", "Pod")));
    assertThat(refused(Trees.of("metadata", metadata)).message())
        .contains("metadata.labels: Invalid value: \"-bad\"")
        .contains("metadata.annotations: Too long")
        .contains("metadata.finalizers: Invalid value")
        .contains("metadata.ownerReferences.uid: Invalid value");
  }

  @Test
  void storedTreesDoNotShareWithTheCaller() {
    var data = new LinkedHashMap<String, @Nullable Object>();
    data.put("k", "v");
    cluster.create("configmaps", Trees.put(Fixture.named("a"), data, "data"));
    data.put("k", "changed");
    assertThat(cluster.get("configmaps", "a")).containsEntry("data", Map.of("k", "v"));
  }

  @Test
  void numbersAreBroughtToLongsAndDoubles() {
    var numbers = new ArrayList<@Nullable Object>();
    numbers.add(1);
    numbers.add(1.5f);
    numbers.add(new java.math.BigInteger("7"));
    numbers.add(new java.math.BigDecimal("2.5"));
    assertThat(Bodies.admit(numbers)).isEqualTo(List.of(1L, 1.5, 7L, 2.5));
  }

  @Test
  void patternThatTriesWithoutEndCountsAsNotFound() {
    assertThat(Patterns.found("^(a+)+$", "a".repeat(40) + "b")).isFalse();
    assertThat(Patterns.found("^(a|b)*$", "ab".repeat(100_000))).isFalse();
    assertThat(Patterns.found("^a+$", "aaa")).isTrue();
    assertThat(Patterns.readable("(")).isFalse();
  }

  @Test
  void longListsMergeInTime() {
    cluster.create("nodes", Fixture.named("n"));
    var conditions = new ArrayList<@Nullable Object>();
    for (int i = 0; i < 20_000; i++) {
      conditions.add(Trees.of("type", "t" + i));
    }
    var body = Trees.put(Trees.EMPTY, conditions, "status", "conditions");
    var patch =
        Request.patch(cluster.type("nodes"), "", "n", PatchKind.STRATEGIC, body)
            .withSubresource("status");
    assertThat(Trees.listAt(cluster.done(patch), "status", "conditions")).hasSize(20_000);
  }
}
