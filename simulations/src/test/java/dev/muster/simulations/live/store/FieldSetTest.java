package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class FieldSetTest {
  private static final List<String> NAMES = List.of("f:a", "f:b", "f:c");

  /** Sets of places are what they are as sets of texts. */
  @Test
  void operationsAreThoseOfSetsOfPlaces() {
    for (int seed = 0; seed < 2000; seed++) {
      var random = new Random(seed);
      var one = drawn(random);
      var other = drawn(random);
      var left = new TreeSet<>(one.places());
      var right = new TreeSet<>(other.places());
      var union = new TreeSet<>(left);
      union.addAll(right);
      var minus = new TreeSet<>(left);
      minus.removeAll(right);
      var intersection = new TreeSet<>(left);
      intersection.retainAll(right);
      var outside = new TreeSet<>(left);
      outside.removeIf(
          place -> right.stream().anyMatch(root -> (place + ".").startsWith(root + ".")));
      agree(one.union(other), union, one);
      agree(one.minus(other), minus, one);
      agree(one.intersection(other), intersection, one);
      agree(one.outside(other), outside, one);
      assertThat(one.places()).containsExactlyInAnyOrderElementsOf(left);
      assertThat(other.places()).containsExactlyInAnyOrderElementsOf(right);
    }
  }

  private static void agree(FieldSet made, TreeSet<String> expected, FieldSet from) {
    assertThat(new TreeSet<>(made.places())).isEqualTo(expected);
    assertThat(made.isEmpty()).isEqualTo(expected.isEmpty());
    if (expected.equals(new TreeSet<>(from.places())) && !expected.isEmpty()) {
      assertThat(made).isSameAs(from);
    }
  }

  @Test
  void whatIsWrittenIsReadAsTheSame() {
    for (int seed = 0; seed < 500; seed++) {
      var set = drawn(new Random(seed));
      var wire = set.wire(UnaryOperator.identity());
      assertThat(set.wire(UnaryOperator.identity())).isSameAs(wire);
      var read = FieldSet.read(wire).orElseThrow();
      assertThat(read.places()).isEqualTo(set.places());
      assertThat(FieldSet.read(wire)).containsSame(read);
      assertThat(read.wire(UnaryOperator.identity()).toString()).isEqualTo(wire.toString());
    }
  }

  @Test
  void whatIsNoSetIsNoneEachTime() {
    var wire = Trees.of("f:a", Trees.of("nothing", Trees.EMPTY));
    assertThat(FieldSet.read(wire)).isEmpty();
    assertThat(FieldSet.read(wire)).isEmpty();
    assertThat(FieldSet.read("text")).isEmpty();
  }

  private static FieldSet drawn(Random random) {
    var draft = new FieldSet.Draft();
    int places = random.nextInt(6);
    for (int i = 0; i < places; i++) {
      var path = new ArrayList<String>();
      int depth = 1 + random.nextInt(3);
      for (int step = 0; step < depth; step++) {
        path.add(NAMES.get(random.nextInt(NAMES.size())));
      }
      draft.add(path);
    }
    return draft.done();
  }
}
