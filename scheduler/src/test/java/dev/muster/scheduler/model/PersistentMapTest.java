package dev.muster.scheduler.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PersistentMapTest {

  /** One step of a random history: puts {@code value} under {@code key}, or removes the key. */
  record Step(int key, int value) {
    PersistentMap<Integer> on(PersistentMap<Integer> map) {
      return value == 0 ? map.without("k" + key) : map.with("k" + key, value);
    }

    void on(TreeMap<String, Integer> map) {
      if (value == 0) {
        map.remove("k" + key);
      } else {
        map.put("k" + key, value);
      }
    }
  }

  @Property(tries = 300)
  void behavesAsASortedMap(@ForAll @Size(max = 60) List<@IntRange(max = 399) Integer> history) {
    var map = PersistentMap.<Integer>empty();
    var model = new TreeMap<String, Integer>();
    for (int code : history) {
      var step = new Step(code / 10, code % 10);
      map = step.on(map);
      step.on(model);
    }
    assertThat(map.values()).isEqualTo(List.copyOf(model.values()));
    assertThat(map.size()).isEqualTo(model.size());
    for (int key = 0; key < 40; key++) {
      assertThat(map.get("k" + key)).isEqualTo(Optional.ofNullable(model.get("k" + key)));
    }
  }

  @Property(tries = 300)
  void changesTurnTheOldVersionIntoTheNew(
      @ForAll @Size(max = 40) List<@IntRange(max = 199) Integer> first,
      @ForAll @Size(max = 40) List<@IntRange(max = 199) Integer> then) {
    var before = PersistentMap.<Integer>empty();
    for (int code : first) {
      before = new Step(code / 10, code % 10).on(before);
    }
    var after = before;
    for (int code : then) {
      after = new Step(code / 10, code % 10).on(after);
    }
    var rebuilt = before;
    var keys = new ArrayList<String>();
    for (var change : after.changesSince(before)) {
      assertThat(change.before()).isEqualTo(before.get(change.key()));
      assertThat(change.after()).isEqualTo(after.get(change.key()));
      keys.add(change.key());
      rebuilt =
          change.after().isPresent()
              ? rebuilt.with(change.key(), change.after().get())
              : rebuilt.without(change.key());
    }
    assertThat(rebuilt).isEqualTo(after);
    assertThat(keys).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void twoVersionsOfALargeMapDifferInWhatChanged() {
    var map = PersistentMap.<Integer>empty();
    for (int i = 0; i < 100_000; i++) {
      map = map.with("gang-" + i, i);
    }
    var after = map.with("gang-77777", -1).without("gang-5");
    assertThat(after.changesSince(map))
        .extracting(PersistentMap.Change::key)
        .containsExactly("gang-5", "gang-77777");
  }

  @Test
  void numberedNamesMakeNoDeepTree() {
    var map = PersistentMap.<Integer>empty();
    for (int i = 0; i < 100_000; i++) {
      map = map.with("node-" + i, i);
    }
    assertThat(map.depth()).isLessThan(64);
  }

  @Test
  void theOrderOfInsertionDoesNotMatter() {
    var up = PersistentMap.<Integer>empty();
    var down = PersistentMap.<Integer>empty();
    for (int i = 0; i < 500; i++) {
      up = up.with("node-" + i, i);
      down = down.with("node-" + (499 - i), 499 - i);
    }
    assertThat(up).isEqualTo(down).hasSameHashCodeAs(down);
    assertThat(up.changesSince(down)).isEmpty();
  }
}
