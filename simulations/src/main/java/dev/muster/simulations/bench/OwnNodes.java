package dev.muster.simulations.bench;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.PatchType;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.operators.NodeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Virtual nodes for a bench alone: a taint keeps everybody else's pods away, and a label draws its
 * own pods there.
 */
final class OwnNodes {
  static final Api.Kind NODES = new Api.Kind("", "v1", "nodes", false);
  private static final int IN_FLIGHT = 16;

  private OwnNodes() {}

  /** Creates them, ready. */
  static void create(Session session, String bench, List<NodeSpec> groups, String stamp) {
    var nodes = new ArrayList<Map<String, @Nullable Object>>();
    for (var node : NodeSpec.nodes(groups, stamp)) {
      nodes.add(named(node, bench));
    }
    var created =
        Burst.run(
                session,
                nodes.size(),
                IN_FLIGHT,
                (i, then) -> session.api().create(NODES, "", nodes.get(i), then))
            .orElseThrow("create nodes");
    // The server marks a new node as not ready, for its controllers to unmark; here nobody may.
    var untainted =
        Burst.run(
                session,
                nodes.size(),
                IN_FLIGHT,
                (i, then) -> {
                  var ref = new Api.Ref(NODES, "", Trees.name(nodes.get(i)));
                  var body = Trees.object("spec", Trees.object("taints", List.of(taint(bench))));
                  session.api().patch(ref, "", PatchType.MERGE, body, then);
                })
            .orElseThrow("take the mark off new nodes");
    assert created.count() == untainted.count();
  }

  private static Map<String, @Nullable Object> named(
      Map<String, @Nullable Object> node, String bench) {
    var result = Trees.copyOf(node);
    var name = bench + "-" + Trees.name(node);
    var metadata = Trees.map(result, "metadata");
    metadata.put("name", name);
    Trees.map(metadata, "labels").put("kubernetes.io/hostname", name);
    Trees.map(metadata, "labels").put(Labels.BENCH, bench);
    Trees.map(result, "spec").put("taints", List.of(taint(bench)));
    return result;
  }

  private static Map<String, @Nullable Object> taint(String bench) {
    return Trees.object("key", Labels.BENCH, "value", bench, "effect", "NoSchedule");
  }
}
