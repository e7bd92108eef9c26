package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.simulations.live.shapes.KindShapes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class FrozenMapTest {
  private static final List<String> TEXTS = List.of("v", "w", "x");

  /** However it came about, it tells what a map of the library does to which the same was done. */
  @Test
  void itSaysWhatAMapSaysToWhichTheSameWasDone() {
    for (int seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      var expected = new LinkedHashMap<String, @Nullable Object>();
      var map = FrozenMap.of(expected);
      int names = 1 + random.nextInt(40); // few and many are found in different ways
      for (int step = 0; step < 120; step++) {
        var name = "n" + random.nextInt(names);
        if (random.nextInt(3) == 0) {
          expected.remove(name);
          map = map.without(name);
        } else {
          @Nullable Object value = value(random);
          expected.put(name, value);
          map = map.with(name, value);
        }
        agree(map, expected, names);
      }
      agree(FrozenMap.of(expected), expected, names);
    }
  }

  private static @Nullable Object value(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> null;
      case 1 -> TEXTS.get(random.nextInt(TEXTS.size()));
      case 2 -> List.of((long) random.nextInt(5));
      default -> Trees.of("a", (long) random.nextInt(3), "b", "x");
    };
  }

  private static void agree(
      FrozenMap map, LinkedHashMap<String, @Nullable Object> expected, int names) {
    assertThat(map.size()).isEqualTo(expected.size());
    assertThat(map.toString()).isEqualTo(expected.toString());
    assertThat(map.hashCode()).isEqualTo(expected.hashCode());
    assertThat(map.equals(expected)).isTrue();
    assertThat(expected.equals(map)).isTrue();
    assertThat(new ArrayList<>(map.entrySet())).isEqualTo(new ArrayList<>(expected.entrySet()));
    assertThat(map.same(expected)).isSameAs(map);
    var told = new LinkedHashMap<String, @Nullable Object>();
    map.forEach(told::put);
    assertThat(told.toString()).isEqualTo(expected.toString());
    for (int i = 0; i <= names; i++) {
      var name = "n" + i;
      assertThat(map.containsKey(name)).isEqualTo(expected.containsKey(name));
      assertThat(map.get(name)).isSameAs(expected.get(name));
      assertThat(map.getOrDefault(name, "none")).isSameAs(expected.getOrDefault(name, "none"));
    }
  }

  @Test
  void namesWithTheSameHashAreToldApart() {
    var map = FrozenMap.of(Map.of("Aa", 1L));
    assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
    assertThat(map.get("BB")).isNull();
    assertThat(map.with("BB", 2L)).isEqualTo(Map.of("Aa", 1L, "BB", 2L));
    assertThat(map.get(null)).isNull();
  }

  @Test
  void whatChangesNothingGivesBackTheSame() {
    var inner = Trees.of("x", 1L);
    var map = FrozenMap.of(Map.of("a", inner));
    assertThat(map.with("a", inner)).isSameAs(map);
    assertThat(map.without("b")).isSameAs(map);
    assertThat(FrozenMap.of(map)).isSameAs(map);
    var text = FrozenMap.of(Map.of("a", "one"));
    assertThat(text.with("a", String.valueOf("one".toCharArray()))).isSameAs(text);
    assertThat(text.with("a", "two")).isEqualTo(Map.of("a", "two"));
    assertThat(text).isEqualTo(Map.of("a", "one"));
  }

  @Test
  void itIsTheSameOnlyAsWhatHoldsTheseVeryValuesInThisOrder() {
    var value = List.of(1L);
    var map = FrozenMap.of(Trees.of("a", value, "b", "x"));
    var others =
        List.of(
            Trees.of("b", "x", "a", value),
            Trees.of("a", new ArrayList<>(value), "b", "x"),
            Trees.of("a", value, "c", "x"),
            Trees.of("a", value, "b", "x", "c", "x"),
            Trees.of("a", value));
    assertThat(map.same(new LinkedHashMap<>(map))).isSameAs(map);
    for (var other : others) {
      var made = map.same(new LinkedHashMap<>(other));
      assertThat(made).isNotSameAs(map).hasToString(other.toString()).isEqualTo(other);
    }
  }

  @Test
  void equalMapsAreEqualInAnyOrder() {
    var one = Trees.of("a", 1L, "b", 2L);
    var other = Trees.of("b", 2L, "a", 1L);
    assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
    assertThat(one).isNotEqualTo(Trees.of("a", 1L, "b", 3L));
    assertThat(Trees.put(one, 3L, "b")).isNotEqualTo(one);
  }

  @Test
  void nobodyChangesIt() {
    var map = FrozenMap.of(Map.of("a", 1L));
    var entries = map.entrySet().iterator();
    var entry = entries.next();
    assertThatThrownBy(() -> map.put("b", 1L)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> entry.setValue(2L)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(entries::remove).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(entries::next).isInstanceOf(NoSuchElementException.class);
    assertThat(map).isEqualTo(Map.of("a", 1L));
  }

  /** What is known of a part holds wherever it comes to stand; how deep that is, is not. */
  @Test
  void whatIsKnownOfAPartCountsWhereItStands() {
    var part = nested(60);
    long size = Bodies.measure(part);
    assertThat(Bodies.measure(part)).isEqualTo(size);
    Object fits = part;
    for (int i = 60; i < Bodies.DEEPEST; i++) {
      fits = Trees.of("x", fits);
      size += 6;
    }
    var whole = fits;
    assertThat(Bodies.measure(whole)).isEqualTo(size);
    var tooDeep = Trees.of("x", whole);
    var beside = Trees.of("deep", whole, "flat", "x");
    assertThatThrownBy(() -> Bodies.measure(beside)).hasMessageContaining("nested too deeply");
    assertThatThrownBy(() -> Bodies.measure(tooDeep)).hasMessageContaining("nested too deeply");
    assertThatThrownBy(() -> Bodies.measure(List.of(whole)))
        .hasMessageContaining("nested too deeply");
  }

  private static Object nested(int levels) {
    Object result = "end";
    for (int i = 0; i < levels; i++) {
      result = Trees.of("x", result);
    }
    return result;
  }

  @Test
  void partsThatFitAreTooMuchTogether() {
    var part = Trees.of("text", "x".repeat(Bodies.LARGEST / 2));
    assertThat(Bodies.measure(part)).isEqualTo(2 + 7 + Bodies.LARGEST / 2 + 3);
    assertThat(Bodies.measure(List.of(part))).isEqualTo(Bodies.measure(part) + 4);
    assertThatThrownBy(() -> Bodies.measure(List.of(part, part)))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("limit is " + Bodies.LARGEST);
    assertThatThrownBy(() -> Bodies.measure(Trees.of("a", part, "b", part)))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("limit is " + Bodies.LARGEST);
  }

  /** Doubling a list a hundred times makes no work, for what is too large is not gone through. */
  @Test
  void aFewListsThatHoldEachOtherAreNotCountedToTheEnd() {
    List<Object> doubled = List.of("x");
    for (int i = 0; i < 90; i++) {
      doubled = List.of(doubled, doubled);
    }
    var body = doubled;
    assertThatThrownBy(() -> Bodies.measure(body)).hasMessageContaining("limit is");
  }

  @Test
  void aFieldThatASchemaDoesNotKnowIsToldOfEachTime() {
    var schema =
        Schema.of(
            Trees.of(
                "properties",
                Trees.of("spec", Trees.of("properties", Trees.of("a", Trees.EMPTY)))));
    var object = Trees.of("spec", Trees.of("a", 1L, "b", 2L));
    for (int i = 0; i < 2; i++) {
      var dropped = new ArrayList<String>();
      var pruned = Pruning.prune(schema, object, dropped);
      assertThat(dropped).containsExactly("spec.b");
      assertThat(pruned).isEqualTo(Trees.of("spec", Trees.of("a", 1L)));
      assertThat(Pruning.prune(schema, pruned, dropped)).isSameAs(pruned);
    }
    var other =
        Schema.of(
            Trees.of(
                "properties",
                Trees.of("spec", Trees.of("properties", Trees.of("b", Trees.EMPTY)))));
    var pruned = Pruning.prune(schema, object, new ArrayList<>());
    assertThat(Pruning.prune(schema, pruned, new ArrayList<>())).isSameAs(pruned);
    assertThat(Pruning.prune(other, pruned, new ArrayList<>()))
        .isEqualTo(Trees.of("spec", Trees.EMPTY));
  }

  @Test
  void eachShapeIsLookedAtForItself() {
    var object = Trees.of("data", Trees.of("a", "no base 64!"));
    var text = typed("ConfigMap", object);
    assertThat(typed("ConfigMap", text)).isSameAs(text);
    assertThatThrownBy(() -> typed("Secret", text)).isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> typed("Secret", text)).isInstanceOf(Refusal.class);
    assertThat(typed("ConfigMap", text)).isSameAs(text);
    var unknown = Trees.put(text, "x", "nobodyKnowsIt");
    for (int i = 0; i < 2; i++) {
      var told = new ArrayList<String>();
      assertThat(typed("ConfigMap", unknown, told)).isEqualTo(text);
      assertThat(told).containsExactly("nobodyKnowsIt");
    }
  }

  private static Map<String, @Nullable Object> typed(
      String kind, Map<String, @Nullable Object> object) {
    return typed(kind, object, new ArrayList<>());
  }

  private static Map<String, @Nullable Object> typed(
      String kind, Map<String, @Nullable Object> object, List<String> unknown) {
    var type =
        BuiltInKinds.ALL.stream()
            .filter(each -> each.kind().equals(kind))
            .findFirst()
            .orElseThrow();
    var shape = KindShapes.BUILT_IN.kind(type.apiVersion(), kind).orElseThrow();
    return Typing.read(type, shape, object, unknown);
  }

  @Test
  void eachSchemaHasItsOwnDefaults() {
    var object = Trees.of("b", 1L);
    assertThat(Defaulting.apply(withDefault("b"), object)).isSameAs(object);
    var schema = withDefault("a");
    for (int i = 0; i < 2; i++) {
      assertThat(Defaulting.apply(schema, object)).isEqualTo(Map.of("b", 1L, "a", 7L));
    }
    assertThat(Defaulting.apply(withDefault("b"), object)).isSameAs(object);
  }

  private static Schema withDefault(String field) {
    return Schema.of(
        Trees.of("properties", Trees.of(field, Trees.of("type", "integer", "default", 7L))));
  }
}
