package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.ChangeType;
import dev.muster.simulations.live.store.Store;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives each Deployment a ReplicaSet for its present template; those of earlier templates are
 * emptied once the new one has all its pods.
 */
final class Deployments {
  private static final String HASH = "pod-template-hash";

  private final World world;
  private final Hand hand;
  private final WorkQueue<Key> queue;
  private final Refusals refusals;

  Deployments(World world, Store store, Loop loop) {
    this.world = world;
    this.hand = new Hand(store, loop, "system:deployment-controller");
    this.queue = new WorkQueue<>(loop, this::reconcile);
    this.refusals = new Refusals(hand, queue, "FailedCreate");
    world.all(Kind.DEPLOYMENT).forEach(deployment -> queue.add(Key.of(deployment)));
  }

  /** Takes notice of one write. */
  void onChange(Kind kind, Change change) {
    if (kind == Kind.DEPLOYMENT) {
      if (change.type() == ChangeType.DELETED) {
        refusals.forget(change.object());
      }
      queue.add(Key.of(change.object()));
    } else if (kind == Kind.REPLICA_SET) {
      Key.ofController(change.object(), "Deployment").ifPresent(queue::add);
    }
  }

  private void reconcile(Key key) {
    world
        .get(Kind.DEPLOYMENT, key)
        .filter(deployment -> !Trees.leaving(deployment))
        .ifPresent(this::roll);
  }

  private void roll(Object deployment) {
    String hash = hash(Trees.at(deployment, "spec", "template"));
    long wanted = Math.max(0, Trees.number(deployment, 1, "spec", "replicas"));
    var current = current(deployment, hash);
    if (current.isEmpty()) {
      var set = set(deployment, hash, wanted);
      if (!refusals.wentWell(
          deployment, hand.createOnce(Kind.REPLICA_SET, Trees.namespace(deployment), set))) {
        return;
      }
    } else {
      resize(current.get(), wanted);
      if (Trees.number(current.get(), 0, "status", "availableReplicas") >= wanted) {
        sets(deployment).stream()
            .filter(set -> !Trees.uid(set).equals(Trees.uid(current.get())))
            .forEach(set -> resize(set, 0));
      }
    }
    write(deployment, hash, wanted);
  }

  private void resize(Object set, long replicas) {
    if (Trees.number(set, 1, "spec", "replicas") != replicas) {
      hand.patch(Kind.REPLICA_SET, set, Trees.object("spec", Trees.object("replicas", replicas)));
    }
  }

  private Map<String, @Nullable Object> set(Object deployment, String hash, long replicas) {
    var template = Trees.copyOf(Trees.map(deployment, "spec", "template"));
    var metadata = new LinkedHashMap<String, @Nullable Object>(Trees.map(template, "metadata"));
    var labels = new LinkedHashMap<String, @Nullable Object>(Trees.map(metadata, "labels"));
    labels.put(HASH, hash);
    metadata.put("labels", labels);
    template.put("metadata", metadata);
    var selected =
        new LinkedHashMap<String, @Nullable Object>(
            Trees.map(deployment, "spec", "selector", "matchLabels"));
    selected.put(HASH, hash);
    return Templates.child(
        "apps/v1",
        "ReplicaSet",
        deployment,
        Trees.name(deployment) + "-" + hash,
        labels,
        Trees.object(
            "spec",
            Trees.object(
                "replicas", replicas,
                "selector", Trees.object("matchLabels", selected),
                "template", template)));
  }

  private void write(Object deployment, String hash, long wanted) {
    long replicas = 0;
    long ready = 0;
    for (var set : sets(deployment)) {
      replicas += Trees.number(set, 0, "status", "replicas");
      ready += Trees.number(set, 0, "status", "readyReplicas");
    }
    long updated =
        current(deployment, hash).map(set -> Trees.number(set, 0, "status", "replicas")).orElse(0L);
    boolean available = ready >= wanted;
    var conditions =
        Conditions.of(deployment, hand.stamp())
            .set(
                "Available",
                available,
                available ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                "")
            .set("Progressing", true, "ReplicaSetUpdated", "");
    hand.status(
        Kind.DEPLOYMENT,
        deployment,
        Trees.object(
            "replicas", replicas,
            "updatedReplicas", updated,
            "readyReplicas", ready,
            "availableReplicas", ready,
            "unavailableReplicas", Math.max(0, wanted - ready),
            "observedGeneration", Trees.number(deployment, 0, "metadata", "generation"),
            "conditions", conditions.list()));
  }

  private Optional<Map<String, @Nullable Object>> current(Object deployment, String hash) {
    return sets(deployment).stream()
        .filter(set -> Trees.text(set, "metadata", "labels", HASH).equals(hash))
        .findFirst();
  }

  private List<Map<String, @Nullable Object>> sets(Object deployment) {
    return world.owned(Kind.REPLICA_SET, Trees.uid(deployment));
  }

  private static String hash(@Nullable Object template) {
    return Suffix.of(String.valueOf(sorted(template)));
  }

  /** The tree with its keys in order, so that equal templates read alike. */
  private static @Nullable Object sorted(@Nullable Object tree) {
    if (tree instanceof Map<?, ?>) {
      var result = new TreeMap<String, @Nullable Object>();
      Trees.map(tree).forEach((key, value) -> result.put(key, sorted(value)));
      return result;
    }
    if (tree instanceof List<?> list) {
      var result = new ArrayList<@Nullable Object>();
      list.forEach(entry -> result.add(sorted(entry)));
      return result;
    }
    return tree;
  }
}
