package dev.muster.simulations.live.store;

import dev.muster.simulations.live.store.Attempt.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Create, update and patch: who may write over what, and what every write leaves alone. A write
 * that changes nothing makes no version and no event.
 */
final class Writes {
  private static final List<String> KEPT =
      List.of(
          "name",
          "generateName",
          "namespace",
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds");

  private final Kinds kinds;
  private final Database database;
  private final Reads reads;
  private final Rules rules;
  private final Admission admission;
  private final Births births;
  private final Reading reading;
  private final Ownership ownership;
  private final Applies applies;

  Writes(
      Kinds kinds,
      Database database,
      Reads reads,
      Rules rules,
      Admission admission,
      Births births) {
    this.kinds = kinds;
    this.database = database;
    this.reads = reads;
    this.rules = rules;
    this.admission = admission;
    this.births = births;
    var shapes = new ShapesOfKinds(kinds);
    this.reading = new Reading(kinds, shapes);
    this.ownership = new Ownership(kinds, shapes, births::now);
    this.applies = new Applies(ownership);
  }

  Response create(Request request) {
    return create(request, Bodies.admitObject(request.body()));
  }

  private Response create(Request request, Map<String, @Nullable Object> body) {
    var type = request.type();
    var remarks = new Remarks();
    var object = decoded(request, body, remarks);
    object = admitted(request, Operation.CREATE, placed(request, object), null, remarks);
    object = births.fresh(type, births.named(type, object));
    object = reading.filled(type, rules.onCreate(type, object, remarks));
    object = ownership.written(request, Trees.EMPTY, object, Metadata.managedFields(body), "");
    var warnings = remarks.settle(type, request.options());
    var causes = Metadata.validate(type, object);
    var name = Key.of(object).name();
    if (!causes.isEmpty()) {
      throw Statuses.invalid(type, name, causes);
    }
    admission.validate(new Attempt(request, Operation.CREATE, object, null));
    if (database.get(type, Key.of(object)) != null) {
      throw Statuses.alreadyExists(type, name);
    }
    var shown = request.options().dryRun() ? kinds.view(type, object) : commit(request, object);
    return new Response.Success(201, shown, warnings);
  }

  /** What was sent, in the form of its kind; one that is built in is then known whole. */
  private Map<String, @Nullable Object> decoded(
      Request request, Map<String, @Nullable Object> body, Remarks remarks) {
    var object = reading.read(request.type(), body, remarks);
    if (kinds.custom(request.type()) == null) {
      var unused = remarks.settle(request.type(), request.options());
    }
    return object;
  }

  /** The object as the webhooks that may change it want it. */
  private Map<String, @Nullable Object> admitted(
      Request request,
      Operation operation,
      Map<String, @Nullable Object> object,
      @Nullable Map<String, @Nullable Object> old,
      Remarks remarks) {
    var type = request.type();
    return admission.mutate(
        new Attempt(request, operation, object, old),
        foreign -> {
          var decoded = reading.read(type, foreign, remarks);
          return rules.decoded(type, decoded, remarks);
        });
  }

  /** Checks the namespace against the request's and puts it into the object. */
  private Map<String, @Nullable Object> placed(
      Request request, Map<String, @Nullable Object> object) {
    var type = request.type();
    var inside = Trees.textAt(object, "metadata", "namespace");
    if (!inside.isEmpty() && !inside.equals(request.namespace())) {
      throw Statuses.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    if (!type.namespaced()) {
      return object;
    }
    if (request.namespace().isEmpty()) {
      throw Statuses.badRequest("an empty namespace may not be set during creation");
    }
    var namespace = reads.require(BuiltInKinds.NAMESPACES, "", request.namespace());
    if (Metadata.terminating(namespace)) {
      throw Statuses.terminatingNamespace(
          type, Trees.textAt(object, "metadata", "name"), request.namespace());
    }
    return Trees.put(object, request.namespace(), "metadata", "namespace");
  }

  Response update(Request request) {
    var body = Bodies.admitObject(request.body());
    var unused = reading.read(request.type(), body, new Remarks());
    checkNamed(request, body);
    return replace(request, current(request), body, true);
  }

  /** What is replaced must say which object it is. */
  private static void checkNamed(Request request, Map<String, @Nullable Object> body) {
    if (Trees.textAt(body, "metadata", "name").isEmpty()) {
      throw Statuses.badRequest(
          "the name of the object ("
              + request.name()
              + " based on URL) was undeterminable: name must be provided");
    }
    Preconditions.checkName(request, body);
  }

  Response patch(Request request) {
    return request.patchKind() == PatchKind.APPLY ? apply(request) : patch(request, true);
  }

  /** Patches without asking webhooks: they were asked about what this is the effect of. */
  Response patchOutright(Request request) {
    return patch(request, false);
  }

  private Response patch(Request request, boolean asked) {
    var old = current(request);
    var patched = Patches.apply(request, kinds.custom(request.type()) != null, old);
    var next = Bodies.recheckObject(patched);
    try {
      return replace(request, old, next, asked);
    } catch (Refusal refusal) {
      throw refusal.decoding().isEmpty() ? refusal : Statuses.unpatched(next, refusal.decoding());
    }
  }

  /** Applies to the object, which comes into being if it is not there. */
  private Response apply(Request request) {
    var configuration = applies.configuration(request);
    var part = request.subresource();
    boolean absent =
        database.get(request.type(), new Key(request.namespace(), request.name())) == null;
    if (absent && part.isEmpty()) {
      Preconditions.checkName(request, configuration);
      var fresh = applies.apply(request, Trees.EMPTY, configuration, part);
      return create(request, Trees.remove(fresh, "metadata", "resourceVersion"));
    }
    var old = current(request);
    var applied = applies.apply(request, old, configuration, part);
    return replace(request, old, Bodies.recheckObject(applied), true);
  }

  private Map<String, @Nullable Object> current(Request request) {
    var stored = reads.require(request.type(), request.namespace(), request.name());
    return kinds.view(request.type(), stored);
  }

  /** Makes the object {@code body}, or its status that of {@code body}. */
  private Response replace(
      Request request,
      Map<String, @Nullable Object> old,
      Map<String, @Nullable Object> body,
      boolean asked) {
    var type = request.type();
    var remarks = new Remarks();
    var decoded = decoded(request, body, remarks);
    Preconditions.checkIdentity(request, old, decoded);
    decoded = asked ? admitted(request, Operation.UPDATE, decoded, old, remarks) : decoded;
    Preconditions.checkIdentity(request, old, decoded);
    Preconditions.checkVersion(request, kinds.custom(type) != null, old, decoded);
    boolean status = request.subresource().equals("status");
    var next = status ? withStatusOf(old, decoded) : withStatusOf(kept(old, decoded), old, type);
    next =
        status
            ? rules.onStatus(type, old, next, remarks)
            : rules.onUpdate(type, old, next, remarks);
    next = reading.filled(type, next);
    var warnings = remarks.settle(type, request.options());
    validate(type, old, next);
    next = Generations.raised(type, kinds, old, next);
    next =
        ownership.written(request, old, next, Metadata.managedFields(body), request.subresource());
    if (asked) {
      admission.validate(new Attempt(request, Operation.UPDATE, next, old));
    }
    if (next.equals(old)) {
      return new Response.Success(200, old, warnings);
    }
    var shown = request.options().dryRun() ? next : commit(request, next);
    return new Response.Success(200, shown, warnings);
  }

  /**
   * Stores the object in its storage version and returns it as it is read from there. All that may
   * be refused on the way there and back is settled before anything is stored.
   */
  private Map<String, @Nullable Object> commit(
      Request request, Map<String, @Nullable Object> next) {
    var type = request.type();
    var storage = kinds.storage(type);
    var stored = kinds.convert(storage, next);
    if (stored == next) {
      return kinds.view(type, store(storage, stored, request.user()));
    }
    var shown = kinds.view(type, stored);
    var version = Metadata.version(store(storage, stored, request.user()));
    return Metadata.ordered(Trees.put(shown, version, "metadata", "resourceVersion"));
  }

  /** Stores an object that is right already, or removes it if that was all it waited for. */
  Map<String, @Nullable Object> store(
      ResourceType storage, Map<String, @Nullable Object> object, String user) {
    return Deletes.complete(object)
        ? database.remove(storage, object, user)
        : database.put(storage, object, user);
  }

  /** The body under the metadata that no write changes. */
  private static Map<String, @Nullable Object> kept(
      Map<String, @Nullable Object> old, Map<String, @Nullable Object> body) {
    var result = body;
    for (String field : KEPT) {
      result = Trees.putOrRemove(result, Trees.at(old, "metadata", field), "metadata", field);
    }
    return Metadata.ordered(result);
  }

  private static Map<String, @Nullable Object> withStatusOf(
      Map<String, @Nullable Object> object,
      Map<String, @Nullable Object> other,
      ResourceType type) {
    return type.has("status") ? withStatusOf(object, other) : object;
  }

  private static Map<String, @Nullable Object> withStatusOf(
      Map<String, @Nullable Object> object, Map<String, @Nullable Object> other) {
    return Trees.putOrRemove(object, other.get("status"), "status");
  }

  private static void validate(
      ResourceType type, Map<String, @Nullable Object> old, Map<String, @Nullable Object> next) {
    var causes = new ArrayList<>(Metadata.validate(type, next));
    if (Metadata.terminating(old)) {
      var added = new ArrayList<>(Metadata.finalizers(next));
      added.removeAll(new TreeSet<>(Metadata.finalizers(old)));
      if (!added.isEmpty()) {
        causes.add(
            Statuses.Cause.forbidden(
                "metadata.finalizers",
                "no new finalizers can be added if the object is being deleted, found new"
                    + " finalizers "
                    + added));
      }
    }
    if (!causes.isEmpty()) {
      throw Statuses.invalid(type, Key.of(old).name(), causes);
    }
  }
}
