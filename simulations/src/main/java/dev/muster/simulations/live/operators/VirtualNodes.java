package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.objects.Trees;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that nobody has: they are created where they are missing, and each has a Lease that is
 * renewed, as by its kubelet, so that the cluster takes it for alive. A node of that name which
 * does not bear the label belongs to somebody else, and is left alone.
 */
public final class VirtualNodes implements Controller {
  /** On every node of this kind; pods run virtually there and nowhere else. */
  public static final String LABEL = "demo.muster.dev/virtual-node";

  private static final Api.Kind LEASES = new Api.Kind("coordination.k8s.io", "v1", "leases", true);
  private static final String NAMESPACE = "kube-node-lease";
  private static final long BEAT_MILLIS = 10_000;
  private static final long LEASE_SECONDS = 40;
  private static final long RETRY_MILLIS = 2_000;
  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT);

  /**
   * @param heartbeats whether their leases are renewed
   */
  public record Wish(List<NodeSpec> groups, boolean heartbeats) {
    /** Nodes that are there already, and heartbeats for those. */
    public static final Wish NONE = new Wish(List.of(), true);

    public Wish {
      groups = List.copyOf(groups);
    }
  }

  private final Api api;
  private final Loop loop;
  private final Problems problems;
  private final Wish wish;
  private final SortedMap<String, Map<String, @Nullable Object>> present = new TreeMap<>();
  private final SortedSet<String> beating = new TreeSet<>();
  private boolean stopped;

  VirtualNodes(Api api, Loop loop, Wish wish, Problems problems) {
    this.api = api;
    this.loop = loop;
    this.wish = wish;
    this.problems = problems;
  }

  /** No heartbeat comes after this. */
  void stop() {
    stopped = true;
  }

  @Override
  public Set<Kind> needs() {
    return EnumSet.of(Kind.NODE);
  }

  @Override
  public void on(News news) {
    var node = news.object();
    String name = Trees.name(node);
    if (!news.exists()) {
      present.remove(name);
      return;
    }
    present.put(name, node);
    if (isVirtual(node) && wish.heartbeats() && beating.add(name)) {
      beat(name, true);
    }
  }

  private static boolean isVirtual(Object node) {
    return !Trees.text(node, "metadata", "labels", LABEL).isEmpty();
  }

  /** Creates what is missing; a node that somebody deletes later stays away. */
  @Override
  public void begin() {
    String stamp = Instant.ofEpochMilli(loop.now()).truncatedTo(ChronoUnit.SECONDS).toString();
    for (var node : NodeSpec.nodes(wish.groups(), stamp)) {
      Trees.map(node, "metadata", "labels").put(LABEL, "true");
      @Nullable Map<String, @Nullable Object> known = present.get(Trees.name(node));
      if (known == null) {
        create(node);
      } else if (!isVirtual(known)) {
        taken(Trees.name(node));
      }
    }
  }

  private void taken(String name) {
    problems.refused("node " + name + " exists and has no label " + LABEL + ": left alone");
  }

  private void create(Map<String, @Nullable Object> node) {
    api.create(Kind.NODE.served(), "", node, answer -> created(node, answer));
  }

  private void created(Map<String, @Nullable Object> node, Answer answer) {
    switch (answer) {
      case Answer.Done done -> {
        // The watch tells of it.
      }
      case Answer.Refused refused -> {
        if (refused.code() == CONFLICT) {
          lookUp(node);
        } else if (Hand.refused(answer)) {
          problems.refused("cannot create node " + Trees.name(node) + ": " + refused.message());
        } else {
          later(() -> create(node));
        }
      }
      case Answer.Unknown unknown -> later(() -> create(node));
    }
  }

  private void lookUp(Map<String, @Nullable Object> node) {
    api.get(
        Kind.NODE.ref(Key.of(node)),
        found -> {
          if (found instanceof Answer.Done done && !isVirtual(done.object())) {
            taken(Trees.name(node));
          }
        });
  }

  private void later(Runnable task) {
    loop.after(
        RETRY_MILLIS,
        () -> {
          if (!stopped) {
            task.run();
          }
        });
  }

  /** Renews the lease of a node, now and for as long as it exists. */
  private void beat(String name, boolean mayLack) {
    if (stopped || !present.containsKey(name)) {
      beating.remove(name);
      return;
    }
    if (mayLack) {
      createLease(name);
    } else {
      renew(name);
    }
  }

  private void createLease(String name) {
    var owner =
        Trees.object(
            "apiVersion", "v1", "kind", "Node", "name", name, "uid", Trees.uid(present.get(name)));
    var metadata =
        Trees.object("name", name, "namespace", NAMESPACE, "ownerReferences", List.of(owner));
    var lease =
        Trees.object(
            "apiVersion",
            "coordination.k8s.io/v1",
            "kind",
            "Lease",
            "metadata",
            metadata,
            "spec",
            spec(name));
    api.create(
        LEASES,
        NAMESPACE,
        lease,
        answer -> {
          if (answer instanceof Answer.Refused refused && refused.code() == CONFLICT) {
            renew(name); // from an earlier life
          } else {
            beaten(name, answer);
          }
        });
  }

  private void renew(String name) {
    var body = Trees.object("spec", spec(name));
    api.patch(
        new Api.Ref(LEASES, NAMESPACE, name),
        "",
        Api.PatchType.MERGE,
        body,
        answer -> beaten(name, answer));
  }

  private void beaten(String name, Answer answer) {
    boolean lacks = answer instanceof Answer.Refused refused && refused.code() == NOT_FOUND;
    if (Hand.refused(answer) && answer instanceof Answer.Refused refused) {
      problems.refused("cannot renew the lease of node " + name + ": " + refused.message());
    }
    loop.after(BEAT_MILLIS, () -> beat(name, lacks));
  }

  private Map<String, @Nullable Object> spec(String name) {
    String time = MICROSECONDS.format(Instant.ofEpochMilli(loop.now()).atOffset(ZoneOffset.UTC));
    return Trees.object(
        "holderIdentity", name, "leaseDurationSeconds", LEASE_SECONDS, "renewTime", time);
  }
}
