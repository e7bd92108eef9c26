package dev.muster.simulations.live.store;

import dev.muster.simulations.live.store.Attempt.Operation;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Create, update and patch: who may write over what, and what every write leaves alone. A write
 * that changes nothing makes no version and no event.
 */
final class Writes {
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
    var remarks = new Remarks();
    var object = decoded(request, body, remarks);
    return remarks.toldWith(request, () -> create(request, body, object, remarks));
  }

  private Response create(
      Request request,
      Map<String, @Nullable Object> body,
      Map<String, @Nullable Object> sent,
      Remarks remarks) {
    var type = request.type();
    var object = sent;
    object = admitted(request, Operation.CREATE, placed(request, object), null);
    checkKind(request, body);
    var fresh = births.fresh(type, births.named(type, object));
    var causes = Metadata.validate(type, kinds.custom(type) != null, fresh);
    var ruled = Rules.told(type, fresh, causes, () -> rules.onCreate(type, fresh, remarks));
    object = reading.filled(type, ruled);
    object = ownership.written(request, Trees.EMPTY, object, Metadata.managedFields(body), "");
    rules.remark(type, null, object, remarks);
    var warnings = remarks.settle(request, body);
    admission.validate(new Attempt(request, Operation.CREATE, object, null));
    births.refuseTaken(type, object);
    var shown = request.options().dryRun() ? kinds.view(type, object) : commit(request, object);
    return new Response.Success(201, shown, warnings);
  }

  private void checkKind(Request request, Map<String, @Nullable Object> body) {
    if (kinds.custom(request.type()) != null) {
      Preconditions.checkKind(request, body);
    }
  }

  /** What was sent, in the form of its kind, without what the kind does not know. */
  private Map<String, @Nullable Object> decoded(
      Request request, Map<String, @Nullable Object> body, Remarks remarks) {
    var type = request.type();
    var object = reading.read(type, body, remarks);
    if (kinds.custom(type) != null) {
      Preconditions.checkVersionOfKind(request, body);
      object = rules.decoded(type, object, remarks);
    }
    var unused = remarks.settle(request, body);
    return object;
  }

  /** The object as the webhooks that may change it want it. */
  private Map<String, @Nullable Object> admitted(
      Request request,
      Operation operation,
      Map<String, @Nullable Object> object,
      @Nullable Map<String, @Nullable Object> old) {
    var type = request.type();
    return admission.mutate(
        new Attempt(request, operation, object, old),
        foreign -> {
          var dropped = new Remarks(); // nobody who could be told sent it
          return rules.decoded(type, reading.read(type, foreign, dropped), dropped);
        });
  }

  /** Checks the namespace against the request's and puts it into the object. */
  private Map<String, @Nullable Object> placed(
      Request request, Map<String, @Nullable Object> object) {
    var type = request.type();
    Preconditions.checkNamespace(request, object);
    if (!type.namespaced()) {
      return Trees.remove(object, "metadata", "namespace");
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
    var remarks = new Remarks();
    var read = decoded(request, body, remarks);
    var old = remarks.toldWith(request, () -> replaced(request, read));
    return old == null
        ? create(request, Trees.remove(body, "metadata", "resourceVersion"))
        : replace(request, old, body, true);
  }

  /** What the object is to be written over; null if it comes into being by that. */
  private @Nullable Map<String, @Nullable Object> replaced(
      Request request, Map<String, @Nullable Object> read) {
    Preconditions.checkNamespace(request, read);
    Preconditions.checkNamed(request, read);
    boolean creates =
        Preconditions.bornByUpdate(request.type())
            && request.subresource().isEmpty()
            && database.get(request.type(), new Key(request.namespace(), request.name())) == null;
    if (creates) {
      Preconditions.checkIdentity(request, Trees.EMPTY, read);
    }
    return creates ? null : current(request);
  }

  Response patch(Request request) {
    return request.patchKind() == PatchKind.APPLY ? apply(request) : patch(request, true);
  }

  /** Patches without asking webhooks: they were asked about what this is the effect of. */
  Response patchOutright(Request request) {
    return patch(request, false);
  }

  private Response patch(Request request, boolean asked) {
    boolean custom = kinds.custom(request.type()) != null;
    var old = current(request);
    var patched = Bodies.recheckObject(Patches.apply(request, custom, old));
    return replace(request, old, custom ? patched : readable(request, old, patched), asked);
  }

  /** The patched object if it is one of its kind. */
  private Map<String, @Nullable Object> readable(
      Request request, Map<String, @Nullable Object> old, Map<String, @Nullable Object> patched) {
    boolean strategic = request.patchKind() == PatchKind.STRATEGIC;
    var named = patched;
    if (strategic) {
      named = Trees.put(named, old.get("apiVersion"), "apiVersion");
      named = Trees.put(named, old.get("kind"), "kind");
    }
    try {
      var unused = reading.read(request.type(), named, new Remarks());
      return named;
    } catch (Refusal refusal) {
      throw Statuses.unfit(request.type(), strategic ? request.body() : patched, refusal);
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
    var remarks = new Remarks();
    var decoded = decoded(request, body, remarks);
    return remarks.toldWith(request, () -> replace(request, old, body, decoded, remarks, asked));
  }

  private Response replace(
      Request request,
      Map<String, @Nullable Object> old,
      Map<String, @Nullable Object> body,
      Map<String, @Nullable Object> sent,
      Remarks remarks,
      boolean asked) {
    var type = request.type();
    var decoded = sent;
    Preconditions.checkIdentity(request, old, decoded);
    decoded = asked ? admitted(request, Operation.UPDATE, decoded, old) : decoded;
    Preconditions.checkIdentity(request, old, decoded);
    Preconditions.checkVersion(request, kinds.custom(type) != null, old, decoded);
    checkKind(request, body);
    boolean status = request.subresource().equals("status");
    var wanted =
        status
            ? Kept.underStatus(type, kinds.custom(type) != null, old, decoded)
            : Kept.underRest(type, old, decoded);
    var causes = Metadata.validate(type, kinds.custom(type) != null, wanted);
    causes.addAll(Metadata.validateUpdate(old, wanted));
    var next =
        Rules.told(
            type,
            old,
            causes,
            () ->
                status
                    ? rules.onStatus(type, old, wanted, remarks)
                    : rules.onUpdate(type, old, wanted, remarks));
    next = reading.filled(type, next);
    rules.remark(type, old, next, remarks);
    var warnings = remarks.settle(request, body);
    next = Generations.raised(type, kinds, old, next);
    next =
        ownership.written(request, old, next, Metadata.managedFields(body), request.subresource());
    if (asked) {
      admission.validate(new Attempt(request, Operation.UPDATE, next, old));
    }
    boolean applied = request.verb() == Verb.PATCH && request.patchKind() == PatchKind.APPLY;
    if (next.equals(old) || (applied && ManagedFields.differInTimesAlone(next, old))) {
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
}
