package dev.muster.scheduler.kube.act;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.kube.FakeApi;
import dev.muster.scheduler.kube.ManualLoop;
import dev.muster.scheduler.kube.map.FaultToleranceDefaults;
import dev.muster.scheduler.kube.watch.Kinds;
import dev.muster.scheduler.kube.watch.Mirror;
import dev.muster.scheduler.kube.watch.Objects;
import dev.muster.scheduler.model.NodeQuarantine;
import dev.muster.scheduler.model.NodeQuarantine.State;
import dev.muster.scheduler.model.Plan.Marking;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

final class MarkerTest {
  private static final Api.Ref NODE = new Api.Ref(Kinds.NODES, "", "n1");
  private static final NodeQuarantine CLOSED =
      new NodeQuarantine(State.CLOSED, 60_000, 660_000, 1, "because");
  private final ManualLoop loop = new ManualLoop();
  private final FakeApi api = new FakeApi(loop);
  private final Mirror mirror = new Mirror(loop, FaultToleranceDefaults.STANDARD, () -> {});
  private int dropped;
  private Runnable onDrop = () -> dropped++;
  private final Marker marker = new Marker(Testing.means(api, loop, mirror), () -> onDrop.run());

  MarkerTest() {
    api.put(NODE, Objects.node("n1", 1));
    see();
  }

  private void see() {
    mirror.feed(Kinds.NODES).accept(new WatchEvent.Put(FakeApi.tree(api.objects.get(NODE))));
  }

  private State seen() {
    return mirror.observe(0).cluster().nodes().get("n1").orElseThrow().quarantine().state();
  }

  private void mark(NodeQuarantine next) {
    marker.mark(new Marking("n1", next, "why"));
  }

  @Test
  void aNodeIsClosedAtOnceAndWrittenOnce() {
    var sent = new ArrayList<String>();
    api.fate =
        (verb, ref) -> {
          sent.add(verb);
          return FakeApi.Fate.DONE;
        };
    mark(CLOSED);
    mark(CLOSED);
    assertThat(seen()).isEqualTo(State.CLOSED);
    assertThat(mirror.marks().stored("n1").orElseThrow().quarantine().state())
        .isEqualTo(State.NONE);

    loop.runFor(10);

    assertThat(sent).containsExactly("patch");
    assertThat(mirror.marks().stored("n1").orElseThrow().quarantine()).isEqualTo(CLOSED);
    assertThat(dropped).isZero();
  }

  @Test
  void aNodeIsOpenOnlyWhenItSaysSo() {
    mark(CLOSED);
    loop.runFor(10);

    mark(NodeQuarantine.NONE);
    assertThat(seen()).isEqualTo(State.CLOSED);
    loop.runFor(10);

    assertThat(seen()).isEqualTo(State.NONE);
  }

  @Test
  void whatSomebodyElseWroteMeanwhileStopsItAndItIsDecidedAgain() {
    api.put(NODE, Objects.node("n1", 1)); // the mirror has not seen this version

    mark(CLOSED);
    loop.runFor(5_000);

    assertThat(seen()).isEqualTo(State.NONE);
    assertThat(dropped).isEqualTo(1);
    mark(CLOSED);
    loop.runFor(10);
    assertThat(seen()).isEqualTo(State.CLOSED);
  }

  @Test
  void aLostAnswerIsLookedAfter() {
    api.fate =
        (verb, ref) -> verb.equals("patch") ? FakeApi.Fate.UNACKNOWLEDGED : FakeApi.Fate.DONE;

    mark(CLOSED);
    loop.runFor(20_000);

    assertThat(mirror.marks().stored("n1").orElseThrow().quarantine()).isEqualTo(CLOSED);
    assertThat(api.writes).hasSize(1);
  }

  /** What was given up is decided again, and comes to the same. */
  @Test
  void whereTheRightIsMissingItIsTriedLessAndLessOften() {
    var sent = new ArrayList<String>();
    api.fate =
        (verb, ref) -> {
          sent.add(verb);
          return verb.equals("patch") ? FakeApi.Fate.FORBIDDEN : FakeApi.Fate.DONE;
        };
    onDrop = () -> mark(CLOSED);

    mark(CLOSED);
    loop.runFor(600_000);

    assertThat(seen()).as("closed, though nobody can read it on the node").isEqualTo(State.CLOSED);
    assertThat(sent.stream().filter("patch"::equals).count()).isBetween(12L, 20L);
    assertThat(sent.stream().filter("get"::equals).count()).isBetween(12L, 20L);
  }
}
