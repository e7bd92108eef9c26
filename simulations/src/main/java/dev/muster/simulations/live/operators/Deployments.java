package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives each Deployment a ReplicaSet for its present template; those of earlier templates are
 * emptied once the new one has all its pods.
 */
final class Deployments implements Controller {
  private static final String HASH = "pod-template-hash";

  private final World world;
  private final Hand hand;
  private final WorkQueue queue;
  private final Offspring children;

  Deployments(Site site) {
    this.world = site.world();
    this.queue = new WorkQueue(site.loop(), this::reconcile);
    this.hand = new Hand(site, "system:deployment-controller", queue);
    this.children = new Offspring(site, hand, queue, "FailedCreate");
  }

  @Override
  public Set<Kind> needs() {
    return EnumSet.of(Kind.DEPLOYMENT, Kind.REPLICA_SET);
  }

  @Override
  public void on(News news) {
    if (news.kind() == Kind.REPLICA_SET) {
      Key.ofController(news.object(), "Deployment").ifPresent(queue::add);
    } else {
      if (!news.exists()) {
        children.forget(news.object());
      }
      queue.add(Key.of(news.object()));
    }
  }

  private void reconcile(Key key) {
    world
        .get(Kind.DEPLOYMENT, key)
        .filter(deployment -> !Trees.leaving(deployment))
        .ifPresent(this::roll);
  }

  private void roll(Object deployment) {
    String hash = Templates.hash(Trees.at(deployment, "spec", "template"));
    long wanted = Math.max(0, Trees.number(deployment, 1, "spec", "replicas"));
    var current = current(deployment, hash);
    boolean acts =
        current.isPresent()
            ? resizeAll(deployment, current.get(), wanted)
            : create(deployment, hash, wanted);
    if (!acts) {
      write(deployment, hash, wanted);
    }
  }

  private boolean create(Object deployment, String hash, long wanted) {
    boolean may = children.room(deployment) > 0;
    if (may) {
      children.create(deployment, Kind.REPLICA_SET, set(deployment, hash, wanted));
    }
    return may;
  }

  private boolean resizeAll(Object deployment, Object current, long wanted) {
    Key key = Key.of(deployment);
    boolean acts = resize(key, current, wanted);
    if (Trees.number(current, 0, "status", "availableReplicas") >= wanted) {
      for (var set : sets(deployment)) {
        acts |= !Trees.uid(set).equals(Trees.uid(current)) && resize(key, set, 0);
      }
    }
    return acts;
  }

  private boolean resize(Key key, Object set, long replicas) {
    boolean due = Trees.number(set, 1, "spec", "replicas") != replicas;
    if (due) {
      var patch = Trees.object("spec", Trees.object("replicas", replicas));
      hand.patch(key, Kind.REPLICA_SET, set, patch);
    }
    return due;
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
        Key.of(deployment),
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
}
