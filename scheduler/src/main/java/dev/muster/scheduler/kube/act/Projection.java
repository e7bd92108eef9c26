package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Api.PatchType;
import dev.muster.scheduler.kube.map.WorkloadMap;
import dev.muster.scheduler.kube.watch.GangEntry;
import dev.muster.scheduler.kube.watch.Kinds;
import dev.muster.scheduler.kube.watch.Workloads;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Wish;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps for each gang that is one object the Workload that {@link WorkloadMap} makes of it. It is
 * written when it differs from what is there and the gang has changed, and once for each sweep if
 * anybody else wrote it since, or a write failed. Nothing is read from it.
 *
 * <p>Promises: no decision waits for it. Where its writes are refused, as in a namespace whose
 * quota or policies allow no more, one in each sweep finds out whether they still are, and others
 * go on.
 */
final class Projection {
  private static final String DEFAULT_QUEUE = "default";

  /** The Workload as it should be, of which gang, and where. */
  private record Wanted(
      String uid, Api.Ref ref, Map<String, @Nullable Object> object, WorkloadMap.Digest digest) {}

  private final Means means;
  private final Setbacks setbacks;
  private final Turns turns;

  /** As what each gang was last looked at: whoever is the same says the same. */
  private final Map<String, Gang> looked = new HashMap<>();

  /** The UIDs of those to look at in the next sweep. */
  private final LinkedHashSet<String> later = new LinkedHashSet<>();

  /** The same of each namespace where writes are refused. */
  private final TreeMap<String, LinkedHashSet<String>> refused = new TreeMap<>();

  private boolean begun;

  /** Whether any write went well since it began: else one namespace stands for all. */
  private boolean worked;

  Projection(Means means, Setbacks setbacks) {
    this.means = means;
    this.setbacks = setbacks;
    this.turns = new Turns(means.loop());
  }

  private Workloads workloads() {
    return means.mirror().kueue().workloads();
  }

  /** Looks at these gangs, of which something was heard; {@code served}: there are Workloads. */
  void follow(Collection<String> news, boolean served) {
    if (!served) {
      end();
    } else if (begun) {
      news.forEach(this::lookIfChanged);
    } else {
      begun = true;
      all();
    }
  }

  boolean hasBegun() {
    return begun;
  }

  private void end() {
    begun = false;
    worked = false;
    refused.clear();
    looked.clear();
    later.clear();
  }

  /** Looks at the gangs of these queues, each {@code namespace/name}. */
  void ofQueues(Set<String> keys) {
    if (begun) {
      for (var gang : List.copyOf(means.mirror().all())) {
        if (keys.contains(gang.meta().namespace() + "/" + gang.stored().spec().queue())) {
          look(gang.meta().uid());
        }
      }
    }
  }

  private void all() {
    if (begun) {
      List.copyOf(means.mirror().all()).forEach(gang -> look(gang.meta().uid()));
    }
  }

  private void lookIfChanged(String uid) {
    var gang = means.mirror().gang(uid);
    if (gang.isEmpty()) {
      looked.remove(uid);
      later.remove(uid);
      refused.values().forEach(waiting -> waiting.remove(uid));
    } else if (looked.get(uid) != gang.get().stored()) {
      look(uid);
    }
  }

  /** Looks at what failed, and at what others wrote or deleted. */
  void sweep() {
    turns.prune();
    if (!begun) {
      return;
    }
    later.addAll(workloads().heard());
    var due = List.copyOf(later);
    later.clear();
    due.forEach(this::look);
    for (var namespace : List.copyOf(refused.keySet())) {
      boolean asks = ask(namespace);
      if (asks && !worked) {
        return;
      }
    }
  }

  /** Tries one of a namespace; says whether there is any. */
  private boolean ask(String namespace) {
    var waiting = refused.get(namespace);
    while (waiting != null && !waiting.isEmpty()) {
      var first = waiting.removeFirst();
      if (differs(first)) {
        await(first);
        return true;
      }
    }
    refused.remove(namespace);
    return false;
  }

  private void look(String uid) {
    try {
      lookAt(uid);
    } catch (RuntimeException defect) { // nothing else may stop for what only people read
      means.log().defect("projection", defect);
    }
  }

  private void lookAt(String uid) {
    var gang = means.mirror().gang(uid);
    if (gang.flatMap(GangEntry::bare).isEmpty()) {
      return;
    }
    looked.put(uid, gang.get().stored());
    var waiting = refused.get(gang.get().meta().namespace());
    if (waiting != null) {
      waiting.add(uid);
    } else if (differs(uid)) {
      await(uid);
    }
  }

  private void await(String uid) {
    turns.await(uid, () -> wanted(uid).map(this::write).orElse(false));
  }

  private boolean differs(String uid) {
    return wanted(uid).filter(this::differs).isPresent();
  }

  private boolean differs(Wanted wanted) {
    return !seen(wanted).map(seen -> seen.digest().equals(wanted.digest())).orElse(false);
  }

  private Optional<Workloads.Seen> seen(Wanted wanted) {
    return workloads().find(wanted.ref().namespace(), wanted.ref().name());
  }

  /** None for what is going, is another's to manage, or has no status yet. */
  private Optional<Wanted> wanted(String uid) {
    return means
        .mirror()
        .gang(uid)
        .filter(gang -> begun && gang.bare().isPresent() && !gang.meta().terminating())
        .filter(gang -> gang.stored().wish() != Wish.LEAVE_ALONE)
        .filter(gang -> gang.stored().status().phase() != Phase.UNSEEN)
        .map(this::wanted);
  }

  private Wanted wanted(GangEntry entry) {
    var gang = entry.stored();
    var id = gang.id();
    var leadsTo = means.mirror().kueue().queues().clusterQueue(id.namespace(), gang.spec().queue());
    var object =
        WorkloadMap.object(gang, entry.source().apiVersion(), leadsTo.orElse(DEFAULT_QUEUE));
    var name = WorkloadMap.name(gang.spec().kind(), id);
    var ref = new Api.Ref(Kinds.WORKLOADS, id.namespace(), name);
    return new Wanted(id.uid(), ref, object, WorkloadMap.digest(object));
  }

  /** Whether there was anything to write. */
  private boolean write(Wanted wanted) {
    var seen = seen(wanted);
    if (seen.isEmpty()) {
      create(wanted);
    } else if (seen.get().digest().object() != wanted.digest().object()) {
      var metadata = Trees.asObject(wanted.object().get("metadata"));
      var body =
          List.of(
              put("/metadata/uid", seen.get().uid()),
              put("/metadata/labels", metadata.get("labels")),
              put("/metadata/ownerReferences", metadata.get("ownerReferences")),
              put("/spec", wanted.object().get("spec")));
      patch(wanted, "", body);
    } else if (seen.get().digest().status() != wanted.digest().status()) {
      writeStatus(wanted, seen.get());
    } else {
      return false;
    }
    return true;
  }

  private void create(Wanted wanted) {
    var ref = wanted.ref();
    means
        .api()
        .ranked(Api.Rank.LAST)
        .create(
            ref.kind(), ref.namespace(), wanted.object(), answer -> answered(wanted, "", answer));
  }

  private void writeStatus(Wanted wanted, Workloads.Seen seen) {
    var body =
        List.of(put("/metadata/uid", seen.uid()), put("/status", wanted.object().get("status")));
    patch(wanted, "status", body);
  }

  /** Whatever stands there; bound to the object by its UID. */
  private static Map<String, @Nullable Object> put(String path, @Nullable Object value) {
    return Trees.map("op", "add", "path", path, "value", value);
  }

  private void patch(Wanted wanted, String subresource, List<?> body) {
    means
        .api()
        .ranked(Api.Rank.LAST)
        .patch(
            wanted.ref(),
            subresource,
            PatchType.JSON,
            body,
            answer -> answered(wanted, subresource, answer));
  }

  private void answered(Wanted wanted, String subresource, Answer answer) {
    if (answer instanceof Answer.Done done) {
      means.mirror().kueue().fold(Kinds.WORKLOADS, done.object());
      worked(wanted.ref());
      var seen = seen(wanted);
      boolean lacksStatus =
          seen.map(s -> s.digest().status() != wanted.digest().status()).orElse(false);
      if (subresource.isEmpty() && lacksStatus) {
        writeStatus(wanted, seen.get());
        return;
      }
    } else if (!FencedApi.heldBack(answer)) {
      var result = Result.of(answer);
      boolean refuses =
          result == Result.FORBIDDEN || (result == Result.GONE && seen(wanted).isEmpty());
      waiting(wanted.ref().namespace(), refuses).add(wanted.uid());
      setbacks.add(wanted.ref(), answer);
    }
    turns.done(wanted.uid());
  }

  /** Those to look at later, there or anywhere. */
  private LinkedHashSet<String> waiting(String namespace, boolean refuses) {
    return refuses ? refused.computeIfAbsent(namespace, none -> new LinkedHashSet<>()) : later;
  }

  private void worked(Api.Ref ref) {
    worked = true;
    setbacks.over(ref);
    var due = refused.remove(ref.namespace());
    if (due != null) {
      due.forEach(this::look);
    }
  }
}
