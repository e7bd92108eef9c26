package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** Laws that hold whatever clients do. */
final class StoreLawsTest {
  /** One thing that a client does to one of a few objects. */
  record Act(int kind, String name, String value) {}

  @Provide
  Arbitrary<List<Act>> acts() {
    var names = Arbitraries.of("a", "b", "c", "d", "e");
    var values = Arbitraries.of("1", "2", "3");
    var kinds = Arbitraries.integers().between(0, 5);
    return Combinators.combine(kinds, names, values).as(Act::new).list().ofMaxSize(40);
  }

  private static void perform(Fixture cluster, Act act) {
    var type = cluster.type("configmaps");
    var request =
        switch (act.kind) {
          case 0, 1 -> Request.create(type, "default", Fixture.configMap(act.name, act.value));
          case 2 -> Request.delete(type, "default", act.name, Trees.EMPTY);
          case 3 -> merge(type, act.name, Fixture.object("metadata.labels.v", act.value));
          case 4 ->
              merge(
                  type,
                  act.name,
                  Fixture.object(
                      "metadata.finalizers",
                      act.value.equals("1") ? List.of("x.dev/f") : List.of()));
          default -> merge(type, act.name, Fixture.object("data.value", act.value));
        };
    var unused = cluster.store.handle(request);
  }

  private static Request merge(
      ResourceType type, String name, Map<String, @Nullable Object> patch) {
    return Request.patch(type, "default", name, PatchKind.MERGE, patch);
  }

  private static List<@Nullable Object> items(Fixture cluster, Options options) {
    return Trees.listAt(
        cluster.done(Request.list(cluster.type("configmaps"), "", options)), "items");
  }

  @Property(tries = 300)
  void versionsStrictlyRiseAndOnlyWithAWrite(@ForAll("acts") List<Act> acts) {
    var cluster = new Fixture();
    var versions = new ArrayList<Long>();
    cluster.store.onChange(change -> versions.add(change.version()));
    long before = cluster.store.version();
    acts.forEach(act -> perform(cluster, act));
    for (int i = 0; i < versions.size(); i++) {
      assertThat(versions.get(i)).isEqualTo(before + i + 1);
    }
    assertThat(cluster.store.version()).isEqualTo(before + versions.size());
  }

  @Property(tries = 300)
  void listAndWatchFromAnyMomentGiveTheState(
      @ForAll("acts") List<Act> acts,
      @ForAll @IntRange(max = 40) int split,
      @ForAll("selectors") String selector) {
    var cluster = new Fixture();
    int at = Math.min(split, acts.size());
    acts.subList(0, at).forEach(act -> perform(cluster, act));
    var options = Options.NONE.withLabelSelector(selector);
    long version = cluster.store.version();
    var state = new TreeMap<Key, @Nullable Object>();
    items(cluster, options).forEach(item -> state.put(Key.of(item), item));
    acts.subList(at, acts.size()).forEach(act -> perform(cluster, act));
    var from = options.withResourceVersion(Long.toString(version));
    var watch =
        cluster.store.watch(cluster.type("configmaps"), "", from, change -> replay(state, change));
    assertThat(watch).isPresent();
    assertThat(new ArrayList<@Nullable Object>(state.values())).isEqualTo(items(cluster, options));
  }

  private static void replay(TreeMap<Key, @Nullable Object> state, Change change) {
    var key = Key.of(change.object());
    switch (change.type()) {
      case ADDED -> assertThat(state.put(key, change.object())).isNull();
      case MODIFIED -> assertThat(state.put(key, change.object())).isNotNull();
      case DELETED -> assertThat(state.remove(key)).isNotNull();
    }
  }

  @Provide
  Arbitrary<String> selectors() {
    return Arbitraries.of("", "v", "v=1", "v!=1", "v in (1,2)", "!v");
  }

  @Property(tries = 200)
  void pagesTogetherAreTheListOfTheirBeginning(
      @ForAll("acts") List<Act> acts,
      @ForAll("acts") List<Act> meanwhile,
      @ForAll @IntRange(min = 1, max = 4) int limit) {
    var cluster = new Fixture();
    acts.forEach(act -> perform(cluster, act));
    var whole = items(cluster, Options.NONE);
    var pages = new ArrayList<@Nullable Object>();
    var options = Options.NONE.withLimit(limit);
    int next = 0;
    do {
      var page = cluster.done(Request.list(cluster.type("configmaps"), "", options));
      pages.addAll(Trees.listAt(page, "items"));
      options = options.withContinueToken(Trees.textAt(page, "metadata", "continue"));
      if (next < meanwhile.size()) {
        perform(cluster, meanwhile.get(next++));
      }
    } while (!options.continueToken().isEmpty());
    assertThat(pages).isEqualTo(whole);
  }

  @Provide
  Arbitrary<Map<String, @Nullable Object>> trees() {
    return objects(3);
  }

  private static Arbitrary<Map<String, @Nullable Object>> objects(int depth) {
    Arbitrary<String> keys = Arbitraries.of("a", "b", "c");
    return Arbitraries.maps(keys, values(depth)).ofMaxSize(3).map(Trees::frozen);
  }

  private static Arbitrary<Object> values(int depth) {
    Arbitrary<Object> leaves = Arbitraries.of(1L, 2L, "x", true, List.of("l"));
    return depth == 0
        ? leaves
        : Arbitraries.oneOf(leaves, objects(depth - 1).map(object -> (Object) object));
  }

  @Property(tries = 500)
  void mergePatchIsIdempotentAndTheEmptyOneChangesNothing(
      @ForAll("trees") Map<String, @Nullable Object> target,
      @ForAll("trees") Map<String, @Nullable Object> patch) {
    var once = Patches.merge(target, patch);
    assertThat(Patches.merge(once, patch)).isEqualTo(once);
    assertThat(Patches.merge(target, Trees.EMPTY)).isEqualTo(target);
  }

  @Property(tries = 500)
  void mergePatchOfADifferenceLeadsFromOneTreeToTheOther(
      @ForAll("trees") Map<String, @Nullable Object> from,
      @ForAll("trees") Map<String, @Nullable Object> to) {
    assertThat(Patches.merge(from, difference(from, to))).isEqualTo(to);
  }

  private static Map<String, @Nullable Object> difference(
      Map<String, @Nullable Object> from, Map<String, @Nullable Object> to) {
    var patch = new TreeMap<String, @Nullable Object>();
    from.keySet().stream().filter(key -> !to.containsKey(key)).forEach(key -> patch.put(key, null));
    for (var entry : to.entrySet()) {
      @Nullable Object before = from.get(entry.getKey());
      boolean both = before instanceof Map<?, ?> && entry.getValue() instanceof Map<?, ?>;
      patch.put(
          entry.getKey(),
          both
              ? difference(Trees.object(before), Trees.object(entry.getValue()))
              : entry.getValue());
    }
    return patch;
  }

  @Property(tries = 500)
  void jsonPatchUndoesWhatItAdded(
      @ForAll("trees") Map<String, @Nullable Object> tree, @ForAll("values") Object value) {
    var add = Trees.of("op", "add", "path", "/new", "value", value);
    var test = Trees.of("op", "test", "path", "/new", "value", value);
    var remove = Trees.of("op", "remove", "path", "/new");
    var move = Trees.of("op", "move", "from", "/new", "path", "/moved");
    var back = Trees.of("op", "move", "from", "/moved", "path", "/new");
    var request =
        Request.patch(
            BuiltInKinds.NODES, "", "n", PatchKind.JSON, List.of(add, test, move, back, remove));
    assertThat(JsonPatch.apply(request, tree)).isEqualTo(tree);
  }

  @Provide
  Arbitrary<Object> values() {
    return values(2);
  }
}
