package dev.muster.simulations.live.watchdog;

import dev.muster.simulations.live.objects.Amounts;
import dev.muster.simulations.live.objects.PodRequests;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.ChangeType;
import dev.muster.simulations.live.watchdog.Tracker.Belonging;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Follows the pods on nodes: what each takes, and which gang's promise it redeems. */
final class Guests {
  private static final String EPOCH = "muster.dev/epoch";

  /** A pod on a node or on its way there; {@code gang} is empty for one of no gang. */
  private record Guest(
      String node, boolean arrived, Amounts amounts, boolean ended, String gang, Role role) {}

  private final Observed observed;
  private final SortedMap<String, Gang> gangs;
  private final Belongings belongings;
  private final SortedMap<String, Guest> guests = new TreeMap<>();

  Guests(Observed observed, SortedMap<String, Gang> gangs, Belongings belongings) {
    this.observed = observed;
    this.gangs = gangs;
    this.belongings = belongings;
  }

  /**
   * Takes over the new state of a pod.
   *
   * @param loose whether it goes where the cluster's own scheduler sends it
   * @return the gang whose placement changed by that
   */
  Optional<Gang> changed(Change change, boolean loose) {
    String uid = Trees.uid(change.object());
    Guest old = guests.get(uid);
    boolean gone = change.type() == ChangeType.DELETED;
    Guest fresh = gone || nodeOf(change.object()).isEmpty() ? null : guest(change.object());
    if (fresh == null ? old == null : fresh.equals(old)) {
      return Optional.empty();
    }
    if (old != null) {
      leave(old);
    }
    if (fresh == null) {
      guests.remove(uid);
    } else {
      guests.put(uid, fresh);
      enter(fresh, loose);
    }
    return gangOf(fresh == null ? old : fresh);
  }

  private Guest guest(Object pod) {
    String phase = Trees.text(pod, "status", "phase");
    var belonging = belongings.find(Trees.uid(pod));
    Gang gang = belonging.map(found -> gangs.get(found.gang())).orElse(null);
    return new Guest(
        nodeOf(pod),
        !Trees.text(pod, "spec", "nodeName").isEmpty(),
        PodRequests.of(Trees.map(pod, "spec")),
        phase.equals("Succeeded") || phase.equals("Failed"),
        gang == null ? "" : gang.uid(),
        gang == null ? Role.NONE : role(pod, belonging.orElseThrow(), gang));
  }

  private static Role role(Object pod, Belonging belonging, Gang gang) {
    var attempt = Trees.text(pod, "metadata", "labels", EPOCH);
    return new Role(Tracker.group(pod, belonging, gang), attempt);
  }

  /** Where it is or was sent to by whoever lifted its gate; empty if nowhere. */
  private static String nodeOf(Object pod) {
    var node = Trees.text(pod, "spec", "nodeName");
    if (!node.isEmpty() || !Trees.maps(pod, "spec", "schedulingGates").isEmpty()) {
      return node;
    }
    var terms =
        Trees.maps(
            pod,
            "spec",
            "affinity",
            "nodeAffinity",
            "requiredDuringSchedulingIgnoredDuringExecution",
            "nodeSelectorTerms");
    for (var term : terms) {
      for (var field : Trees.maps(term, "matchFields")) {
        var names = Trees.texts(field, "values");
        if (Trees.text(field, "key").equals("metadata.name") && names.size() == 1) {
          return names.getFirst();
        }
      }
    }
    return "";
  }

  private Optional<Gang> gangOf(@Nullable Guest guest) {
    return Optional.ofNullable(guest).map(found -> gangs.get(found.gang()));
  }

  private void leave(Guest guest) {
    if (!guest.arrived()) {
      gangOf(guest).ifPresent(gang -> gang.send(guest.role(), guest.node(), -1));
      return;
    }
    if (!guest.ended()) {
      observed.capacity().release(guest.node(), guest.amounts(), observed.now().getAsLong());
    }
    gangOf(guest).ifPresent(gang -> gang.bind(guest.role(), guest.node(), guest.ended(), -1));
  }

  private void enter(Guest guest, boolean loose) {
    if (!guest.arrived()) {
      gangOf(guest).ifPresent(gang -> gang.send(guest.role(), guest.node(), 1));
      return;
    }
    if (!guest.ended() && (loose || guest.gang().isEmpty())) {
      observed.capacity().bindStranger(guest.node(), guest.amounts());
    } else if (!guest.ended()) {
      observed.capacity().bind(guest.node(), guest.amounts());
    }
    gangOf(guest).ifPresent(gang -> gang.bind(guest.role(), guest.node(), guest.ended(), 1));
  }
}
