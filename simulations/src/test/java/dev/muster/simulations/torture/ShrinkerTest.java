package dev.muster.simulations.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class ShrinkerTest {
  private static final Script WHOLE = Author.write(Profile.MIXED, 5);

  /** Whether these lines are all in it. */
  private static boolean has(Script script, List<Event> lines) {
    return script.events().containsAll(lines);
  }

  @Test
  void whatIsLeftIsExactlyWhatItTakes() {
    var events = WHOLE.events();
    var needed = List.of(events.get(2), events.get(events.size() / 2), events.getLast());
    var sizes = new ArrayList<Integer>();

    var small =
        Shrinker.shrink(
            WHOLE, script -> has(script, needed), script -> sizes.add(script.events().size()), 600);

    assertThat(Set.copyOf(small.events())).isEqualTo(Set.copyOf(needed));
    assertThat(sizes).isSortedAccordingTo((a, b) -> b - a).isNotEmpty();
  }

  @Test
  void aScriptThatNeedsNothingLosesEverything() {
    assertThat(Shrinker.shrink(WHOLE, script -> true, script -> {}, 600).events()).isEmpty();
  }

  @Test
  void itStopsWhenItsPatienceIsOver() {
    var tried = new TreeSet<Integer>();
    var runs = new ArrayList<Script>();
    Shrinker.shrink(WHOLE, script -> !runs.add(script), script -> tried.add(0), 17);

    assertThat(runs).hasSize(17);
    assertThat(tried).isEmpty();
  }
}
