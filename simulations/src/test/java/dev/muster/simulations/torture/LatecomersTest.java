package dev.muster.simulations.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.ChangeType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What comes although its gang does not want it. */
final class LatecomersTest {
  private final World world =
      new World(new Script("none", "2x8gpu", 1, 0, 0, Script.QUIET_MILLIS, List.of()));
  private final Latecomers latecomers = new Latecomers(() -> 0);

  private void see(ChangeType type, String kind, Map<String, @Nullable Object> object) {
    var resource = world.store().typeOfKind("v1", kind).orElseThrow();
    latecomers.see(new Change(1, type, resource, null, object, "s1-1"));
  }

  private static Map<String, @Nullable Object> owned(String uid, String kind, String owner) {
    var reference = Trees.object("kind", kind, "uid", owner);
    return Trees.object(
        "metadata", Trees.object("name", uid, "uid", uid, "ownerReferences", List.of(reference)),
        "spec", Trees.object());
  }

  private static Map<String, @Nullable Object> gated(Map<String, @Nullable Object> pod) {
    Trees.map(pod, "spec").put("schedulingGates", List.of(Trees.object("name", "x")));
    return pod;
  }

  private static Map<String, @Nullable Object> bound(Map<String, @Nullable Object> pod) {
    Trees.map(pod, "spec").put("nodeName", "node-00");
    return pod;
  }

  @Test
  void aLatePodThatIsHeldMustGetNoNode() {
    see(ChangeType.ADDED, "Pod", gated(owned("p", "AppWrapper", "gone")));
    assertThat(latecomers.problems(0)).isEmpty();
    see(ChangeType.MODIFIED, "Pod", bound(owned("p", "AppWrapper", "gone")));
    assertThat(latecomers.problems(0))
        .containsExactly("p was held, belongs to a late object, and got a node");
  }

  @Test
  void norMayAPodOfWhatALateObjectOwns() {
    see(ChangeType.ADDED, "ConfigMap", owned("job", "AppWrapper", "gone"));
    see(ChangeType.ADDED, "ConfigMap", owned("cluster", "RayJob", "job"));
    see(ChangeType.ADDED, "Pod", gated(owned("p", "RayCluster", "cluster")));
    see(ChangeType.MODIFIED, "Pod", bound(owned("p", "RayCluster", "cluster")));
    assertThat(latecomers.problems(0)).hasSize(1);
  }

  @Test
  void whatIsNobodysIsLetPass() {
    see(ChangeType.ADDED, "Pod", gated(owned("p", "Job", "other")));
    see(ChangeType.MODIFIED, "Pod", bound(owned("p", "Job", "other")));
    assertThat(latecomers.problems(0)).isEmpty();
  }
}
