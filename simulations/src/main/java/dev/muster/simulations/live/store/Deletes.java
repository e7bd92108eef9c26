package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Delete and deletecollection. An object goes at once unless something must be done first: its
 * finalizers, a kubelet that stops the pod, or a namespace's contents. Until then it carries a
 * deletionTimestamp.
 */
final class Deletes {
  static final String FOREGROUND = "foregroundDeletion";
  static final String ORPHAN = "orphan";
  private static final long DEFAULT_GRACE_SECONDS = 30;
  private static final List<String> LASTING =
      List.of("default", "kube-system", "kube-public", "kube-node-lease");

  private final Kinds kinds;
  private final Database database;
  private final Reads reads;
  private final Admission admission;
  private final LongSupplier nowEpochMillis;

  Deletes(
      Kinds kinds,
      Database database,
      Reads reads,
      Admission admission,
      LongSupplier nowEpochMillis) {
    this.kinds = kinds;
    this.database = database;
    this.reads = reads;
    this.admission = admission;
    this.nowEpochMillis = nowEpochMillis;
  }

  /** Whether a terminating object has nothing left to wait for. */
  static boolean complete(Map<String, @Nullable Object> object) {
    return Metadata.terminating(object)
        && Metadata.finalizers(object).isEmpty()
        && Trees.texts(Trees.at(object, "spec", "finalizers")).isEmpty()
        && Trees.number(Trees.at(object, "metadata", "deletionGracePeriodSeconds"), 0) == 0;
  }

  /** A deletion that may be done. */
  private record Plan(
      Request request,
      Map<String, @Nullable Object> stored,
      Map<String, @Nullable Object> terminating,
      boolean dry) {}

  Response delete(Request request) {
    try {
      var plan = plan(request);
      judge(plan);
      return carryOut(plan, shown(plan))
          .withWarnings(Propagation.warnings(request.type(), options(request)));
    } catch (Refusal refusal) {
      throw refusal.withWarnings(Propagation.warnings(request.type(), options(request)));
    }
  }

  /**
   * Deletes without asking those who judge deletions: they have judged something larger. The answer
   * does not show the object.
   */
  Response deleteOutright(Request request) {
    return carryOut(plan(request), Trees.EMPTY);
  }

  /** Whether the deletion would be more than tried; refuses what it would be refused for. */
  boolean effective(Request request) {
    return !plan(request).dry;
  }

  private Plan plan(Request request) {
    var type = request.type();
    var options = options(request);
    Propagation.check(options);
    var stored = reads.require(type, request.namespace(), request.name());
    checkPreconditions(request, stored, options);
    if (type.qualifiedName().equals("namespaces") && LASTING.contains(request.name())) {
      throw Statuses.forbidden(type, request.name(), "this namespace may not be deleted");
    }
    var terminating = terminating(type, stored, options);
    return new Plan(request, stored, terminating, dry(request, options));
  }

  /** What is answered if the object stays for now. */
  private Map<String, @Nullable Object> shown(Plan plan) {
    boolean marked = !plan.dry && !complete(plan.terminating);
    return kinds.view(plan.request.type(), marked ? plan.terminating : plan.stored);
  }

  private void judge(Plan plan) {
    var type = plan.request.type();
    var old = kinds.view(type, plan.stored);
    admission.validate(new Attempt(plan.request, Attempt.Operation.DELETE, null, old));
  }

  private Response.Success carryOut(Plan plan, Map<String, @Nullable Object> shown) {
    var type = plan.request.type();
    var name = plan.request.name();
    var user = plan.request.user();
    if (complete(plan.terminating)) {
      boolean graceful = type.qualifiedName().equals("pods");
      var end = graceful ? plan.terminating : plan.stored;
      var last = plan.dry ? plan.stored : database.remove(kinds.storage(type), end, user);
      return new Response.Success(
          200, graceful ? last : Statuses.success(type, name, Metadata.uid(plan.stored)));
    }
    if (plan.terminating.equals(plan.stored) || plan.dry) {
      return new Response.Success(200, shown);
    }
    var marked = database.put(kinds.storage(type), plan.terminating, user);
    return new Response.Success(
        200, Trees.put(shown, Metadata.version(marked), "metadata", "resourceVersion"));
  }

  /** Deletes all that the selectors take, or none if one may not be, and returns them as a list. */
  Response deleteCollection(Request request) {
    Propagation.check(options(request));
    reads.requirePresent(request);
    boolean custom = kinds.custom(request.type()) != null;
    var filter = Filter.of(request.type(), custom, request.namespace(), request.options());
    var chosen = new ArrayList<@Nullable Object>();
    var plans = new ArrayList<Supplier<Plan>>();
    var all =
        new ArrayList<Map<String, @Nullable Object>>(
            database.all(request.type(), request.namespace()).values());
    kinds.prepare(request.type(), () -> all);
    for (Map<String, @Nullable Object> stored : all) {
      var object = kinds.view(request.type(), stored);
      if (filter.matches(object)) {
        chosen.add(object);
        plans.add(() -> judged(request, Key.of(object)));
      }
    }
    for (var plan : Present.gather(plans)) {
      carryOutIfThere(plan);
    }
    var metadata = Trees.of("resourceVersion", Long.toString(database.version()));
    metadata = custom ? Trees.put(metadata, "", "continue") : metadata;
    return new Response.Success(
        200,
        Reads.listOf(request.type(), metadata, chosen),
        Propagation.warnings(request.type(), options(request)));
  }

  private Plan judged(Request collection, Key key) {
    var plan = plan(single(collection, key));
    judge(plan);
    return plan;
  }

  private static Request single(Request collection, Key key) {
    return Request.delete(
            collection.type(), key.namespace(), key.name(), Trees.object(collection.body()))
        .withOptions(collection.options())
        .withRequester(collection.requester());
  }

  /** Those who listen to the first deletions may have changed what the next ones are about. */
  private void carryOutIfThere(Plan plan) {
    var type = plan.request.type();
    var now = database.get(type, Key.of(plan.stored));
    if (now == plan.stored) {
      var unused = carryOut(plan, Trees.EMPTY);
    } else if (now != null) {
      var unused = deleteOutright(plan.request);
    }
  }

  private static Map<String, @Nullable Object> options(Request request) {
    return request.body() == null ? Trees.EMPTY : Bodies.admitObject(request.body());
  }

  private static boolean dry(Request request, Map<String, @Nullable Object> options) {
    return request.options().dryRun() || !Trees.listAt(options, "dryRun").isEmpty();
  }

  private static void checkPreconditions(
      Request request,
      Map<String, @Nullable Object> stored,
      Map<String, @Nullable Object> options) {
    var uid = Trees.textAt(options, "preconditions", "uid");
    if (!uid.isEmpty() && !uid.equals(Metadata.uid(stored))) {
      throw Statuses.unmet(
          request.type(),
          request.name(),
          "the UID in the precondition ("
              + uid
              + ") does not match the UID in record ("
              + Metadata.uid(stored)
              + "). The object might have been deleted and then recreated");
    }
    var version = Trees.textAt(options, "preconditions", "resourceVersion");
    if (!version.isEmpty() && !version.equals(Metadata.version(stored))) {
      throw Statuses.unmet(
          request.type(),
          request.name(),
          "the ResourceVersion in the precondition ("
              + version
              + ") does not match the ResourceVersion in record ("
              + Metadata.version(stored)
              + "). The object might have been modified");
    }
  }

  /** The object as it is once its deletion has been asked for. */
  private Map<String, @Nullable Object> terminating(
      ResourceType type,
      Map<String, @Nullable Object> stored,
      Map<String, @Nullable Object> options) {
    long grace = type.qualifiedName().equals("pods") ? podGrace(stored, options) : 0;
    if (Metadata.terminating(stored)) {
      long left = Trees.number(Trees.at(stored, "metadata", "deletionGracePeriodSeconds"), 0);
      boolean sooner = grace < left && options.get("gracePeriodSeconds") instanceof Long;
      return sooner ? Trees.put(stored, grace, "metadata", "deletionGracePeriodSeconds") : stored;
    }
    var finalizers = Propagation.finalizers(type, stored, options);
    if (guardsObjects(type, stored)) {
      finalizers.add(Definitions.CLEANUP);
    }
    var result = Metadata.withFinalizers(stored, finalizers);
    var due = Times.format(nowEpochMillis.getAsLong() + grace * 1000);
    result = Trees.put(result, due, "metadata", "deletionTimestamp");
    result = Trees.put(result, grace, "metadata", "deletionGracePeriodSeconds");
    if (Generations.kept(type, kinds)) {
      result = Trees.put(result, Generations.generation(stored) + 1, "metadata", "generation");
    }
    if (type.qualifiedName().equals("namespaces")) {
      result = Trees.put(result, "Terminating", "status", "phase");
    }
    return Metadata.ordered(result);
  }

  /** Whether this is a definition whose objects must go first. */
  private boolean guardsObjects(ResourceType type, Map<String, @Nullable Object> stored) {
    if (!type.equals(BuiltInKinds.CUSTOM_RESOURCE_DEFINITIONS)) {
      return false;
    }
    var name = Key.of(stored).name();
    return kinds.types().stream()
        .anyMatch(kind -> kind.qualifiedName().equals(name) && !database.all(kind).isEmpty());
  }

  private static long podGrace(
      Map<String, @Nullable Object> pod, Map<String, @Nullable Object> options) {
    var phase = Trees.textAt(pod, "status", "phase");
    boolean nothingRuns =
        Trees.textAt(pod, "spec", "nodeName").isEmpty()
            || phase.equals("Failed")
            || phase.equals("Succeeded");
    if (nothingRuns) {
      return 0;
    }
    long own =
        Trees.number(Trees.at(pod, "spec", "terminationGracePeriodSeconds"), DEFAULT_GRACE_SECONDS);
    long asked = Trees.number(options.get("gracePeriodSeconds"), own);
    return asked < 0 ? 1 : Math.min(asked, Integer.MAX_VALUE);
  }
}
