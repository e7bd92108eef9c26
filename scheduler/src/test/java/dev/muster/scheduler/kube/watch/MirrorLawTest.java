package dev.muster.scheduler.kube.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api.WatchEvent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** What is kept up to date event by event is what would be worked out from the last state. */
final class MirrorLawTest {
  /** One event: a pod (by number) is put in a state, or taken away; or the gang changes. */
  record Step(int what, int which, int how) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    var one =
        Combinators.combine(
                Arbitraries.integers().between(0, 9),
                Arbitraries.integers().between(0, 5),
                Arbitraries.integers().between(0, 8))
            .as(Step::new);
    return one.list().ofMaxSize(40);
  }

  @Property(tries = 300)
  void whatIsSeenDependsOnTheLastStateAlone(@ForAll("steps") List<Step> steps) {
    var grown = MirrorTest.mirror();
    var last = new TreeMap<String, Map<String, @Nullable Object>>();
    int version = 10;
    for (var step : steps) {
      version++;
      if (step.what() == 0) {
        var status = step.how() < 3 ? "" : Objects.admitted(1 + step.how() % 2);
        var gang = Objects.gang("g", status, version);
        last.put("gang", gang);
        MirrorTest.put(grown, Kinds.GANGS, gang);
      } else if (step.what() == 1) {
        // UIDs never come back, so a pod that went is another one the next time.
        var pod = last.remove("pod" + step.which());
        if (pod != null) {
          grown.feed(Kinds.PODS).accept(new WatchEvent.Gone(pod));
        }
      } else {
        var pod = pod(last.get("pod" + step.which()), step, version);
        last.put("pod" + step.which(), pod);
        MirrorTest.put(grown, Kinds.PODS, pod);
      }
      if (step.how() % 3 == 0) {
        grown.observe(0);
      }
    }
    var fresh = MirrorTest.mirror();
    for (var entry : last.descendingMap().entrySet()) {
      MirrorTest.put(
          fresh, entry.getKey().equals("gang") ? Kinds.GANGS : Kinds.PODS, entry.getValue());
    }

    assertThat(grown.observe(0)).isEqualTo(fresh.observe(0));
  }

  private static Map<String, @Nullable Object> pod(
      @Nullable Map<String, @Nullable Object> before, Step step, int version) {
    var name = before == null ? "p" + step.which() + "-" + version : Meta.of(before).name();
    var podSet = step.which() < 2 ? "0.head" : "0.w";
    var node = List.of("", "n1", "n2").get(step.how() % 3);
    var phase = List.of("Pending", "Running", "Succeeded", "Failed").get(step.how() % 4);
    return Objects.pod(name, "g", podSet, node, phase, version);
  }
}
