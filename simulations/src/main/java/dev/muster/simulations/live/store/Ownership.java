package dev.muster.simulations.live.store;

import dev.muster.simulations.live.shapes.Shape;
import dev.muster.simulations.live.store.ManagedFields.Owner;
import dev.muster.simulations.live.store.ManagedFields.Share;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps {@code metadata.managedFields}: which manager owns which fields of an object, through every
 * write.
 *
 * <p>An update owns what it changes, and takes that from all others. What it leaves as it is stays
 * with its owners. Fields that a part of an object does not write (a status with the object, all
 * else with the status) are nobody's by it.
 */
final class Ownership {
  private static final int REMEMBERED = 1024;
  private static final String META = PathElement.field("metadata");

  /** What only the server writes, so that nobody owns it. */
  private static final FieldSet SERVERS =
      FieldSet.of(PathElement.field("apiVersion"))
          .union(FieldSet.of(PathElement.field("kind")))
          .union(FieldSet.of(META))
          .union(meta("name"))
          .union(meta("namespace"))
          .union(meta("creationTimestamp"))
          .union(meta("selfLink"))
          .union(meta("uid"))
          .union(meta("generation"))
          .union(meta("managedFields"))
          .union(meta("resourceVersion"));

  private static final FieldSet STATUS = FieldSet.of(PathElement.field("status"));
  private static final String SCALE = "scale";
  private static final String SPEC_FIELD = PathElement.field("spec");
  private static final FieldSet SPEC = FieldSet.of(SPEC_FIELD);
  private static final FieldSet BESIDE_STATUS = SPEC.union(FieldSet.of(META));
  private static final FieldSet BESIDE_POD_STATUS =
      SPEC.union(meta("deletionTimestamp")).union(meta("ownerReferences"));
  private static final FieldSet BESIDE_DEPLOYMENT_STATUS = SPEC.union(meta("labels"));

  private final Kinds kinds;
  private final ShapesOfKinds shapes;
  private final LongSupplier nowEpochMillis;

  /** Equal sets are stored once: the objects of one controller are many and owned alike. */
  private final LinkedHashMap<Object, Object> equal =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Object> eldest) {
          return size() > REMEMBERED;
        }
      };

  Ownership(Kinds kinds, ShapesOfKinds shapes, LongSupplier nowEpochMillis) {
    this.kinds = kinds;
    this.shapes = shapes;
    this.nowEpochMillis = nowEpochMillis;
  }

  private static FieldSet meta(String field) {
    return FieldSet.of(META, PathElement.field(field));
  }

  /** Who the request says, or is known to, write. */
  static String manager(Request request) {
    var named = request.options().fieldManager();
    var manager = named.isEmpty() ? request.user() : named;
    return manager.isEmpty() ? "unknown" : manager;
  }

  /**
   * The object as it is to be stored, with its owners after this write.
   *
   * @param old what it was; empty if it is new
   * @param sent the managed fields that came with the request, if any; of an apply, the new ones
   * @param part the subresource through which it was written; empty for the object itself
   */
  Map<String, @Nullable Object> written(
      Request request,
      Map<String, @Nullable Object> old,
      Map<String, @Nullable Object> next,
      @Nullable Object sent,
      String part) {
    if (request.verb() == Verb.PATCH && request.patchKind() == PatchKind.APPLY) {
      return with(next, ManagedFields.read(sent).orElseGet(ManagedFields::new));
    }
    var managed = trusted(old, sent, part);
    boolean cleared = managed.isEmpty() && !Metadata.uid(old).isEmpty();
    if (cleared) {
      return with(next, managed);
    }
    var type = request.type();
    var difference =
        Comparison.between(shapes.of(type), bare(old), bare(next)).outside(notWritten(type, part));
    var taken = difference.written();
    if (part.equals(SCALE) && managed.all().intersection(taken).isEmpty()) {
      return with(next, managed); // nobody cares who scales it
    }
    for (var owner : managed.owners()) {
      managed.take(owner, taken);
      managed.take(owner, difference.removed());
    }
    var self = new Owner(manager(request), false, type.apiVersion(), part);
    var own = taken.minus(SERVERS);
    own = Metadata.uid(old).isEmpty() ? own.outside(givenAtBirth(type)) : own;
    if (!own.isEmpty()) {
      managed.put(self, new Share(own.union(managed.places(self)), type.apiVersion(), now()));
    }
    managed.cap();
    return with(next, managed);
  }

  /** What the server itself puts into a new object of the kind. */
  private static FieldSet givenAtBirth(ResourceType type) {
    return switch (type.qualifiedName()) {
      case "namespaces" -> spec("finalizers");
      case "pods" -> spec("priority").union(spec("preemptionPolicy"));
      case "services" -> spec("clusterIP");
      case "jobs.batch" -> {
        var labels = PathElement.field("labels");
        var result = spec("selector");
        for (var name :
            List.of(
                "batch.kubernetes.io/controller-uid",
                "batch.kubernetes.io/job-name",
                "controller-uid",
                "job-name")) {
          result =
              result.union(
                  FieldSet.of(
                      SPEC_FIELD,
                      PathElement.field("template"),
                      META,
                      labels,
                      PathElement.field(name)));
        }
        yield result;
      }
      default -> FieldSet.EMPTY;
    };
  }

  private static FieldSet spec(String field) {
    return FieldSet.of(SPEC_FIELD, PathElement.field(field));
  }

  private static ManagedFields trusted(
      Map<String, @Nullable Object> old, @Nullable Object sent, String part) {
    if (!part.isEmpty()) {
      return ManagedFields.of(old);
    }
    if (ManagedFields.clears(sent)) {
      return new ManagedFields();
    }
    return ManagedFields.read(sent)
        .filter(given -> !given.isEmpty())
        .orElseGet(() -> ManagedFields.of(old));
  }

  /** The owners of an object that is about to be applied to; one who wrote all if none is known. */
  ManagedFields before(Request request, Map<String, @Nullable Object> live, String part) {
    var managed = ManagedFields.of(live);
    if (!managed.isEmpty()) {
      return managed;
    }
    var type = request.type();
    var all =
        Comparison.between(shapes.of(type), Trees.EMPTY, bare(live))
            .outside(notWritten(type, part))
            .written()
            .minus(SERVERS);
    if (!all.isEmpty()) {
      var owner = new Owner("before-first-apply", false, type.apiVersion(), part);
      managed.put(owner, new Share(all, type.apiVersion(), now()));
    }
    return managed;
  }

  /** What an applier owns of what it claims. */
  static FieldSet ownable(FieldSet claimed) {
    return claimed.minus(SERVERS);
  }

  /** The fields that a write through this part leaves alone. */
  FieldSet notWritten(ResourceType type, String part) {
    if (part.isEmpty()) {
      return type.has("status") ? STATUS : FieldSet.EMPTY;
    }
    if (!part.equals("status")) {
      return FieldSet.EMPTY;
    }
    if (kinds.custom(type) != null) {
      return BESIDE_STATUS;
    }
    return switch (type.qualifiedName()) {
      case "pods" -> BESIDE_POD_STATUS;
      case "deployments.apps" -> BESIDE_DEPLOYMENT_STATUS;
      default -> SPEC;
    };
  }

  Shape.Mapping shape(ResourceType type) {
    return shapes.of(type);
  }

  String now() {
    return Times.format(nowEpochMillis.getAsLong());
  }

  static Map<String, @Nullable Object> bare(Map<String, @Nullable Object> object) {
    return Trees.remove(object, "metadata", "managedFields");
  }

  /** The object with these owners. */
  Map<String, @Nullable Object> with(Map<String, @Nullable Object> object, ManagedFields managed) {
    if (managed.isEmpty()) {
      return bare(object);
    }
    var wire = managed.wire(this::stored);
    @Nullable Object present = Trees.at(object, "metadata", "managedFields");
    return wire.equals(present) ? object : Trees.put(object, wire, "metadata", "managedFields");
  }

  private Object stored(Object tree) {
    return equal.computeIfAbsent(tree, same -> same);
  }
}
