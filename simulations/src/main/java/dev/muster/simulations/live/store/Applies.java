package dev.muster.simulations.live.store;

import dev.muster.simulations.live.shapes.Shape;
import dev.muster.simulations.live.store.ManagedFields.Owner;
import dev.muster.simulations.live.store.ManagedFields.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Server-side apply.
 *
 * <p>Goals: a manager says what it wants and owns exactly that; what it no longer says goes, unless
 * somebody else owns it; what others own it cannot change without force.
 *
 * <p>Algorithm: put the configuration over the live object; take out what the manager owned, does
 * not claim any more and nobody else owns; compare the result with the live object. What differs
 * and is owned by others is a conflict, or is taken from them by force.
 *
 * <p>Complexity: linear in object, configuration and owned places, but for the look-ups in sorted
 * maps.
 */
final class Applies {
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private static final String CLIENT_SIDE = "kubectl-client-side-apply";

  private final Ownership ownership;

  Applies(Ownership ownership) {
    this.ownership = ownership;
  }

  /** Refuses what no apply can mean, whatever is stored. */
  Map<String, @Nullable Object> configuration(Request request) {
    var body = Bodies.admitObject(request.body());
    var type = request.type();
    if (!type.apiVersion().equals(body.get("apiVersion"))
        || !type.kind().equals(body.get("kind"))) {
      throw Statuses.badRequest("invalid object type: " + kindOf(body));
    }
    var name = Trees.textAt(body, "metadata", "name");
    if (name.isEmpty()) {
      throw Statuses.badRequest(
          "the name of the object ("
              + request.name()
              + " based on URL) was undeterminable: name must be provided");
    }
    if (Trees.at(body, "metadata", "managedFields") != null) {
      throw Statuses.badRequest("metadata.managedFields must be nil");
    }
    return body;
  }

  private static String kindOf(Map<String, @Nullable Object> body) {
    var apiVersion = Trees.text(body.get("apiVersion"));
    int slash = apiVersion.indexOf('/');
    var group = slash < 0 ? "" : apiVersion.substring(0, slash);
    return group + "/" + apiVersion.substring(slash + 1) + ", Kind=" + Trees.text(body.get("kind"));
  }

  /**
   * The live object as the configuration wants it, with its owners after that.
   *
   * @param live what is stored; empty if nothing is
   * @param part the subresource that is applied to; empty for the object itself
   */
  Map<String, @Nullable Object> apply(
      Request request,
      Map<String, @Nullable Object> live,
      Map<String, @Nullable Object> configuration,
      String part) {
    var type = request.type();
    var shape = ownership.shape(type);
    var unwritten = ownership.notWritten(type, part);
    var claimed = claim(shape, configuration).outside(unwritten);
    var managed = ownership.before(request, live, part);
    var owner = Owner.applying(Ownership.manager(request), part);
    var last = managed.places(owner);
    var present = Ownership.bare(live);
    var said = Merging.without(shape, configuration, unwritten);
    @Nullable Share before = managed.get(owner);
    var time = before == null ? "" : before.time();
    managed.put(owner, new Share(claimed, type.apiVersion(), time));
    var merged = pruned(shape, Merging.merge(shape, present, said), last, managed);
    settle(
        request,
        owner,
        upgraded(request, live),
        managed,
        Comparison.between(shape, present, merged).outside(unwritten));
    if (!merged.equals(present)) {
      time = ownership.now();
    }
    var own = Ownership.ownable(managed.places(owner));
    managed.remove(owner);
    if (!own.isEmpty()) {
      managed.put(owner, new Share(own, type.apiVersion(), time));
    }
    return ownership.with(told(request, configuration, live, merged), managed);
  }

  private static FieldSet claim(Shape shape, Map<String, @Nullable Object> configuration) {
    try {
      return Claim.of(shape, configuration);
    } catch (Claim.Unfit unfit) {
      throw Statuses.failed(
          "failed to create typed patch object ("
              + Trees.textAt(configuration, "metadata", "namespace")
              + "/"
              + Trees.textAt(configuration, "metadata", "name")
              + "; "
              + kindOf(configuration)
              + "): "
              + unfit.getMessage());
    }
  }

  /** Without what the manager owned and nobody claims any more. */
  private static Map<String, @Nullable Object> pruned(
      Shape shape, Map<String, @Nullable Object> merged, FieldSet last, ManagedFields managed) {
    if (last.isEmpty()) {
      return merged;
    }
    var owned = Merging.withNamedFields(shape, managed.all());
    var unowned = Merging.withNamedFields(shape, last).minus(owned);
    return Merging.without(shape, merged, unowned);
  }

  /** Takes what changes from all others, or refuses. */
  private static void settle(
      Request request,
      Owner self,
      String former,
      ManagedFields managed,
      Comparison.Difference difference) {
    var written = difference.written();
    var conflicts = new TreeMap<Owner, FieldSet>();
    for (var owner : managed.owners()) {
      var lost = managed.places(owner).intersection(written);
      if (!owner.equals(self) && !owner.manager().equals(former) && !lost.isEmpty()) {
        conflicts.put(owner, lost);
      }
    }
    if (!conflicts.isEmpty() && !request.options().force()) {
      throw conflict(managed, conflicts);
    }
    for (var owner : managed.owners()) {
      if (!owner.equals(self)) {
        managed.take(owner, written);
        managed.take(owner, difference.removed());
      }
    }
  }

  /** Whose fields are the manager's own, because the same client applied by itself before. */
  private static String upgraded(Request request, Map<String, @Nullable Object> live) {
    boolean told = Trees.at(live, "metadata", "annotations", LAST_APPLIED) != null;
    return told && Ownership.manager(request).equals("kubectl") ? CLIENT_SIDE : "";
  }

  private static Refusal conflict(ManagedFields managed, TreeMap<Owner, FieldSet> conflicts) {
    var causes = new ArrayList<Cause>();
    var lines = new ArrayList<String>();
    conflicts.forEach((owner, places) -> {
      var name = shown(managed, owner);
      lines.add("conflicts with " + name + ":");
      for (var place : places.places()) {
        causes.add(new Cause("FieldManagerConflict", place, "conflict with " + name));
        lines.add("- " + place);
      }
    });
    var message =
        causes.size() == 1
            ? "Apply failed with 1 conflict: "
                + causes.getFirst().message()
                + ": "
                + causes.getFirst().field()
            : "Apply failed with " + causes.size() + " conflicts: " + String.join("\n", lines);
    return Statuses.applyConflict(message, causes);
  }

  private static String shown(ManagedFields managed, Owner owner) {
    var name = '"' + owner.manager() + '"';
    if (!owner.subresource().isEmpty()) {
      name += " with subresource \"" + owner.subresource() + '"';
    }
    var share = managed.get(owner);
    if (owner.applies() || share == null) {
      return name;
    }
    return name + " using " + share.apiVersion();
  }

  /** Keeps up the annotation of a client that once applied by itself, if there is one. */
  private static Map<String, @Nullable Object> told(
      Request request,
      Map<String, @Nullable Object> configuration,
      Map<String, @Nullable Object> live,
      Map<String, @Nullable Object> merged) {
    var annotations = List.of("metadata", "annotations", LAST_APPLIED).toArray(String[]::new);
    if (!Ownership.manager(request).equals("kubectl") || Trees.at(live, annotations) == null) {
      return merged;
    }
    var said = Trees.remove(configuration, annotations);
    return Trees.put(merged, PathElement.json(said) + "\n", annotations);
  }
}
